import { Duration, type Stack, Token } from 'aws-cdk-lib';
import { Annotations, Match } from 'aws-cdk-lib/assertions';
import * as lambda from 'aws-cdk-lib/aws-lambda';
import { OrderPipeline, PaymentProvider } from '../../../src';
import { Env } from '../../../src/contract/environment';
import { Synthesized, newFunction, newStack } from '../../support/synth';

/** A pipeline whose provider is a function, and what it may do with it. */
function pipelineWith(stack: Stack, fn: lambda.IFunction) {
  const { workflow } = new OrderPipeline(stack, 'Orders', { payment: PaymentProvider.fromFunction(fn) });
  const steps = workflow.node.findChild('PaymentSteps') as lambda.Function;
  const synth = new Synthesized(stack);
  const invoke = synth.statements(steps).filter(({ Action }) => Action.includes('lambda:InvokeFunction'));
  return { synth, arn: synth.environment(steps)[Env.PAYMENT_FUNCTION_ARN], invoke };
}

const allowed = (arn: unknown) => [{ Effect: 'Allow', Action: 'lambda:InvokeFunction', Resource: arn }];

test('the function that charges knows the payment function, and may call exactly that', () => {
  const stack = newStack();
  const fn = newFunction(stack);
  const { synth, arn, invoke } = pipelineWith(stack, fn);
  expect(arn).toEqual(synth.att(fn));
  expect(invoke).toEqual(allowed(synth.att(fn)));
});

test('of an alias, it may call that alias alone', () => {
  const stack = newStack();
  const alias = new lambda.Alias(stack, 'Live', { aliasName: 'live', version: newFunction(stack).currentVersion });
  const { synth, arn, invoke } = pipelineWith(stack, alias);
  expect(arn).toEqual(synth.ref(alias));
  expect(invoke).toEqual(allowed(synth.ref(alias)));
});

test('an imported function does, too', () => {
  const stack = newStack();
  const imported = 'arn:aws:lambda:us-east-1:111122223333:function:charge';
  const { arn, invoke } = pipelineWith(stack, lambda.Function.fromFunctionArn(stack, 'Fn', imported));
  expect(arn).toBe(imported);
  expect(invoke).toEqual(allowed(imported));
});

test('no ledger is made', () => {
  const stack = newStack();
  const { synth } = pipelineWith(stack, newFunction(stack));
  expect(Object.values(synth.paths()).filter(path => path.includes('Ledger'))).toEqual([]);
});

test.each<[string, unknown, string]>([
  ['nothing', undefined, 'undefined'],
  ['an ARN', 'arn:aws:lambda:…', '"arn:aws:lambda:…"'],
  ['a provider', PaymentProvider.none(), '"an object of the class LibraryProvider"'],
])('%s is no function', (_, fn, received) => {
  expect(() => PaymentProvider.fromFunction(fn as lambda.IFunction)).toThrow(
    `fn of PaymentProvider.fromFunction is ${received}; allowed: a Lambda function, as CDK makes or imports it`);
});

describe('the time-out of the payment function', () => {
  const warningsAt = (timeout: Duration | undefined) => {
    const stack = newStack();
    const code = lambda.Code.fromInline('0');
    const runtime = lambda.Runtime.PYTHON_3_13;
    pipelineWith(stack, new lambda.Function(stack, 'Charge', { code, runtime, handler: 'index.handler', timeout }));
    return Annotations.fromStack(stack).findWarning('*', Match.anyValue()).map(({ entry }) => entry.data);
  };
  const ack = ' [ack: cdk-order-pipeline:paymentFunctionTimeout]';

  test.each([Duration.seconds(20), Duration.seconds(5), Duration.seconds(Token.asNumber({ Ref: 'Timeout' }))])(
    '%s is right', timeout => expect(warningsAt(timeout)).toEqual([]));

  test('is not after the deadline of the pipeline', () => {
    expect(warningsAt(Duration.seconds(21))).toEqual([
      'the payment function Test/Charge has a time-out of 21 seconds, but the pipeline waits for 20 seconds only. '
      + `Set a shorter timeout: an answer that comes later is lost, and the pipeline asks again${ack}`,
    ]);
  });

  test('is set', () => {
    expect(warningsAt(undefined)).toEqual([
      'the payment function Test/Charge has Lambda\'s default time-out of 3 seconds. The pipeline waits for 20 '
      + `seconds, and banks may need that long. Set timeout to it${ack}`,
    ]);
  });
});
