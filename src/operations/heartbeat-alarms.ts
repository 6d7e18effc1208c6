import { Duration } from 'aws-cdk-lib';
import * as cloudwatch from 'aws-cdk-lib/aws-cloudwatch';
import { Construct } from 'constructs';
import { MetricName } from '../contract/metrics';
import type { OrderIntake } from '../intake/order-intake';
import { PipelineAlarm, stageMetric } from '../internal/alarms';
import { MAX_STREAM_LAG } from '../internal/thresholds';
import type { EventRelay } from '../notifications/event-relay';

export interface HeartbeatAlarmsProps {
  /** The heartbeat, which reports the metrics. */
  readonly heartbeat: Construct;
  readonly intake: OrderIntake;
  readonly relay: EventRelay;
  readonly pace: Duration;
}

/**
 * How many periods of the pace without a heartbeat set off the alarm. The first may lack one in a new pipeline: its
 * queue is there some minutes before its schedule, whose first heartbeat comes up to a pace later. So the second may
 * lack one, too.
 */
const MISSED_BEATS = 3;
/** How many canaries in a row must be late. The first may be: a new event source mapping needs minutes to begin. */
const LATE_CANARIES = 2;
/** How many sweeps in a row must fail for an order. What fails in one of them, such as a throttled call, passes. */
const FAILING_SWEEPS = 3;

/**
 * The alarms of a heartbeat. A new alarm that takes missing data for a failure goes off at once. So two alarms compare
 * what is missing with what is there: a missing value counts as 0 at the times at which another metric has a value. All
 * keep their state while nothing is reported.
 * @see https://docs.aws.amazon.com/AmazonCloudWatch/latest/monitoring/using-metric-math.html
 */
export class HeartbeatAlarms {
  public readonly missed: cloudwatch.Alarm;
  public readonly canary: cloudwatch.Alarm;
  public readonly relay: cloudwatch.Alarm;
  public readonly parked: cloudwatch.Alarm;
  public readonly sweep: cloudwatch.Alarm;

  constructor(scope: Construct, { heartbeat, intake, relay, pace }: HeartbeatAlarmsProps) {
    const maximum = (stage: Construct, name: MetricName) =>
      stageMetric(stage, name, { statistic: cloudwatch.Stats.MAXIMUM, period: pace });
    const beats = stageMetric(heartbeat, MetricName.HEARTBEAT, { period: pace });
    const missingData = cloudwatch.TreatMissingData.IGNORE;

    this.missed = new PipelineAlarm(scope, 'MissedAlarm', {
      metric: new cloudwatch.MathExpression({
        label: 'Heartbeats',
        // SQS reports the number of messages, be it 0, as long as the intake asks the queue for them.
        expression: 'IF(waiting >= 0, FILL(beats, 0))',
        usingMetrics: { beats, waiting: intake.queue.metricApproximateNumberOfMessagesVisible() },
        period: pace,
      }),
      section: 'heartbeat-missed',
      comparison: cloudwatch.ComparisonOperator.LESS_THAN_THRESHOLD,
      threshold: 1,
      periods: MISSED_BEATS,
      datapoints: MISSED_BEATS,
      missingData,
    });
    this.canary = new PipelineAlarm(scope, 'CanaryAlarm', {
      metric: maximum(heartbeat, MetricName.CANARY_OVERDUE),
      section: 'canary-overdue',
      missingData,
    });
    this.relay = new PipelineAlarm(scope, 'RelayAlarm', {
      metric: new cloudwatch.MathExpression({
        label: 'Lag of the relay; a day if it has read no canary',
        expression: `IF(FILL(seen, 0) < beats, ${Duration.days(1).toSeconds()}, lag)`,
        usingMetrics: {
          beats,
          lag: maximum(relay, MetricName.RELAY_LAG),
          seen: stageMetric(relay, MetricName.RELAY_LAG, { statistic: cloudwatch.Stats.SAMPLE_COUNT }),
        },
        period: pace,
      }),
      section: 'canary-not-relayed',
      threshold: MAX_STREAM_LAG.toSeconds(),
      periods: LATE_CANARIES,
      datapoints: LATE_CANARIES,
      missingData,
    });
    this.parked = new PipelineAlarm(scope, 'ParkedAlarm', {
      metric: maximum(heartbeat, MetricName.PARKED_ORDERS),
      section: 'orders-stay-parked',
      missingData,
    });
    this.sweep = new PipelineAlarm(scope, 'SweepAlarm', {
      metric: maximum(heartbeat, MetricName.SWEEP_FAILED),
      section: 'sweep-failing',
      periods: FAILING_SWEEPS,
      datapoints: FAILING_SWEEPS,
      missingData,
    });
  }
}
