/** Each optional prop says what it is when it is left out, and that is true. */
import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { RemovalPolicy } from 'aws-cdk-lib';
import * as ts from 'typescript';
import { EventRelay, EventStore, Inventory, MailTemplates, OrderNotifications, OrderWorkflow, PaymentProvider, OrderView } from '../../src';
import { type Synthesized, newStack, synthPipeline, Synthesized as Synth } from '../support/synth';

const SRC = join(__dirname, '..', '..', 'src');

/** `Props.prop` of every exported interface, with its `@default`. */
function documentedDefaults(): Record<string, string | undefined> {
  const defaults: Record<string, string | undefined> = {};
  for (const file of readdirSync(SRC, { recursive: true, encoding: 'utf8' }).filter(name => name.endsWith('.ts'))) {
    const source = ts.createSourceFile(file, readFileSync(join(SRC, file), 'utf8'), ts.ScriptTarget.ES2022, true);
    source.forEachChild(node => {
      if (!ts.isInterfaceDeclaration(node) || !published().includes(node.name.text)) return;
      for (const member of node.members) {
        if (!ts.isPropertySignature(member) || !member.questionToken) continue;
        const tag = ts.getJSDocTags(member).find(({ tagName }) => tagName.text === 'default');
        defaults[`${node.name.text}.${member.name.getText()}`] = tag && ts.getTextOfJSDocComment(tag.comment)?.trim();
      }
    });
  }
  return defaults;
}

const published = (): string[] => [...readFileSync(join(SRC, 'index.ts'), 'utf8').matchAll(/\w+(?:Props|Options)\b/g)].map(([name]) => name);

/** A stack with a construct made by a test; without anything else where it needs nothing else. */
function of(make: (stack: ReturnType<typeof newStack>) => unknown): object {
  const stack = newStack();
  make(stack);
  return new Synth(stack).template.toJSON();
}

const storeWith = (props: object) => of(stack => new EventStore(stack, 'X', props));
const inventoryWith = (props: object) => of(stack => new Inventory(stack, 'X', props));
const workflowWith = (props: object) => of(stack => new OrderWorkflow(stack, 'X', { eventStore: new EventStore(stack, 'E'), inventory: new Inventory(stack, 'I'), ...props }));
const orderViewWith = (props: object) => of(stack => new OrderView(stack, 'X', { eventStore: new EventStore(stack, 'E'), ...props }));
const notificationsWith = (props: object) => of(stack => {
  const eventStore = new EventStore(stack, 'E');
  return new OrderNotifications(stack, 'X', { eventStore, relay: new EventRelay(stack, 'R', { eventStore }), ...props });
});
const pipelineWith = (props: object) => synthPipeline(props).template.toJSON();

const count = (type: string) => (synth: Synthesized) => synth.ofType(type).length;
const pipeline = synthPipeline();

/** What each doc says, and the proof: the same template as with the value written out, or what the template holds. */
const DEFAULTS: Record<string, { says: string; proof: () => void }> = {
  'EventStoreProps.removalPolicy': { says: 'RemovalPolicy.RETAIN', proof: () => expect(storeWith({})).toEqual(storeWith({ removalPolicy: RemovalPolicy.RETAIN })) },
  'InventoryProps.removalPolicy': { says: 'RemovalPolicy.RETAIN', proof: () => expect(inventoryWith({})).toEqual(inventoryWith({ removalPolicy: RemovalPolicy.RETAIN })) },
  'OrderWorkflowProps.payment': { says: 'PaymentProvider.simulated()', proof: () => expect(workflowWith({})).toEqual(workflowWith({ payment: PaymentProvider.simulated() })) },
  'OrderViewProps.removalPolicy': { says: 'RemovalPolicy.DESTROY', proof: () => expect(orderViewWith({})).toEqual(orderViewWith({ removalPolicy: RemovalPolicy.DESTROY })) },
  'OrderApiOptions.methodOptions': {
    says: '- IAM: callers sign their requests',
    proof: () => expect(pipeline.ofType('AWS::ApiGateway::Method').map(({ Properties }) => Properties.AuthorizationType)).toEqual(['AWS_IAM', 'AWS_IAM', 'AWS_IAM']),
  },
  'EventRelayProps.bus': { says: '- a bus of the pipeline\'s own', proof: () => expect(count('AWS::Events::EventBus')(pipeline)).toBe(1) },
  'OrderNotificationsOptions.sender': { says: '- no mail, the topic only', proof: () => expect(JSON.stringify(pipeline.resources)).not.toMatch(/ses:|MAIL_SENDER/) },
  'OrderNotificationsOptions.templates': {
    says: 'MailTemplates.standard()',
    proof: () => expect(notificationsWith({})).toEqual(notificationsWith({ templates: MailTemplates.standard() })),
  },
  'OrderNotificationsOptions.topic': { says: '- a topic of the pipeline\'s own', proof: () => expect(count('AWS::SNS::Topic')(pipeline)).toBe(1) },
  'OrderNotificationsOptions.maxConcurrency': { says: '5', proof: () => expect(notificationsWith({})).toEqual(notificationsWith({ maxConcurrency: 5 })) },
  'OrderPipelineProps.payment': { says: 'PaymentProvider.simulated()', proof: () => expect(pipelineWith({})).toEqual(pipelineWith({ payment: PaymentProvider.simulated() })) },
  'OrderPipelineProps.notifications': {
    says: '- no mail; a topic of the pipeline\'s own',
    proof: () => {
      expect(pipelineWith({})).toEqual(pipelineWith({ notifications: {} }));
      expect(JSON.stringify(pipeline.resources)).not.toMatch(/ses:/);
      expect(count('AWS::SNS::Topic')(pipeline)).toBe(1);
    },
  },
  'OrderPipelineProps.api': { says: '- callers sign their requests (IAM)', proof: () => expect(pipelineWith({})).toEqual(pipelineWith({ api: {} })) },
  'OrderPipelineProps.removalPolicy': { says: 'RemovalPolicy.RETAIN', proof: () => expect(pipelineWith({})).toEqual(pipelineWith({ removalPolicy: RemovalPolicy.RETAIN })) },
};

test('every optional prop has a @default, and a proof of it here', () => {
  expect(documentedDefaults()).toEqual(Object.fromEntries(Object.entries(DEFAULTS).map(([prop, { says }]) => [prop, says])));
});

test.each(Object.entries(DEFAULTS))('%s', (_, { proof }) => proof());
