import { Duration } from 'aws-cdk-lib';
import * as lambda from 'aws-cdk-lib/aws-lambda';
import * as sfn from 'aws-cdk-lib/aws-stepfunctions';
import * as tasks from 'aws-cdk-lib/aws-stepfunctions-tasks';
import { Construct } from 'constructs';
import { RETRY_POLICIES } from './retry-policies';
import { BusinessError, type BusinessErrorName } from '../contract/errors';
import {
  COMPENSATION, COMPENSATION_STEPS, FORWARD_STEPS, SagaEnd, type SagaEndName, SagaStep, type SagaStepName, parkStateOf,
} from '../contract/saga';

/** The functions that the states invoke. */
export interface WorkflowFunctions {
  /** The function of each step. */
  readonly steps: Record<SagaStepName, lambda.IFunction>;
  readonly park: lambda.IFunction;
}

/** The time-out of a function. It is shorter than the time-out of the state, so the error comes from the function. */
export const STEP_TIMEOUT = Duration.seconds(20);
/** The time-out of a state, for a function that never returns. */
const TASK_TIMEOUT = Duration.seconds(25);

/** The path of a caught error in the input of the states that follow. */
const FAILURE = '$.failure';

/**
 * Makes the state machine of the saga. It runs the forward steps. After a business outcome, it runs the compensation;
 * after a technical failure, it runs the park function. The input is always `{ orderId }`: the functions read
 * everything else from the event store, so executions carry no personal data. The happy path enters five states.
 *
 * A function records a business outcome, then throws an error of its name. Catching the error costs no state transition
 * on the happy path. A Choice after each step would cost one.
 */
export function defineWorkflow(scope: Construct, functions: WorkflowFunctions): sfn.IChainable {
  const taskOf = Object.fromEntries(Object.values(SagaStep).map(name =>
    [name, makeTask(scope, name, functions.steps[name])])) as Record<SagaStepName, tasks.LambdaInvoke>;
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

  // technical failures
  const parked = ends[SagaEnd.PARKED];
  for (const name of Object.values(SagaStep)) {
    const park = makeParkTask(scope, name, functions.park);
    // If the park function cannot write to the event store, only the failed execution shows that the order waits.
    park.addCatch(parked, { resultPath: sfn.JsonPath.DISCARD });
    taskOf[name].addCatch(park.next(parked), { resultPath: FAILURE });
  }
  return start;
}

function makeTask(
  scope: Construct, id: string, lambdaFunction: lambda.IFunction, payload?: sfn.TaskInput,
): tasks.LambdaInvoke {
  const task = new tasks.LambdaInvoke(scope, id, {
    lambdaFunction,
    payload,
    payloadResponseOnly: true,
    retryOnServiceExceptions: false,
    resultPath: sfn.JsonPath.DISCARD,
    taskTimeout: sfn.Timeout.duration(TASK_TIMEOUT),
  });
  for (const policy of RETRY_POLICIES) task.addRetry(policy);
  return task;
}

/** Makes the task that records that the order waits after a technical failure of a step. */
function makeParkTask(scope: Construct, step: SagaStepName, park: lambda.IFunction): tasks.LambdaInvoke {
  return makeTask(scope, parkStateOf(step), park, sfn.TaskInput.fromObject({
    'orderId.$': '$.orderId',
    'step': step,
    'execution.$': '$$.Execution.Name',
    'failure.$': FAILURE,
  }));
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
