import type { Stack } from 'aws-cdk-lib';
import * as iam from 'aws-cdk-lib/aws-iam';
import * as lambda from 'aws-cdk-lib/aws-lambda';
import { Construct, type IConstruct } from 'constructs';
import { readPaymentSettings } from '../../../lambda/adapters/payment/settings';
import {
  EventStore, Inventory, OrderPipeline, OrderWorkflow, type PaymentBinding, PaymentProvider,
} from '../../../src';
import { LedgerAttribute } from '../../../src/contract/attributes';
import { Env } from '../../../src/contract/environment';
import { PaymentProviderName } from '../../../src/contract/payment/payment';
import { Synthesized, newStack, synthPipeline } from '../../support/synth';

const NAMES: Record<string, keyof typeof PaymentProviderName> =
  { simulated: 'SIMULATED', fromFunction: 'FUNCTION', none: 'NONE' };

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

  test('has one ledger, however often it is bound', () => {
    const stack = newStack();
    const role = new iam.Role(stack, 'Role', { assumedBy: new iam.ServicePrincipal('lambda.amazonaws.com') });
    const scope = new Construct(stack, 'Scope');
    const provider = PaymentProvider.simulated();
    const first = provider.bind(scope, role);
    expect(stack.resolve(provider.bind(scope, role))).toEqual(stack.resolve(first));
    expect(new Synthesized(stack).ofType('AWS::DynamoDB::GlobalTable')).toHaveLength(1);
  });
});

const functionOf = (stack: Stack) =>
  lambda.Function.fromFunctionArn(stack, 'Charge', 'arn:aws:lambda:eu-west-1:111122223333:function:charge');

describe.each<[string, (stack: Stack) => PaymentProvider]>([
  ['simulated', () => PaymentProvider.simulated()],
  ['fromFunction', stack => PaymentProvider.fromFunction(functionOf(stack))],
  ['none', () => PaymentProvider.none()],
])('%s', (name, make) => {
  test('belongs to one workflow', () => {
    const stack = newStack();
    const payment = make(stack);
    new OrderPipeline(stack, 'Shop', { payment });
    expect(() => new OrderPipeline(stack, 'Wholesale', { payment })).toThrow(
      `payment is "PaymentProvider.${name}" for Test/Shop/Workflow, and for Test/Wholesale/Workflow; allowed: `
      + 'a provider that no other pipeline has: make one for each pipeline');
  });

  test('tells its settings to the function that charges and refunds, and to no other', () => {
    const stack = newStack();
    const { workflow } = new OrderPipeline(stack, 'Shop', { payment: make(stack) });
    const synth = new Synthesized(stack);
    const steps = workflow.node.findChild('PaymentSteps') as lambda.Function;
    expect(synth.environment(steps)[Env.PAYMENT_PROVIDER]).toBe(PaymentProviderName[NAMES[name]!]);
    expect(readPaymentSettings(synth.environment(steps)[Env.PAYMENT_SETTINGS] as string)).toEqual({
      capture: 'IMMEDIATE',
      keyLifeSeconds: 24 * 60 * 60,
      pendingSeconds: 24 * 60 * 60,
      authorizationLifeSeconds: 7 * 24 * 60 * 60,
      expiring: 'RENEW',
    });
    const told = synth.ofType('AWS::Lambda::Function')
      .filter(({ Properties }) => Env.PAYMENT_SETTINGS in Properties.Environment.Variables);
    expect(told).toHaveLength(1);
  });
});

describe('none', () => {
  test('needs no resource and no permission', () => {
    const stack = newStack();
    const role = new iam.Role(stack, 'Role', { assumedBy: new iam.ServicePrincipal('lambda.amazonaws.com') });
    PaymentProvider.none().bind(new Construct(stack, 'Scope'), role);
    expect(Object.values(new Synthesized(stack).resources).map(({ Type }) => Type)).toEqual(['AWS::IAM::Role']);
  });
});

test.each<[string, unknown, string]>([
  ['a Lambda function', lambda.Function.fromFunctionName(newStack(), 'Fn', 'charge'), '"an object of the class Import"'],
  ['a class', PaymentProvider, '"a function of JavaScript"'],
  ['a text', 'simulated', '"simulated"'],
  ['an object without a class', Object.create(null), '"an object of the class undefined"'],
])('a workflow refuses %s as its provider', (_, payment, received) => {
  expect(() => new OrderPipeline(newStack(), 'Orders', { payment: payment as PaymentProvider })).toThrow(
    `payment is ${received}; allowed: a payment provider, such as PaymentProvider.fromFunction(fn)`);
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
