/** Each optional prop says what it is when it is left out, and that is true. */
import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { Duration, RemovalPolicy } from 'aws-cdk-lib';
import * as sqs from 'aws-cdk-lib/aws-sqs';
import * as ts from 'typescript';
import {
  CaptureMode, EventRelay, EventStore, ExpiringAuthorization, Inventory, MailTemplates, OrderIntake,
  OrderNotifications, OrderView, OrderWorkflow, PaymentProvider, PaymentRequest,
} from '../../src';
import { ROUTES } from '../../src/contract/routes';
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

function published(): string[] {
  const index = readFileSync(join(SRC, 'index.ts'), 'utf8');
  return [...index.matchAll(/\w+(?:Props|Options)\b/g)].map(([name]) => name);
}

/** A stack with a construct made by a test; without anything else where it needs nothing else. */
function of(make: (stack: ReturnType<typeof newStack>) => unknown): object {
  const stack = newStack();
  make(stack);
  return new Synth(stack).template.toJSON();
}

const storeWith = (props: object) => of(stack => new EventStore(stack, 'X', props));
const inventoryWith = (props: object) => of(stack => new Inventory(stack, 'X', props));
const workflowWith = (props: object) => of(stack => {
  const eventStore = new EventStore(stack, 'E');
  return new OrderWorkflow(stack, 'X', { eventStore, inventory: new Inventory(stack, 'I'), ...props });
});
const simulatedWith = (options: object) => workflowWith({ payment: PaymentProvider.simulated(options) });
const orderViewWith = (props: object) => of(stack => {
  return new OrderView(stack, 'X', { eventStore: new EventStore(stack, 'E'), ...props });
});
const intakeWith = (props: object) => of(stack => {
  const eventStore = new EventStore(stack, 'E');
  const workflow = new OrderWorkflow(stack, 'W', { eventStore, inventory: new Inventory(stack, 'I') });
  return new OrderIntake(stack, 'X', { eventStore, workflow, ...props });
});
const notificationsWith = (props: object) => of(stack => {
  const eventStore = new EventStore(stack, 'E');
  const relay = new EventRelay(stack, 'R', { eventStore });
  return new OrderNotifications(stack, 'X', { eventStore, relay, ...props });
});
const pipelineWith = (props: object) => synthPipeline(props).template.toJSON();

const count = (type: string) => (synth: Synthesized) => synth.ofType(type).length;
const pipeline = synthPipeline();
const { DESTROY, RETAIN } = RemovalPolicy;

/** The template without a prop, and the one with its value written out. */
const isSame = (withProps: (props: object) => object, props: object) => () =>
  expect(withProps({})).toEqual(withProps(props));

/** What each doc says, and the proof: the same template as with the value written out, or what the template holds. */
const DEFAULTS: Record<string, { says: string; proof: () => void }> = {
  'EventStoreProps.identity': {
    says: '- the name of the stack and the path of the construct in the stack, such as `Shop/EventStore`',
    proof: isSame(storeWith, { identity: 'Test/X' }),
  },
  'EventStoreProps.removalPolicy': {
    says: 'RemovalPolicy.RETAIN',
    proof: isSame(storeWith, { removalPolicy: RETAIN }),
  },
  'InventoryProps.removalPolicy': {
    says: 'RemovalPolicy.RETAIN',
    proof: isSame(inventoryWith, { removalPolicy: RETAIN }),
  },
  'OrderWorkflowProps.payment': {
    says: 'PaymentProvider.simulated()',
    proof: isSame(workflowWith, { payment: PaymentProvider.simulated() }),
  },
  'PaymentOptions.capture': {
    says: 'CaptureMode.IMMEDIATE',
    proof: isSame(simulatedWith, { capture: CaptureMode.IMMEDIATE }),
  },
  'PaymentOptions.keyLife': {
    says: 'Duration.hours(24) as at Stripe, which may remove keys after that',
    proof: isSame(simulatedWith, { keyLife: Duration.hours(24) }),
  },
  'PendingPaymentOptions.pendingTimeout': {
    says: 'Duration.hours(24)',
    proof: isSame(simulatedWith, { pendingTimeout: Duration.hours(24) }),
  },
  'PaymentOptions.authorizationLife': {
    says: 'Duration.days(7) as cards usually allow',
    proof: isSame(simulatedWith, { authorizationLife: Duration.days(7) }),
  },
  'PaymentOptions.expiringAuthorization': {
    says: 'ExpiringAuthorization.RENEW',
    proof: isSame(simulatedWith, { expiringAuthorization: ExpiringAuthorization.RENEW }),
  },
  'OrderViewProps.removalPolicy': {
    says: 'RemovalPolicy.DESTROY',
    proof: isSame(orderViewWith, { removalPolicy: DESTROY }),
  },
  'OrderIntakeOptions.maxConcurrency': { says: '3', proof: isSame(intakeWith, { maxConcurrency: 3 }) },
  'OrderIntakeOptions.maxRunningOrders': { says: '1000', proof: isSame(intakeWith, { maxRunningOrders: 1_000 }) },
  'OrderApiProps.paymentCallback': {
    says: '- the API has no route for such answers',
    proof: () => expect(JSON.stringify(pipeline.ofType('AWS::ApiGateway::Resource'))).not.toContain('callback'),
  },
  'PaymentCallbackOptions.secret': {
    says: '- answers come by the command `ReportPayment` alone',
    proof: () => expect(() => PaymentProvider.callback({
      request: PaymentRequest.toQueue(new sqs.Queue(newStack(), 'Q')), timeout: Duration.hours(1),
    })).not.toThrow(),
  },
  'OrderApiOptions.methodOptions': {
    says: '- IAM: callers sign their requests',
    proof: () => {
      const types = pipeline.ofType('AWS::ApiGateway::Method').map(({ Properties }) => Properties.AuthorizationType);
      expect(types).toEqual(Array(Object.keys(ROUTES).length - 1).fill('AWS_IAM')); // but for callbacks
    },
  },
  'EventRelayProps.bus': { says: '- a new bus', proof: () => expect(count('AWS::Events::EventBus')(pipeline)).toBe(1) },
  'OrderNotificationsOptions.name': {
    says: '- the id of the construct',
    proof: isSame(notificationsWith, { name: 'X' }),
  },
  'OrderNotificationsOptions.configurationSet': {
    says: '- the default configuration set of the sender\'s identity, if it has one',
    proof: () => {
      const mail = synthPipeline({ notifications: { sender: 'shop@example.com' } });
      expect(JSON.stringify(mail.resources)).not.toContain('CONFIGURATION_SET');
    },
  },
  'OrderNotificationsOptions.sender': {
    says: '- no emails, only the topic',
    proof: () => expect(JSON.stringify(pipeline.resources)).not.toMatch(/ses:|MAIL_SENDER/),
  },
  'OrderNotificationsOptions.templates': {
    says: 'MailTemplates.standard()',
    proof: isSame(notificationsWith, { templates: MailTemplates.standard() }),
  },
  'OrderNotificationsOptions.topic': {
    says: '- a new topic',
    proof: () => expect(count('AWS::SNS::Topic')(pipeline)).toBe(1),
  },
  'OrderNotificationsOptions.maxConcurrency': {
    says: '5',
    proof: isSame(notificationsWith, { maxConcurrency: 5 }),
  },
  'OrderPipelineProps.identity': {
    says: '- the name of the stack and the path of the construct in the stack, such as `Shop/Orders`',
    proof: isSame(pipelineWith, { identity: 'Test/Orders' }),
  },
  'OrderPipelineProps.inventory': {
    says: '- a new inventory',
    proof: () => expect(Object.values(pipeline.paths())).toContain('Orders/Inventory/Table'),
  },
  'OrderPipelineProps.bus': {
    says: '- a new bus',
    proof: () => expect(count('AWS::Events::EventBus')(pipeline)).toBe(1),
  },
  'OrderPipelineProps.payment': {
    says: 'PaymentProvider.simulated()',
    proof: isSame(pipelineWith, { payment: PaymentProvider.simulated() }),
  },
  'OrderPipelineProps.intake': {
    says: '- three instances; up to 1,000 orders in progress',
    proof: isSame(pipelineWith, { intake: { maxConcurrency: 3, maxRunningOrders: 1_000 } }),
  },
  'OrderPipelineProps.notifications': {
    says: '- no emails; a new topic',
    proof: () => {
      expect(pipelineWith({})).toEqual(pipelineWith({ notifications: {} }));
      expect(JSON.stringify(pipeline.resources)).not.toMatch(/ses:/);
      expect(count('AWS::SNS::Topic')(pipeline)).toBe(1);
    },
  },
  'OrderPipelineProps.api': {
    says: '- IAM: callers sign their requests',
    proof: isSame(pipelineWith, { api: {} }),
  },
  'OrderPipelineProps.heartbeat': {
    says: '- a heartbeat every 20 minutes',
    proof: isSame(pipelineWith, { heartbeat: { pace: Duration.minutes(20) } }),
  },
  'HeartbeatOptions.pace': {
    says: 'Duration.minutes(20)',
    proof: isSame(pipelineWith, { heartbeat: { pace: Duration.minutes(20) } }),
  },
  'HeartbeatOptions.enabled': { says: 'true', proof: isSame(pipelineWith, { heartbeat: { enabled: true } }) },
  'OrderPipelineProps.removalPolicy': {
    says: 'RemovalPolicy.RETAIN',
    proof: isSame(pipelineWith, { removalPolicy: RETAIN }),
  },
};

test('every optional prop has a @default, and a proof of it here', () => {
  const said = Object.entries(DEFAULTS).map(([prop, { says }]) => [prop, says]);
  expect(documentedDefaults()).toEqual(Object.fromEntries(said));
});

test.each(Object.entries(DEFAULTS))('%s', (_, { proof }) => proof());
