import { Duration } from 'aws-cdk-lib';

/**
 * How far a reader of the stream may lag behind before its alarm goes off, and what the text of the alarm says. It is
 * far less than the 24 hours for which the stream keeps a record.
 */
export const MAX_STREAM_LAG = Duration.minutes(15);

/**
 * For how many periods of 5 minutes an alarm on orders that are set aside stays on. They are counted at each retry,
 * every 10 minutes at the longest (`SetAsideTimes.LONGEST_DELAY`), and a retry may wait for others before it.
 */
export const SET_ASIDE_PERIODS = 4;
