/** The definition of the state machine as CloudFormation gets it. */
import validate from 'asl-validator';
import { AWAITING_PAYMENT, BusinessError, TRANSIENT_ERRORS, TechnicalError } from '../../../src/contract/errors';
import { COMPENSATION_STEPS, FORWARD_STEPS, SAGA_FUNCTIONS, SagaStep } from '../../../src/contract/saga';
import { pathAfter, targets } from '../../support/states-language';
import { workflowOf } from '../../support/states-of';
import { synthPipeline } from '../../support/synth';

const synth = synthPipeline();
const { text, workflow, functionOf } = workflowOf(synth, synth.pipeline.workflow.stateMachine);
const { States: states, StartAt } = workflow;
const tasks = Object.entries(states).filter(([, { Type }]) => Type === 'Task');

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

test.each(STEPS)('$name is run by the function of what it works on, and gets no data of the order but its id', step => {
  const { Parameters, ...state } = states[step.name]!;
  // A payment that is pending ends the run, which the log has to distinguish from all others.
  const run = { 'execution.$': '$$.Execution.Name', 'startedAt.$': '$$.Execution.StartTime' };
  const ofRun = step.worksOn === 'payment' ? run : {};
  expect(Parameters).toEqual({ 'orderId.$': '$.orderId', 'step': step.name, ...ofRun });
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

  test('catches everything in the end', () => {
    const errors = state.Catch!.map(({ ErrorEquals }) => ErrorEquals);
    expect(errors.at(-1)).toEqual(['States.ALL']);
    expect(errors.slice(0, -1).flat()).not.toContain('States.ALL');
  });
});

test('only names of the contract are caught and retried', () => {
  const names = [
    ...Object.values(BusinessError), AWAITING_PAYMENT, ...TRANSIENT_ERRORS, ...Object.values(TechnicalError),
    'States.ALL',
  ];
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
      'RefundPayment', 'ReleaseStock', 'CancelOrder', 'WhyCancelled', 'PaymentDeclined',
    ]);
    expect(after(step, BusinessError.CANCELLATION_REQUESTED)).toEqual([
      'RefundPayment', 'ReleaseStock', 'CancelOrder', 'WhyCancelled', 'Cancelled',
    ]);
  });

  test('is one of the contract, each of which has its way', () => {
    for (const step of FORWARD) {
      const caught = states[step]!.Catch!.slice(0, -1).flatMap(({ ErrorEquals }) => ErrorEquals);
      const pending = step === SagaStep.PAY ? [AWAITING_PAYMENT] : [];
      expect(caught).toEqual([...Object.values(BusinessError), ...pending]);
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

test('a pending payment ends the run without an event of failure', () => {
  const [last] = states[SagaStep.PAY]!.Catch!.filter(({ ErrorEquals }) => ErrorEquals.includes(AWAITING_PAYMENT));
  expect(states[last!.Next]).toEqual({ Type: 'Succeed' });
});

test('business ends are successes, and there is one failure', () => {
  const ends = Object.entries(states).filter(([, { Type }]) => Type === 'Succeed' || Type === 'Fail');
  expect(ends.map(([name, { Type }]) => `${name}: ${Type}`).sort()).toEqual([
    'AwaitingPayment: Succeed', 'Cancelled: Succeed', 'Confirmed: Succeed', 'OutOfStock: Succeed',
    'Parked: Fail', 'PaymentDeclined: Succeed', 'Rejected: Succeed',
  ]);
});
