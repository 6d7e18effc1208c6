import { Duration } from 'aws-cdk-lib';
import { DELAYED_AFTER_SECONDS } from '../contract/intake';

/**
 * How far a reader of the stream may lag behind before its alarm goes off, and what the text of the alarm says. It is
 * far less than the 24 hours for which the stream keeps a record.
 */
export const MAX_STREAM_LAG = Duration.minutes(15);

/** How long an order may wait on the order queue before an alarm goes off. */
export const MAX_ORDER_AGE = Duration.seconds(DELAYED_AFTER_SECONDS);

/** How long a notification may wait on its queue before the alarm goes off. Emails are less urgent than orders. */
export const MAX_NOTIFICATION_AGE = Duration.hours(1);

/**
 * For how many periods of 5 minutes an alarm on orders that are set aside stays on. They are counted at each retry,
 * every 10 minutes at the longest (`SetAsideTimes.LONGEST_DELAY`), and a retry may wait for others before it.
 */
export const SET_ASIDE_PERIODS = 4;
