import { Duration } from 'aws-cdk-lib';
import * as cloudwatch from 'aws-cdk-lib/aws-cloudwatch';
import { Construct } from 'constructs';
import { MetricName } from '../contract/metrics';
import { PipelineAlarm, stageMetric } from '../internal/alarms';
import { MAX_STREAM_LAG } from '../internal/thresholds';
import type { EventRelay } from '../notifications/event-relay';

export interface HeartbeatAlarmsProps {
  /** The heartbeat, which reports the metrics. */
  readonly heartbeat: Construct;
  readonly relay: EventRelay;
  readonly pace: Duration;
}

/**
 * The alarms of a heartbeat. Two go off if nothing is reported for twice the pace, so a heartbeat that is a little late
 * causes no alarm. For as long, they wait for the first report of a new pipeline: its first heartbeat comes within the
 * pace. The others keep their state until the next report.
 */
export class HeartbeatAlarms {
  public readonly missed: cloudwatch.Alarm;
  public readonly canary: cloudwatch.Alarm;
  public readonly relay: cloudwatch.Alarm;
  public readonly parked: cloudwatch.Alarm;

  constructor(scope: Construct, { heartbeat, relay, pace }: HeartbeatAlarmsProps) {
    const twice = Duration.minutes(2 * pace.toMinutes());
    const maximum = (stage: Construct, name: MetricName, period: Duration) =>
      stageMetric(stage, name, { statistic: cloudwatch.Stats.MAXIMUM, period });

    this.missed = new PipelineAlarm(scope, 'MissedAlarm', {
      metric: stageMetric(heartbeat, MetricName.HEARTBEAT, { period: twice }),
      section: 'heartbeat-missed',
      comparison: cloudwatch.ComparisonOperator.LESS_THAN_THRESHOLD,
      threshold: 1,
      missingData: cloudwatch.TreatMissingData.BREACHING,
      warmUp: twice,
    });
    this.canary = new PipelineAlarm(scope, 'CanaryAlarm', {
      metric: maximum(heartbeat, MetricName.CANARY_OVERDUE, pace),
      section: 'canary-overdue',
      missingData: cloudwatch.TreatMissingData.IGNORE,
    });
    this.relay = new PipelineAlarm(scope, 'RelayAlarm', {
      metric: maximum(relay, MetricName.RELAY_LAG, twice),
      section: 'canary-not-relayed',
      threshold: MAX_STREAM_LAG.toSeconds(),
      missingData: cloudwatch.TreatMissingData.BREACHING,
      warmUp: twice,
    });
    this.parked = new PipelineAlarm(scope, 'ParkedAlarm', {
      metric: maximum(heartbeat, MetricName.PARKED_ORDERS, pace),
      section: 'orders-stay-parked',
      missingData: cloudwatch.TreatMissingData.IGNORE,
    });
  }
}
