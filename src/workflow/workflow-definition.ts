import { Duration } from 'aws-cdk-lib';
import * as lambda from 'aws-cdk-lib/aws-lambda';
import * as sfn from 'aws-cdk-lib/aws-stepfunctions';
import * as tasks from 'aws-cdk-lib/aws-stepfunctions-tasks';
import { Construct } from 'constructs';
import { BusinessError, TechnicalError } from '../contract/errors';

/** The functions behind the steps. */
export interface WorkflowSteps {
  readonly validate: lambda.IFunction;
  readonly reserve: lambda.IFunction;
  readonly pay: lambda.IFunction;
  readonly confirm: lambda.IFunction;
  readonly refund: lambda.IFunction;
  readonly release: lambda.IFunction;
  readonly cancel: lambda.IFunction;
  readonly park: lambda.IFunction;
}

/** A function's own time-out ends first, so that its error has a name; this one is for a function that never answers. */
export const STEP_TIMEOUT = Duration.seconds(20);
const TASK_TIMEOUT = Duration.seconds(25);

/** Retrying changes nothing: the outcome is recorded, or the code is wrong. */
const NEVER_RETRIED = [...Object.values(BusinessError), TechnicalError.COMMAND_REFUSED, TechnicalError.UNKNOWN_EVENT];

/**
 * The way of an order: validate, reserve, pay, confirm; on a business failure refund, release, cancel. The input is `{ orderId }` throughout,
 * because the log knows the rest, so no personal data is in an execution. The happy path enters five states.
 *
 * The functions throw business outcomes by name after they are recorded; catching them costs no state on the happy path, as a Choice after
 * each step would.
 */
export function defineWorkflow(scope: Construct, steps: WorkflowSteps): sfn.IChainable {
  // Ends, by their names.
  const confirmed = new sfn.Succeed(scope, 'Confirmed');
  const rejected = new sfn.Succeed(scope, 'Rejected');
  const outOfStock = new sfn.Succeed(scope, 'OutOfStock');
  const declined = new sfn.Succeed(scope, 'PaymentDeclined');
  const cancelled = new sfn.Succeed(scope, 'Cancelled');
  const parked = new sfn.Fail(scope, 'Parked', { errorPath: '$.failure.Error', cause: 'The order is parked: its timeline says where and why.' });

  // Compensation, in reverse; each step undoes what there is to undo, perhaps nothing.
  const ending = new sfn.Choice(scope, 'WhyCancelled')
    .when(sfn.Condition.stringEquals('$.failure.Error', BusinessError.OUT_OF_STOCK), outOfStock)
    .when(sfn.Condition.stringEquals('$.failure.Error', BusinessError.PAYMENT_DECLINED), declined)
    .otherwise(cancelled);
  const cancel = step(scope, 'CancelOrder', steps.cancel);
  const release = step(scope, 'ReleaseStock', steps.release);
  const refund = step(scope, 'RefundPayment', steps.refund);
  refund.next(release).next(cancel).next(ending);

  // The way forward.
  const validate = step(scope, 'ValidateOrder', steps.validate);
  const reserve = step(scope, 'ReserveStock', steps.reserve);
  const pay = step(scope, 'TakePayment', steps.pay);
  const confirm = step(scope, 'ConfirmOrder', steps.confirm);
  const way = validate.next(reserve).next(pay).next(confirm).next(confirmed);

  // Business outcomes, whichever step finds them: a run that resumes finds them early. Each enters compensation where something may be held.
  for (const forward of [validate, reserve, pay, confirm]) {
    forward.addCatch(rejected, { errors: [BusinessError.ORDER_REJECTED], resultPath: '$.failure' });
    forward.addCatch(cancel, { errors: [BusinessError.OUT_OF_STOCK], resultPath: '$.failure' });
    forward.addCatch(release, { errors: [BusinessError.PAYMENT_DECLINED], resultPath: '$.failure' });
    forward.addCatch(refund, { errors: [BusinessError.CANCELLATION_REQUESTED], resultPath: '$.failure' });
  }

  // Technical failures: recorded with the step, then the execution fails.
  for (const any of [validate, reserve, pay, confirm, refund, release, cancel]) {
    const park = new tasks.LambdaInvoke(scope, `ParkAfter${any.id}`, {
      lambdaFunction: steps.park,
      payload: sfn.TaskInput.fromObject({
        'orderId.$': '$.orderId',
        'step': any.id,
        'execution.$': '$$.Execution.Name',
        'failure.$': '$.failure',
      }),
      ...TASK,
    });
    retryTechnical(park);
    park.addCatch(parked, { resultPath: sfn.JsonPath.DISCARD }); // the log cannot be written: the failed execution is the parking place
    any.addCatch(park.next(parked), { resultPath: '$.failure' });
  }

  return way;
}

const TASK = {
  payloadResponseOnly: true,
  retryOnServiceExceptions: false,
  resultPath: sfn.JsonPath.DISCARD,
  taskTimeout: sfn.Timeout.duration(TASK_TIMEOUT),
};

function step(scope: Construct, id: string, lambdaFunction: lambda.IFunction): tasks.LambdaInvoke {
  const task = new tasks.LambdaInvoke(scope, id, { lambdaFunction, ...TASK });
  retryTechnical(task);
  return task;
}

/** The order of the retriers matters: the first that matches an error counts. */
function retryTechnical(task: tasks.LambdaInvoke): void {
  task.addRetry({ errors: NEVER_RETRIED, maxAttempts: 0 });
  // 5, 10, 20, 40, 60, 60 s at most: over three minutes for a provider to make up its mind.
  task.addRetry({
    errors: [TechnicalError.PAYMENT_OUTCOME_UNKNOWN],
    interval: Duration.seconds(5),
    backoffRate: 2,
    maxDelay: Duration.seconds(60),
    maxAttempts: 6,
    jitterStrategy: sfn.JitterType.FULL,
  });
  // 1, 2, 4, 8, 16, 30, 30, 30 s at most: two minutes of throttling or deployment.
  task.addRetry({
    errors: [sfn.Errors.ALL],
    interval: Duration.seconds(1),
    backoffRate: 2,
    maxDelay: Duration.seconds(30),
    maxAttempts: 8,
    jitterStrategy: sfn.JitterType.FULL,
  });
}
