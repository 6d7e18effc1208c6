/** The definition of the state machine as CloudFormation gets it. */
import validate from 'asl-validator';
import { BusinessError, TechnicalError } from '../../../src/contract/errors';
import { COMPENSATION_STEPS, FORWARD_STEPS, SAGA_FUNCTIONS, SagaStep, parkStateOf } from '../../../src/contract/saga';
import {
  type Retrier, type State, type Workflow, pathAfter, targets, worstSeconds,
} from '../../support/states-language';
import { synthPipeline } from '../../support/synth';

const synth = synthPipeline();
type Part = string | { readonly 'Fn::GetAtt': readonly [string, string] };
const parts: Part[] = synth.properties(synth.pipeline.workflow.stateMachine).DefinitionString['Fn::Join'][1];
const arnOf = (logicalId: string) => `arn:aws:lambda:us-east-1:111122223333:function:${logicalId}`;
const text = parts.map(part => (typeof part === 'string' ? part : arnOf(part['Fn::GetAtt'][0]))).join('');
const workflow: Workflow = JSON.parse(text);
const { States: states, StartAt } = workflow;
const tasks = Object.entries(states).filter(([, { Type }]) => Type === 'Task');
const functionOf = (state: State) => synth.resources[state.Resource!.split(':').at(-1)!]!.Properties;

const FORWARD = ['ValidateOrder', 'ReserveStock', 'TakePayment', 'ConfirmOrder'];
const COMPENSATION = ['RefundPayment', 'ReleaseStock', 'CancelOrder'];
const STEPS = [...FORWARD_STEPS, ...COMPENSATION_STEPS];
const PARKING = [...FORWARD, ...COMPENSATION].map(step => `ParkAfter${step}`);

test('is a valid one', () => {
  const { isValid, errorsText } = validate(JSON.parse(text));
  expect([isValid, errorsText()]).toEqual([true, '']);
});

test('has these steps', () => {
  expect(tasks.map(([name]) => name).sort()).toEqual([...FORWARD, ...COMPENSATION, ...PARKING].sort());
});

test.each(STEPS)('$name is run by the function of what it works on, and gets only the order\'s id', step => {
  const { Parameters, ...state } = states[step.name]!;
  expect(Parameters).toEqual({ 'orderId.$': '$.orderId', 'step': step.name });
  expect(functionOf(state).Description).toBe(SAGA_FUNCTIONS[step.worksOn].description);
});

test('and no state that cannot be reached', () => {
  const reached = new Set<string>([StartAt]);
  for (const name of reached) for (const target of targets(states[name]!)) reached.add(target);
  expect([...reached].sort()).toEqual(Object.keys(states).sort());
});

describe('the happy path', () => {
  const path = pathAfter(workflow, StartAt);

  test('goes through the steps forward', () => expect(path).toEqual([...FORWARD, 'Confirmed']));

  test('has at most six transitions with the start, and five invocations with the intake', () => {
    expect(1 + path.length).toBeLessThanOrEqual(6);
    expect(1 + path.filter(name => states[name]!.Type === 'Task').length).toBeLessThanOrEqual(5);
  });
});

describe.each(tasks)('%s', (_, state) => {
  test('ends by itself, after its function has', () => {
    expect(state.TimeoutSeconds).toBeGreaterThan(functionOf(state).Timeout);
  });

  test('carries the order\'s id, and takes nothing from its function', () => {
    expect(state).toMatchObject({ ResultPath: null });
  });

  const [never, ...retried] = state.Retry as [Retrier, ...Retrier[]];

  test('is not retried after what no retry changes', () => {
    expect(never).toEqual({
      ErrorEquals: [...Object.values(BusinessError), TechnicalError.COMMAND_REFUSED, TechnicalError.UNKNOWN_EVENT],
      MaxAttempts: 0,
    });
  });

  test('is retried after everything else, with full jitter and a longest delay', () => {
    expect(retried.map(({ ErrorEquals }) => ErrorEquals)).toEqual([
      [TechnicalError.PAYMENT_OUTCOME_UNKNOWN],
      ['States.ALL'],
    ]);
    for (const retrier of retried) {
      expect(retrier).toMatchObject({
        JitterStrategy: 'FULL',
        BackoffRate: 2,
        MaxDelaySeconds: expect.any(Number),
        IntervalSeconds: expect.any(Number),
      });
      expect(retrier.MaxAttempts).toBeGreaterThan(0);
    }
  });

  test('catches everything in the end', () => {
    const errors = state.Catch!.map(({ ErrorEquals }) => ErrorEquals);
    expect(errors.at(-1)).toEqual(['States.ALL']);
    expect(errors.slice(0, -1).flat()).not.toContain('States.ALL');
  });
});

test('only names of the contract are caught and retried', () => {
  const names = [...Object.values(BusinessError), ...Object.values(TechnicalError), 'States.ALL'];
  const handled = tasks.flatMap(([, { Catch, Retry }]) => [...Catch!, ...Retry!]);
  for (const name of handled.flatMap(({ ErrorEquals }) => ErrorEquals)) expect(names).toContain(name);
});

describe('a business outcome', () => {
  const after = (step: string, error: string): string[] => {
    const caught = states[step]!.Catch!.find(({ ErrorEquals }) => ErrorEquals.includes(error));
    return pathAfter(workflow, caught!.Next, error);
  };

  test.each(FORWARD)('of %s undoes what there is to undo, in reverse, and ends as a success', step => {
    expect(after(step, BusinessError.ORDER_REJECTED)).toEqual(['Rejected']);
    expect(after(step, BusinessError.OUT_OF_STOCK)).toEqual(['CancelOrder', 'WhyCancelled', 'OutOfStock']);
    expect(after(step, BusinessError.PAYMENT_DECLINED)).toEqual([
      'ReleaseStock', 'CancelOrder', 'WhyCancelled', 'PaymentDeclined',
    ]);
    expect(after(step, BusinessError.CANCELLATION_REQUESTED)).toEqual([
      'RefundPayment', 'ReleaseStock', 'CancelOrder', 'WhyCancelled', 'Cancelled',
    ]);
  });

  test('is one of the contract, each of which has its way', () => {
    for (const step of FORWARD) {
      const caught = states[step]!.Catch!.slice(0, -1).flatMap(({ ErrorEquals }) => ErrorEquals);
      expect(caught).toEqual(Object.values(BusinessError));
    }
  });

  test('is kept beside the order\'s id for what comes after', () => {
    const catchers = [...FORWARD, ...COMPENSATION].flatMap(step => states[step]!.Catch!);
    for (const { ResultPath } of catchers) expect(ResultPath).toBe('$.failure');
  });
});

describe('a technical failure', () => {
  test.each([...FORWARD, ...COMPENSATION])('of %s parks the order with the step, and then fails', step => {
    const park = `ParkAfter${step}`;
    expect(states[step]!.Catch!.at(-1)).toMatchObject({ ErrorEquals: ['States.ALL'], Next: park });
    expect(pathAfter(workflow, park)).toEqual([park, 'Parked']);
    expect(states[park]!.Parameters).toEqual({
      'orderId.$': '$.orderId',
      'step': 'ParkOrder',
      'failedStep': step,
      'execution.$': '$$.Execution.Name',
      'startedAt.$': '$$.Execution.StartTime',
      'failure.$': '$.failure',
    });
  });

  test.each(PARKING)('of %s itself fails, too', park => {
    expect(states[park]!.Catch).toEqual([{ ErrorEquals: ['States.ALL'], ResultPath: null, Next: 'Parked' }]);
  });

  test('fails under the name of its error', () => {
    expect(states.Parked).toMatchObject({ Type: 'Fail', ErrorPath: '$.failure.Error' });
  });
});

test('business ends are successes, and there is one failure', () => {
  const ends = Object.entries(states).filter(([, { Type }]) => Type === 'Succeed' || Type === 'Fail');
  expect(ends.map(([name, { Type }]) => `${name}: ${Type}`).sort()).toEqual([
    'Cancelled: Succeed', 'Confirmed: Succeed', 'OutOfStock: Succeed',
    'Parked: Fail', 'PaymentDeclined: Succeed', 'Rejected: Succeed',
  ]);
});

test('every retry of every step takes less than the execution may', () => {
  // Only a charge can have an unknown outcome.
  const errorsOf = (name: string) =>
    (name === SagaStep.PAY ? [TechnicalError.PAYMENT_OUTCOME_UNKNOWN, 'States.ALL'] : ['States.ALL']);
  const path = [...FORWARD, ...COMPENSATION, parkStateOf(SagaStep.CANCEL)];
  const seconds = path.map(name => worstSeconds(states[name]!, errorsOf(name)));
  expect(Math.min(...seconds)).toBeGreaterThan(300);
  expect(seconds.reduce((sum, one) => sum + one)).toBeLessThan(workflow.TimeoutSeconds);
});
