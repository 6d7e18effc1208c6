import * as iam from 'aws-cdk-lib/aws-iam';
import * as lambda from 'aws-cdk-lib/aws-lambda';
import { Construct, type IConstruct } from 'constructs';
import { EventStore, Inventory, OrderWorkflow, type PaymentBinding, PaymentProvider } from '../../../src';
import { LedgerAttribute } from '../../../src/contract/attributes';
import { Env } from '../../../src/contract/environment';
import { PaymentProviderName } from '../../../src/contract/payment';
import { Synthesized, newStack, synthPipeline } from '../../support/synth';

describe('the simulated provider', () => {
  const synth = synthPipeline({ payment: PaymentProvider.simulated() });
  const workflow = synth.pipeline.workflow.node;
  const ledger = workflow.findChild('SimulatedLedger');

  test('keeps a ledger that goes with the stack, because nothing in it is real', () => {
    expect(synth.resource(ledger)).toMatchObject({ DeletionPolicy: 'Delete', UpdateReplacePolicy: 'Delete' });
    expect(synth.properties(ledger)).toMatchObject({
      BillingMode: 'PAY_PER_REQUEST',
      KeySchema: [{ AttributeName: LedgerAttribute.KEY, KeyType: 'HASH' }],
    });
  });

  test('is told to the function that charges and refunds, and to no other', () => {
    const functions = synth.ofType('AWS::Lambda::Function');
    const told = functions.filter(({ Properties }) => Env.PAYMENT_PROVIDER in Properties.Environment.Variables);
    expect(told).toEqual([synth.resource(workflow.findChild('PaymentSteps'))]);
    for (const { Properties } of told) {
      expect(Properties.Environment.Variables).toMatchObject({
        [Env.PAYMENT_PROVIDER]: PaymentProviderName.SIMULATED,
        [Env.PAYMENT_LEDGER_TABLE]: synth.ref(ledger),
      });
    }
  });

  test('is the default', () => {
    expect(synth.template.toJSON()).toEqual(synthPipeline().template.toJSON());
  });

  test('has one ledger in each scope, however often it is bound', () => {
    const stack = newStack();
    const role = new iam.Role(stack, 'Role', { assumedBy: new iam.ServicePrincipal('lambda.amazonaws.com') });
    const [first, second] = ['First', 'Second'].map(id => new Construct(stack, id)) as [Construct, Construct];
    const provider = PaymentProvider.simulated();
    const again = provider.bind(first, role);
    expect(stack.resolve(provider.bind(first, role))).toEqual(stack.resolve(again));
    expect(stack.resolve(provider.bind(second, role))).not.toEqual(stack.resolve(again));
    expect(new Synthesized(stack).ofType('AWS::DynamoDB::GlobalTable')).toHaveLength(2);
  });
});

test('a provider of one\'s own is bound once, to the function that charges and refunds, and brings no ledger', () => {
  const bound: [IConstruct, iam.IGrantable][] = [];
  class OwnProvider extends PaymentProvider {
    public bind(scope: Construct, grantee: iam.IGrantable): PaymentBinding {
      bound.push([scope, grantee]);
      return { environment: { PROVIDER_URL: 'https://pay.example' } };
    }
  }
  const stack = newStack();
  const workflow = new OrderWorkflow(stack, 'Workflow', {
    eventStore: new EventStore(stack, 'EventStore'),
    inventory: new Inventory(stack, 'Inventory'),
    payment: new OwnProvider(),
  });
  const synth = new Synthesized(stack);

  const fn = workflow.node.findChild('PaymentSteps') as lambda.Function;
  expect(bound).toEqual([[workflow, fn]]);
  expect(synth.environment(fn)).toMatchObject({ PROVIDER_URL: 'https://pay.example' });
  expect(synth.environment(fn)).not.toHaveProperty(Env.PAYMENT_PROVIDER);
  expect(synth.ofType('AWS::DynamoDB::GlobalTable')).toHaveLength(2);
});
