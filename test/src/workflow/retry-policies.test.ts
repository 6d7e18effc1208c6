/** How long the state machine waits for what passes by itself, read from the definition that CloudFormation gets. */
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { AWAITING_PAYMENT, BusinessError, TRANSIENT_ERRORS, TechnicalError } from '../../../src/contract/errors';
import { COMPENSATION_STEPS, FORWARD_STEPS, PARK_STEP, parkStateOf } from '../../../src/contract/saga';
import { ROOT } from '../../../tools/root';
import { type Retrier, type State, longestWaits, worstSeconds } from '../../support/states-language';
import { workflowOf } from '../../support/states-of';
import { synthPipeline } from '../../support/synth';

const synth = synthPipeline();
const { workflow } = workflowOf(synth, synth.pipeline.workflow.stateMachine);
const stateOf = (name: string): State => workflow.States[name]!;
const STEPS = [...FORWARD_STEPS, ...COMPENSATION_STEPS];
/** Every state of a step, and what the step works on. */
const TASKS = STEPS.flatMap(({ name, worksOn }) => [
  { name: name as string, worksOn: worksOn as string },
  { name: parkStateOf(name), worksOn: PARK_STEP.worksOn as string },
]);

const retrierOf = (state: State, error: string): Retrier =>
  state.Retry!.find(({ ErrorEquals }) => ErrorEquals.includes(error) || ErrorEquals.includes('States.ALL'))!;
const sum = (numbers: readonly number[]) => numbers.reduce((total, one) => total + one, 0);
const minutes = (retrier: Retrier) => sum(longestWaits(retrier)) / 60;

const TRANSIENT = retrierOf(stateOf('TakePayment'), 'ThrottlingException');
const UNKNOWN_OUTCOME = retrierOf(stateOf('TakePayment'), TechnicalError.PAYMENT_OUTCOME_UNKNOWN);
/** What the log says already, so that the same step again would only say it once more. */
const ON_RECORD = [
  ...Object.values(BusinessError),
  AWAITING_PAYMENT,
  TechnicalError.PAYMENT_REQUEST_REFUSED,
  TechnicalError.PAYMENT_NOT_STOPPED,
];
const DEFECT = retrierOf(stateOf('TakePayment'), 'TypeError');

test.each(TASKS)('$name retries by kind', ({ name, worksOn }) => {
  const [outcomes, ...retriers] = stateOf(name).Retry!;
  expect(outcomes).toEqual({ ErrorEquals: ON_RECORD, MaxAttempts: 0 });
  expect(retriers.map(({ ErrorEquals }) => ErrorEquals)).toEqual([
    TRANSIENT_ERRORS,
    ...(worksOn === 'payment' ? [[TechnicalError.PAYMENT_OUTCOME_UNKNOWN, TechnicalError.PAYMENT_TRY_AGAIN]] : []),
    ['States.ALL'],
  ]);
  for (const retrier of retriers) expect(retrier).toMatchObject({ JitterStrategy: 'FULL', BackoffRate: 2 });
});

test.each([
  ['fault 8: DynamoDB throttles', 'ThrottlingException', TRANSIENT],
  ['fault 49: the account has no more concurrency', 'Lambda.TooManyRequestsException', TRANSIENT],
  ['fault 51: DynamoDB is down', 'InternalServerError', TRANSIENT],
  ['fault 51: the name of DynamoDB does not resolve', TechnicalError.UNAVAILABLE, TRANSIENT],
  ['fault 4: the function timed out', 'Sandbox.Timedout', TRANSIENT],
  ['fault 9: a hot SKU', TechnicalError.CONTENTION, TRANSIENT],
  ['others append first', TechnicalError.CONFLICT, TRANSIENT],
  ['fault 30: newer code wrote an event', TechnicalError.UNKNOWN_EVENT, TRANSIENT],
])('%s: 30 to 60 minutes of patience on average', (_, error, retrier) => {
  expect(retrierOf(stateOf('TakePayment'), error)).toBe(retrier);
  expect(minutes(retrier) / 2).toBeGreaterThan(30);
  expect(minutes(retrier) / 2).toBeLessThan(60);
});

test('fault 6: the provider does not say: a few minutes, since who waits takes the place of another', () => {
  expect(retrierOf(stateOf('RefundPayment'), TechnicalError.PAYMENT_OUTCOME_UNKNOWN)).toEqual(UNKNOWN_OUTCOME);
  expect(minutes(UNKNOWN_OUTCOME)).toBeGreaterThan(2);
  expect(minutes(UNKNOWN_OUTCOME)).toBeLessThan(5);
});

test.each([AWAITING_PAYMENT, TechnicalError.PAYMENT_REQUEST_REFUSED])('%s is not retried', error => {
  expect(retrierOf(stateOf('TakePayment'), error).MaxAttempts).toBe(0);
});

test.each(['TypeError', 'Error', TechnicalError.COMMAND_REFUSED, TechnicalError.PAYMENT_KEY_EXPIRED])(
  '%s does not mend with time: half a minute', error => {
    expect(retrierOf(stateOf('TakePayment'), error)).toBe(DEFECT);
    expect(minutes(DEFECT)).toBeLessThan(1);
  });

test('the comment of each policy states the mean and the maximum of all its waits', () => {
  const source = readFileSync(join(ROOT, 'src/workflow/retry-policies.ts'), 'utf8');
  const comments = source.matchAll(/All waits: mean ([\d.]+) s, maximum (\d+) s/g);
  const stated = [...comments].map(([, ...numbers]) => numbers.map(Number));
  const computed = [TRANSIENT, UNKNOWN_OUTCOME, DEFECT].map(longestWaits).map(sum);
  expect(stated).toEqual(computed.map(maximum => [maximum / 2, maximum])); // full jitter: half as long on average
});

describe('the longest way with every retry at its longest', () => {
  const way = [...STEPS.map(({ name }) => stateOf(name)), stateOf(parkStateOf('CancelOrder'))];

  test('fits the time of an execution', () => {
    const seconds = sum(way.map(state => worstSeconds(state)));
    expect(seconds).toBeLessThan(workflow.TimeoutSeconds);
    expect(workflow.TimeoutSeconds - seconds).toBeLessThan(3_600); // and this time is not there by chance
  });

  test('is far from the 25,000 events that the history of an execution may have', () => {
    // Scheduled, started and failed; in the first attempt also that the state is entered and left.
    const attempts = sum(way.flatMap(({ Retry }) => Retry!.map(({ MaxAttempts }) => MaxAttempts)));
    expect(3 * attempts + 5 * way.length).toBeLessThan(800);
  });

  test('costs at most one cent', () => {
    const transitions = sum(way.flatMap(({ Retry }) => [1, ...Retry!.map(({ MaxAttempts }) => MaxAttempts)]));
    expect(transitions * 0.025 / 1_000).toBeLessThan(0.01);
  });

  test('and the time of an execution is what the docs say', () => {
    const hours = `${workflow.TimeoutSeconds / 3_600} hours`;
    for (const file of ['docs/runbook.md', 'docs/operations.md', 'src/workflow/order-workflow.ts']) {
      expect([file, readFileSync(join(ROOT, file), 'utf8').includes(hours)]).toEqual([file, true]);
    }
  });
});
