import { Duration, Token } from 'aws-cdk-lib';
import { Annotations, Match } from 'aws-cdk-lib/assertions';
import * as lambda from 'aws-cdk-lib/aws-lambda';
import { readPaymentSettings } from '../../../lambda/adapters/payment/settings';
import {
  CaptureMode, ExpiringAuthorization, OrderPipeline, PaymentProvider, type PendingPaymentOptions,
} from '../../../src';
import { Env } from '../../../src/contract/environment';
import { EXPIRING_POLICIES } from '../../../src/contract/payment/payment';
import { CAPTURE_MODES } from '../../../src/contract/payment/payment-call';
import { Synthesized, newFunction, newStack } from '../../support/synth';

const FACTORIES: Record<string, (options: PendingPaymentOptions) => PaymentProvider> = {
  simulated: options => PaymentProvider.simulated(options),
  fromFunction: options => PaymentProvider.fromFunction(newFunction(newStack()), options),
};

/** A stack with a pipeline whose simulated provider has these options, and the function that charges. */
function pipelineWith(options: PendingPaymentOptions) {
  const stack = newStack();
  const { workflow } = new OrderPipeline(stack, 'Orders', { payment: PaymentProvider.simulated(options) });
  return { stack, workflow, fn: workflow.node.findChild('PaymentSteps') as lambda.Function };
}

test('the choices are those of the contract', () => {
  expect(Object.values(CaptureMode)).toEqual([...CAPTURE_MODES]);
  expect(Object.values(ExpiringAuthorization)).toEqual([...EXPIRING_POLICIES]);
});

test('the function that charges is told what was chosen', () => {
  const { stack, fn } = pipelineWith({
    capture: CaptureMode.ON_SHIPMENT,
    keyLife: Duration.days(30),
    pendingTimeout: Duration.minutes(90),
    authorizationLife: Duration.hours(114),
    expiringAuthorization: ExpiringAuthorization.CAPTURE,
  });
  expect(readPaymentSettings(new Synthesized(stack).environment(fn)[Env.PAYMENT_SETTINGS] as string)).toEqual({
    capture: 'ON_SHIPMENT',
    keyLifeSeconds: 30 * 24 * 60 * 60,
    pendingSeconds: 90 * 60,
    authorizationLifeSeconds: 114 * 60 * 60,
    expiring: 'CAPTURE',
  });
});

test('a token is not checked, and reaches the function as a number', () => {
  const keyLife = Duration.seconds(Token.asNumber({ Ref: 'KeyLife' }));
  const { stack, fn } = pipelineWith({ keyLife });
  expect(JSON.stringify(new Synthesized(stack).environment(fn)[Env.PAYMENT_SETTINGS]))
    .toContain('\\"keyLifeSeconds\\":",{"Ref":"KeyLife"},",');
});

const WHOLE = 'a Duration of whole seconds, from 1 minute to 3650 days';

test.each<[object, string]>([
  [{ keyLife: Duration.seconds(0) }, `keyLife of {factory} is "0 seconds"; allowed: ${WHOLE}`],
  [{ keyLife: Duration.seconds(59) }, `keyLife of {factory} is "59 seconds"; allowed: ${WHOLE}`],
  [{ keyLife: Duration.millis(60_500) }, `keyLife of {factory} is "1 minute 500 millis"; allowed: ${WHOLE}`],
  [{ keyLife: Duration.days(3_651) }, `keyLife of {factory} is "3651 days"; allowed: ${WHOLE}`],
  [{ keyLife: 86_400 }, `keyLife of {factory} is 86400; allowed: ${WHOLE}`],
  [{ keyLife: null }, `keyLife of {factory} is null; allowed: ${WHOLE}`],
  [{ pendingTimeout: Duration.seconds(1) }, `pendingTimeout of {factory} is "1 second"; allowed: ${WHOLE}`],
  [{ authorizationLife: Duration.minutes(119) },
    'authorizationLife of {factory} is "1 hour 59 minutes"; '
    + 'allowed: a Duration of whole seconds, from 2 hours to 3650 days'],
  [{ capture: 'LATER' }, 'capture of {factory} is "LATER"; allowed: IMMEDIATE, ON_SHIPMENT'],
  [{ expiringAuthorization: 'WAIT' },
    'expiringAuthorization of {factory} is "WAIT"; allowed: RENEW, RELEASE, CAPTURE'],
])('%j is refused by each factory', (options, message) => {
  for (const [name, make] of Object.entries(FACTORIES)) {
    expect(() => make(options)).toThrow(message.replace('{factory}', `PaymentProvider.${name}`));
  }
});

test.each([
  { keyLife: Duration.minutes(1) }, { keyLife: Duration.days(3_650) }, { pendingTimeout: Duration.minutes(1) },
  { authorizationLife: Duration.hours(2) },
])('%j is allowed', options => {
  for (const make of Object.values(FACTORIES)) expect(make(options)).toBeInstanceOf(PaymentProvider);
});

const warnings = (stack: ReturnType<typeof newStack>) =>
  Annotations.fromStack(stack).findWarning('*', Match.anyValue()).map(({ id, entry }) => [id, entry.data]);

test('an option of authorizations without any authorization is warned of', () => {
  const { stack } = pipelineWith({ authorizationLife: Duration.days(5) });
  expect(warnings(stack)).toEqual([[
    '/Test/Orders/Workflow',
    'authorizationLife has no effect: without CaptureMode.ON_SHIPMENT, no payment is only authorized '
    + '[ack: cdk-order-pipeline:authorizationLifeWithoutAuthorization]',
  ]]);
  expect(warnings(pipelineWith({ capture: CaptureMode.ON_SHIPMENT, authorizationLife: Duration.days(5) }).stack))
    .toEqual([]);
  expect(warnings(pipelineWith({}).stack)).toEqual([]);
});
