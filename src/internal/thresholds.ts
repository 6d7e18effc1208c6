import { Duration } from 'aws-cdk-lib';

/**
 * How far a reader of the stream may lag behind before its alarm goes off, and what the text of the alarm says. It is
 * far less than the 24 hours for which the stream keeps a record.
 */
export const MAX_STREAM_LAG = Duration.minutes(15);
