import { Duration } from 'aws-cdk-lib';
import * as sfn from 'aws-cdk-lib/aws-stepfunctions';
import { BusinessError, TechnicalError } from '../contract/errors';

/**
 * How the state machine retries the function of a state. The order matters: the first policy that matches an error
 * applies. Each wait is a random time between zero and its maximum (full jitter), so on average it is half as long.
 */
export const RETRY_POLICIES: readonly sfn.RetryProps[] = [
  // A retry would change nothing: the outcome is already recorded, or the code has a defect.
  {
    errors: [...Object.values(BusinessError), TechnicalError.COMMAND_REFUSED, TechnicalError.UNKNOWN_EVENT],
    maxAttempts: 0,
  },
  // Waits at most 5 + 10 + 20 + 40 + 60 + 60 = 195 s, on average 98 s. This gives a provider time to settle a charge.
  {
    errors: [TechnicalError.PAYMENT_OUTCOME_UNKNOWN],
    interval: Duration.seconds(5),
    backoffRate: 2,
    maxDelay: Duration.seconds(60),
    maxAttempts: 6,
    jitterStrategy: sfn.JitterType.FULL,
  },
  // Waits at most 1 + 2 + 4 + 8 + 16 + 30 + 30 + 30 = 121 s, on average 61 s: enough for throttling or a deployment.
  {
    errors: [sfn.Errors.ALL],
    interval: Duration.seconds(1),
    backoffRate: 2,
    maxDelay: Duration.seconds(30),
    maxAttempts: 8,
    jitterStrategy: sfn.JitterType.FULL,
  },
];
