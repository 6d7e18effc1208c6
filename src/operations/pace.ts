import { Duration } from 'aws-cdk-lib';
import { invalid } from '../internal/checked-props';

/** Three canaries an hour cost less than $0.50 a month: docs/operations.md has the calculation. */
export const DEFAULT_PACE = Duration.minutes(20);

/**
 * Minutes that divide an hour, and hours that divide a day. Alarms look at three times the pace: CloudWatch allows a
 * day with periods of less than an hour, and seven days with others.
 * @see https://docs.aws.amazon.com/AmazonCloudWatch/latest/APIReference/API_PutMetricAlarm.html
 */
const MINUTES = [1, 2, 3, 4, 5, 6, 10, 12, 15, 20, 30];
const HOURS = [1, 2, 3, 4, 6, 8, 12];

/** Checks a pace. Any other than these would make a schedule whose steps differ in length. */
export function checkedPace(pace: Duration): Duration {
  const minutes = pace.toMinutes({ integral: false });
  if (MINUTES.includes(minutes) || HOURS.includes(minutes / 60)) return pace;
  throw invalid('pace', pace.toHumanString(), `${MINUTES.join(', ')} minutes, or ${HOURS.join(', ')} hours`);
}

/** The schedule of a pace. Its times are multiples of the pace since midnight UTC, so each slot has one heartbeat. */
export function cronOf(pace: Duration): string {
  const minutes = pace.toMinutes();
  return minutes < 60 ? `cron(0/${minutes} * * * ? *)` : `cron(0 0/${minutes / 60} * * ? *)`;
}
