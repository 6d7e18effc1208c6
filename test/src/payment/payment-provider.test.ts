import * as lambda from 'aws-cdk-lib/aws-lambda';
import type { Construct } from 'constructs';
import { EventStore, Inventory, OrderWorkflow, PaymentProvider } from '../../../src';
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
    expect(synth.properties(ledger)).toMatchObject({ BillingMode: 'PAY_PER_REQUEST', KeySchema: [{ AttributeName: LedgerAttribute.KEY, KeyType: 'HASH' }] });
  });

  test('is told to the functions that charge and refund, and to no other', () => {
    const told = synth.ofType('AWS::Lambda::Function').filter(({ Properties }) => Env.PAYMENT_PROVIDER in Properties.Environment.Variables);
    expect(told).toEqual([synth.resource(workflow.findChild('Pay')), synth.resource(workflow.findChild('Refund'))]);
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
});

test('a provider of one\'s own is bound once, to the functions that charge and refund, and brings no ledger', () => {
  const bound: [Construct, lambda.Function[]][] = [];
  class OwnProvider extends PaymentProvider {
    public bind(scope: Construct, functions: lambda.Function[]): void {
      bound.push([scope, functions]);
      for (const fn of functions) fn.addEnvironment('PROVIDER_URL', 'https://pay.example');
    }
  }
  const stack = newStack();
  const workflow = new OrderWorkflow(stack, 'Workflow', {
    eventStore: new EventStore(stack, 'EventStore'),
    inventory: new Inventory(stack, 'Inventory'),
    payment: new OwnProvider(),
  });
  const synth = new Synthesized(stack);

  const [pay, refund] = ['Pay', 'Refund'].map(id => workflow.node.findChild(id) as lambda.Function);
  expect(bound).toEqual([[workflow, [pay, refund]]]);
  for (const fn of [pay!, refund!]) {
    expect(synth.environment(fn)).toMatchObject({ PROVIDER_URL: 'https://pay.example' });
    expect(synth.environment(fn)).not.toHaveProperty(Env.PAYMENT_PROVIDER);
  }
  expect(synth.ofType('AWS::DynamoDB::GlobalTable')).toHaveLength(2);
});
