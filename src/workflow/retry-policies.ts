import { Duration } from 'aws-cdk-lib';
import * as sfn from 'aws-cdk-lib/aws-stepfunctions';
import { BusinessError, TechnicalError } from '../contract/errors';

/**
 * How the state machine retries the function of a state. The order matters: the first policy that matches an error
 * counts. Every wait is drawn at random between zero and its longest (full jitter), so on average it is half as long.
 */
export const RETRY_POLICIES: readonly sfn.RetryProps[] = [
  // A retry changes nothing: the outcome is recorded, or the code is wrong.
  {
    errors: [...Object.values(BusinessError), TechnicalError.COMMAND_REFUSED, TechnicalError.UNKNOWN_EVENT],
    maxAttempts: 0,
  },
  // Waits at most 5 + 10 + 20 + 40 + 60 + 60 = 195 s, on average 98 s: time for a provider to settle a charge.
  {
    errors: [TechnicalError.PAYMENT_OUTCOME_UNKNOWN],
    interval: Duration.seconds(5),
    backoffRate: 2,
    maxDelay: Duration.seconds(60),
    maxAttempts: 6,
    jitterStrategy: sfn.JitterType.FULL,
  },
  // Waits at most 1 + 2 + 4 + 8 + 16 + 30 + 30 + 30 = 121 s, on average 61 s: time for throttling or a deployment.
  {
    errors: [sfn.Errors.ALL],
    interval: Duration.seconds(1),
    backoffRate: 2,
    maxDelay: Duration.seconds(30),
    maxAttempts: 8,
    jitterStrategy: sfn.JitterType.FULL,
  },
];
