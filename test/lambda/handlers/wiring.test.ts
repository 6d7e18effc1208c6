/** Each handler can be made of the environment that its construct sets, and says what is missing there. */
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { IFunction } from 'aws-cdk-lib/aws-lambda';
import { PaymentProvider } from '../../../src';
import { Env, MAIL_TEMPLATES_FILE } from '../../../src/contract/environment';
import { PaymentProviderName } from '../../../src/contract/payment/payment';
import { SAGA_FUNCTIONS } from '../../../src/contract/saga';
import { synthPipeline, synthPipelineCalledBack, synthPipelineCharging } from '../../support/synth';

const synth = synthPipeline({ notifications: { sender: 'shop@example.com' } });
const { pipeline } = synth;

const FUNCTIONS: Record<string, IFunction> = {
  'intake/place-orders': pipeline.intake.intakeFunction,
  'intake/submit': pipeline.api.submitFunction,
  'intake/read-order': pipeline.api.readFunction,
  'inventory/manage-stock': pipeline.inventory.stockFunction,
  'projections/project-orders': pipeline.orderView.projectorFunction,
  'notifications/relay-events': pipeline.relay.relayFunction,
  'operations/beat': pipeline.heartbeat.heartbeatFunction,
  'notifications/send-notifications': pipeline.notifications.notifierFunction,
  ...Object.fromEntries(Object.values(SAGA_FUNCTIONS).map(({ id, handler }) =>
    [handler, pipeline.workflow.node.findChild(id) as unknown as IFunction])),
};
/** A function without one of these does with less. */
const OPTIONAL: string[] = [Env.SERVICE_NAME, Env.MAIL_SENDER, Env.CONFIGURATION_SET, Env.AUTHORIZATION_LIFE];
/** The intake may stand alone, without a view to list orders from. */
const OPTIONAL_IN: Record<string, string[]> = { 'intake/place-orders': [Env.VIEW_TABLE] };

const PAYMENT = 'workflow/payment-steps';
/** What a handler already reads when it is made. */
const settings = String(synth.environment(FUNCTIONS[PAYMENT]!)[Env.PAYMENT_SETTINGS]);
const READ: Record<string, string> = {
  [Env.PAYMENT_PROVIDER]: PaymentProviderName.SIMULATED,
  [Env.PAYMENT_SETTINGS]: settings,
};

const namesOf = (fn: IFunction) => Object.keys(synth.environment(fn));
const before = process.env;
const taskRoot = mkdtempSync(join(tmpdir(), 'wiring-'));
writeFileSync(join(taskRoot, MAIL_TEMPLATES_FILE), '{}');

afterEach(() => void (process.env = before));
afterAll(() => rmSync(taskRoot, { recursive: true, force: true }));

/** Imports a handler as Lambda does, with these variables set. */
function load(handler: string, names: readonly string[], others: Record<string, string> = {}): { handler: unknown } {
  const valueOf = (name: string) => READ[name] ?? `the ${name}`;
  const own = Object.fromEntries(names.map(name => [name, valueOf(name)]));
  const lambda = { AWS_LAMBDA_FUNCTION_NAME: 'any', AWS_REGION: 'eu-west-1', LAMBDA_TASK_ROOT: taskRoot };
  process.env = { ...before, ...lambda, ...own, ...others };
  let module: { handler: unknown } | undefined;
  jest.isolateModules(() => {
    module = jest.requireActual(`../../../lambda/handlers/${handler}`);
  });
  return module!;
}

test('every function of the pipeline is here', () => {
  expect(Object.keys(FUNCTIONS)).toHaveLength(synth.ofType('AWS::Lambda::Function').length);
});

test.each(Object.entries(FUNCTIONS))('%s is made of what its construct sets', (handler, fn) => {
  expect(load(handler, namesOf(fn)).handler).toBeInstanceOf(Function);
});

const REQUIRED = Object.entries(FUNCTIONS).flatMap(([handler, fn]) =>
  namesOf(fn)
    .filter(name => ![...OPTIONAL, ...OPTIONAL_IN[handler] ?? []].includes(name))
    .map(name => [handler, name, fn] as const));

test.each(REQUIRED)('%s without %s says so', (handler, missing, fn) => {
  const names = namesOf(fn).filter(name => name !== missing);
  expect(() => load(handler, names)).toThrow(`environment variable ${missing} is not set`);
});

test('an unknown payment provider is named, with those that are known', () => {
  expect(() => load(PAYMENT, namesOf(FUNCTIONS[PAYMENT]!), { [Env.PAYMENT_PROVIDER]: 'other' }))
    .toThrow('PAYMENT_PROVIDER is "other"; allowed: simulated, function, callback, none');
});

test('settings that are none are named', () => {
  expect(() => load(PAYMENT, namesOf(FUNCTIONS[PAYMENT]!), { [Env.PAYMENT_SETTINGS]: '{}' }))
    .toThrow('the settings of the payment provider are {}');
});

describe.each([
  ['function', synthPipelineCharging()],
  ['none', synthPipeline({ payment: PaymentProvider.none() })],
])('with the payment provider "%s"', (provider, other) => {
  const steps = other.pipeline.workflow.node.findChild('PaymentSteps') as unknown as IFunction;
  const names = Object.keys(other.environment(steps));
  const chosen = { [Env.PAYMENT_PROVIDER]: provider };

  test('the function that charges is made of what its construct sets', () => {
    expect(load(PAYMENT, names, chosen).handler).toBeInstanceOf(Function);
  });

  test.each(names.filter(name => !OPTIONAL.includes(name)))('without %s it says so', missing => {
    const others = Object.fromEntries(Object.entries(chosen).filter(([name]) => name !== missing));
    expect(() => load(PAYMENT, names.filter(name => name !== missing), others))
      .toThrow(`environment variable ${missing} is not set`);
  });
});

describe('the function of callbacks', () => {
  const CALLBACK = 'intake/payment-callback';
  const other = synthPipelineCalledBack();
  const names = Object.keys(other.environment(other.pipeline.api.callbackFunction!));

  test('is made of what its construct sets', () => {
    expect(load(CALLBACK, names).handler).toBeInstanceOf(Function);
  });

  test.each(names.filter(name => !OPTIONAL.includes(name)))('without %s it says so', missing => {
    expect(() => load(CALLBACK, names.filter(name => name !== missing)))
      .toThrow(`environment variable ${missing} is not set`);
  });
});

describe('the payment steps by message', () => {
  const BY_MESSAGE = 'workflow/payment-steps-by-message';
  const other = synthPipelineCalledBack();
  const names = Object.keys(other.environment(other.pipeline.workflow.node.findChild('PaymentSteps') as never))
    .filter(name => name !== Env.PAYMENT_QUEUE_URL);
  const chosen = { [Env.PAYMENT_PROVIDER]: 'callback' };

  test.each([Env.PAYMENT_QUEUE_URL, Env.PAYMENT_TOPIC_ARN])('send requests where %s says', where => {
    expect(load(BY_MESSAGE, [...names, where], chosen).handler).toBeInstanceOf(Function);
  });

  test('notice requests that go nowhere, and another provider', () => {
    expect(() => load(BY_MESSAGE, names, chosen)).toThrow('environment variable PAYMENT_TOPIC_ARN is not set');
    expect(() => load(BY_MESSAGE, names)).toThrow('PAYMENT_PROVIDER is simulated; allowed in this function: callback');
  });
});

test('requests may go to a function', () => {
  const names = [...namesOf(FUNCTIONS[PAYMENT]!), Env.PAYMENT_FUNCTION_ARN];
  expect(load(PAYMENT, names, { [Env.PAYMENT_PROVIDER]: 'callback' }).handler).toBeInstanceOf(Function);
});
