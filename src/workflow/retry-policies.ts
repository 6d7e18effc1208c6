import { Duration } from 'aws-cdk-lib';
import * as sfn from 'aws-cdk-lib/aws-stepfunctions';
import { AWAITING_PAYMENT, BusinessError, TRANSIENT_ERRORS, TechnicalError } from '../contract/errors';
import type { SagaSubject } from '../contract/saga';

/**
 * How the state machine retries the function of a state, by the kind of error. The first policy that matches an error
 * applies, and each policy counts its own attempts.
 *
 * Each wait is a random time between zero and its maximum (full jitter), so that functions which failed together do not
 * come back together. So the sum of all waits is on average half its maximum. The comments state both. A test computes
 * them.
 *
 * A retry is a state transition ($0.025 for 1,000) and at most four events of the execution's history. Even if each of
 * the eight states on the longest way used all of its retries, an order would cost less than one cent and have about
 * 800 of the 25,000 events that Step Functions allows.
 */
export interface RetryPolicy {
  readonly errors: readonly string[];
  readonly attempts: number;
  /** The maximum of the first wait. It doubles with each attempt, up to `cap`. */
  readonly firstWait: Duration;
  readonly cap: Duration;
}

/** The outcome is recorded already. No retry changes it. */
const OUTCOMES: readonly string[] = [
  ...Object.values(BusinessError),
  AWAITING_PAYMENT,
  TechnicalError.PAYMENT_REQUEST_REFUSED,
  TechnicalError.PAYMENT_NOT_STOPPED,
];

/**
 * Load, outages and deployments. Rides out an outage of 30 minutes in most cases; the others are parked and run again.
 * All waits: mean 2655.5 s, maximum 5311 s.
 */
const PATIENT: RetryPolicy = {
  errors: TRANSIENT_ERRORS,
  attempts: 25,
  firstWait: Duration.seconds(1),
  cap: Duration.minutes(5),
};

/**
 * The payment provider is down, slow, or still working on a request, perhaps for some customers only. An execution
 * that waits takes the place of another order, because only so many may run at once. So it rides out a short
 * disturbance, and then parks the order, which takes no place while it waits until the heartbeat finds it. In
 * bench/burst, where the provider does not answer a tenth of the customers for four hours, a patience of 43 minutes
 * holds up all other orders for hours.
 * All waits: mean 77.5 s, maximum 155 s.
 */
const UNKNOWN_OUTCOME: RetryPolicy = {
  errors: [TechnicalError.PAYMENT_OUTCOME_UNKNOWN, TechnicalError.PAYMENT_TRY_AGAIN],
  attempts: 5,
  firstWait: Duration.seconds(5),
  cap: Duration.minutes(5),
};

/**
 * Everything else: defects, refused commands and missing permissions. Time does not mend them, people do.
 * All waits: mean 15.5 s, maximum 31 s.
 */
const DEFECT: RetryPolicy = {
  errors: [sfn.Errors.ALL],
  attempts: 5,
  firstWait: Duration.seconds(1),
  cap: Duration.minutes(1),
};

/** The policies of a step, by what it works on. Only the payment provider leaves outcomes unknown. */
export const policiesFor = (subject: SagaSubject): readonly RetryPolicy[] =>
  (subject === 'payment' ? [PATIENT, UNKNOWN_OUTCOME, DEFECT] : [PATIENT, DEFECT]);

/** The retriers of a state, in the order in which Step Functions asks them. */
export const retriersFor = (subject: SagaSubject): sfn.RetryProps[] => [
  { errors: [...OUTCOMES], maxAttempts: 0 },
  ...policiesFor(subject).map(({ errors, attempts, firstWait, cap }): sfn.RetryProps => ({
    errors: [...errors],
    maxAttempts: attempts,
    interval: firstWait,
    backoffRate: 2,
    maxDelay: cap,
    jitterStrategy: sfn.JitterType.FULL,
  })),
];

/** How long a state can take at most if each of its attempts takes `attempt`: with all waits of all policies. */
export function longestDuration(subject: SagaSubject, attempt: Duration): Duration {
  const retries = policiesFor(subject).map(policy => longestWaits(policy) + policy.attempts * attempt.toSeconds());
  return Duration.seconds(retries.reduce((sum, one) => sum + one, attempt.toSeconds()));
}

/** The sum of the longest waits of a policy, in seconds. */
function longestWaits({ attempts, firstWait, cap }: RetryPolicy): number {
  const waits = Array.from({ length: attempts }, (_, n) =>
    Math.min(firstWait.toSeconds() * 2 ** n, cap.toSeconds()));
  return waits.reduce((sum, wait) => sum + wait, 0);
}
