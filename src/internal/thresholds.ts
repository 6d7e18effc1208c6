import { Duration } from 'aws-cdk-lib';
import { DELAYED_AFTER_SECONDS } from '../contract/intake';
import { NOTIFICATION_DELAYED_AFTER_SECONDS } from '../contract/metrics';

/**
 * How far a reader of the stream may lag behind before its alarm goes off, and what the text of the alarm says. It is
 * far less than the 24 hours for which the stream keeps a record.
 */
export const MAX_STREAM_LAG = Duration.minutes(15);

/** How long an order may wait on the order queue before an alarm goes off. */
export const MAX_ORDER_AGE = Duration.seconds(DELAYED_AFTER_SECONDS);

/** How long a notification may wait on its queue before the alarm goes off. Emails are less urgent than orders. */
export const MAX_NOTIFICATION_AGE = Duration.seconds(NOTIFICATION_DELAYED_AFTER_SECONDS);

/**
 * How long a message may wait on the retry queue of a reader of the stream before an alarm goes off. A retry that fails
 * sends a fresh message, which is hidden for 10 minutes at the most (`SetAsideTimes.LONGEST_DELAY`). So a message that
 * is older shows that nobody takes them, or that there are more than 5 instances take in 20 minutes: 60,000 of 0.1 s.
 */
export const MAX_RETRY_AGE = Duration.minutes(30);

/**
 * The share of requests to the API that may be answered with 5XX, and in how many periods of 5 minutes within an hour
 * there may be more. A client repeats what is answered with 503, so of 5 %, one in 8,000 fails three times. Throttling,
 * and most outages of a service, pass within 15 minutes. The hour is for an API with few requests: a period without a
 * request reports nothing.
 */
export const MAX_UNAVAILABLE_RATE = 0.05;
export const UNAVAILABLE_PERIODS = { bad: 3, all: 12 } as const;

/**
 * For how many periods of 5 minutes an alarm on orders that are set aside stays on. They are counted at each retry,
 * every 10 minutes at the longest (`SetAsideTimes.LONGEST_DELAY`), and a retry may wait for others before it.
 */
export const SET_ASIDE_PERIODS = 4;
