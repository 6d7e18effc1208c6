import { Duration } from 'aws-cdk-lib';
import * as lambda from 'aws-cdk-lib/aws-lambda';
import * as sfn from 'aws-cdk-lib/aws-stepfunctions';
import * as tasks from 'aws-cdk-lib/aws-stepfunctions-tasks';
import { Construct } from 'constructs';
import { longestDuration, retriersFor } from './retry-policies';
import { AWAITING_PAYMENT, BusinessError, type BusinessErrorName } from '../contract/errors';
import {
  COMPENSATION, COMPENSATION_STEPS, FORWARD_STEPS, PARK_STEP, SAGA_FUNCTIONS, SagaEnd, type SagaEndName,
  SagaStep, type SagaStepDefinition, type SagaStepName, type SagaSubject, parkStateOf,
} from '../contract/saga';

/** The functions that the states invoke, by what their steps work on. */
export type WorkflowFunctions = Record<SagaSubject, lambda.IFunction>;

/** The time-out of the function of the steps that work on a subject. */
export const functionTimeout = (subject: SagaSubject): Duration =>
  Duration.seconds(SAGA_FUNCTIONS[subject].timeoutSeconds);

/**
 * The time-out of a state, for a function that never answers. It is longer than that of the function, so the error
 * normally comes from the function.
 */
const taskTimeout = (subject: SagaSubject): Duration => functionTimeout(subject).plus(Duration.seconds(5));

/**
 * The time-out of an execution. It fits the longest way, on which the last compensation step fails and the order is
 * parked, with every retry of every step at its longest wait.
 */
export function executionTimeout(): Duration {
  const longestWay: readonly SagaStepDefinition[] = [...FORWARD_STEPS, ...COMPENSATION_STEPS, PARK_STEP];
  const seconds = longestWay
    .map(({ worksOn }) => longestDuration(worksOn, taskTimeout(worksOn)).toSeconds())
    .reduce((sum, one) => sum + one);
  return Duration.hours(Math.ceil(seconds / 3_600));
}

/** The path of a caught error in the input of the states that follow. */
const FAILURE = '$.failure';

/**
 * Makes the state machine of the saga. It runs the forward steps. After a business outcome, it runs the compensation;
 * after a technical failure, it parks the order. The input is always `{ orderId }`: the functions read everything else
 * from the event store, so executions carry no personal data. The happy path enters five states.
 *
 * A function records a business outcome, then throws an error of its name. Catching the error costs no state transition
 * on the happy path. A Choice after each step would cost one.
 */
export function defineWorkflow(scope: Construct, functions: WorkflowFunctions): sfn.IChainable {
  const steps = [...FORWARD_STEPS, ...COMPENSATION_STEPS];
  const taskOf = Object.fromEntries(steps.map(step =>
    [step.name, makeStepTask(scope, step, functions)])) as Record<SagaStepName, tasks.LambdaInvoke>;
  const ends = Object.fromEntries(Object.values(SagaEnd).map(name =>
    [name, makeEnd(scope, name)])) as Record<SagaEndName, sfn.Succeed | sfn.Fail>;
  const endOf = (outcome: BusinessErrorName) => ends[COMPENSATION[outcome].end];

  // forward and backward
  const start = chain(FORWARD_STEPS.map(({ name }) => taskOf[name]), ends[SagaEnd.CONFIRMED]);
  chain(COMPENSATION_STEPS.map(({ name }) => taskOf[name]), chooseEnd(scope, endOf));

  // business outcomes
  for (const outcome of Object.values(BusinessError)) {
    const [firstStep] = COMPENSATION[outcome].steps;
    const target = firstStep ? taskOf[firstStep] : endOf(outcome);
    for (const { name } of FORWARD_STEPS) taskOf[name].addCatch(target, { errors: [outcome], resultPath: FAILURE });
  }

  // the provider answers later
  taskOf[SagaStep.PAY].addCatch(ends[SagaEnd.AWAITING_PAYMENT], { errors: [AWAITING_PAYMENT], resultPath: FAILURE });

  // technical failures
  const parked = ends[SagaEnd.PARKED];
  for (const { name } of steps) {
    const park = makeParkTask(scope, name, functions);
    // If the park function cannot write to the event store, only the failed execution shows that the order waits.
    park.addCatch(parked, { resultPath: sfn.JsonPath.DISCARD });
    taskOf[name].addCatch(park.next(parked), { resultPath: FAILURE });
  }
  return start;
}

/** Makes the task of a step. The function learns from its input which step to run. */
function makeStepTask(
  scope: Construct, { name, worksOn }: SagaStepDefinition, functions: WorkflowFunctions,
): tasks.LambdaInvoke {
  return makeTask(scope, name, { worksOn, functions }, { step: name, ...(worksOn === 'payment' && RUN) });
}

/** Step Functions forgets the name of an execution after 90 days. Together with its start, it is unique for ever. */
const RUN = { 'execution.$': '$$.Execution.Name', 'startedAt.$': '$$.Execution.StartTime' };

/** Makes the task that records that the order waits after a technical failure of a step. */
function makeParkTask(scope: Construct, failedStep: SagaStepName, functions: WorkflowFunctions): tasks.LambdaInvoke {
  return makeTask(scope, parkStateOf(failedStep), { worksOn: PARK_STEP.worksOn, functions }, {
    'step': PARK_STEP.name,
    failedStep,
    ...RUN,
    'failure.$': FAILURE,
  });
}

/** Which function a task invokes. */
interface Invoked {
  readonly worksOn: SagaSubject;
  readonly functions: WorkflowFunctions;
}

function makeTask(
  scope: Construct, id: string, { worksOn, functions }: Invoked, input: Readonly<Record<string, string>>,
): tasks.LambdaInvoke {
  const task = new tasks.LambdaInvoke(scope, id, {
    lambdaFunction: functions[worksOn],
    payload: sfn.TaskInput.fromObject({ 'orderId.$': '$.orderId', ...input }),
    payloadResponseOnly: true,
    retryOnServiceExceptions: false,
    resultPath: sfn.JsonPath.DISCARD,
    taskTimeout: sfn.Timeout.duration(taskTimeout(worksOn)),
  });
  for (const retrier of retriersFor(worksOn)) task.addRetry(retrier);
  return task;
}

/** Makes the last state of an execution. Only an execution that parked its order fails. */
function makeEnd(scope: Construct, name: SagaEndName): sfn.Succeed | sfn.Fail {
  if (name !== SagaEnd.PARKED) return new sfn.Succeed(scope, name);
  return new sfn.Fail(scope, name, {
    errorPath: `${FAILURE}.Error`,
    cause: 'The order is parked: its timeline says where and why.',
  });
}

/** Chooses the end after the compensation, by the outcome that was caught. The last outcome needs no condition. */
function chooseEnd(scope: Construct, endOf: (outcome: BusinessErrorName) => sfn.IChainable): sfn.Choice {
  const compensated = Object.values(BusinessError).filter(outcome => COMPENSATION[outcome].steps.length > 0);
  const choice = new sfn.Choice(scope, 'WhyCancelled');
  for (const outcome of compensated.slice(0, -1)) {
    choice.when(sfn.Condition.stringEquals(`${FAILURE}.Error`, outcome), endOf(outcome));
  }
  return choice.otherwise(endOf(compensated.at(-1)!));
}

function chain([first, ...others]: readonly tasks.LambdaInvoke[], last: sfn.IChainable): sfn.Chain {
  return [...others, last].reduce<sfn.Chain>((before, next) => before.next(next), sfn.Chain.start(first!));
}
