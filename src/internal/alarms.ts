import { Duration } from 'aws-cdk-lib';
import * as cloudwatch from 'aws-cdk-lib/aws-cloudwatch';
import * as lambda from 'aws-cdk-lib/aws-lambda';
import { Construct } from 'constructs';
import { serviceOf } from './identity';
import { type RunbookSection, describeAlarm } from './runbook';
import { METRICS_DIMENSION, METRICS_NAMESPACE, type MetricName } from '../contract/metrics';

/** A metric that the handlers of a stage emit. */
export function stageMetric(
  stage: Construct, metricName: MetricName, options?: cloudwatch.MetricOptions,
): cloudwatch.Metric {
  return new cloudwatch.Metric({
    namespace: METRICS_NAMESPACE,
    metricName,
    dimensionsMap: { [METRICS_DIMENSION]: serviceOf(stage) },
    statistic: cloudwatch.Stats.SUM,
    period: Duration.minutes(5),
    ...options,
  });
}

/**
 * The invocations of a function that ended with an error: it crashed, ran out of time or memory, or threw. By default,
 * the sum over 5 minutes.
 */
export const errorsOf = (fn: lambda.Function): cloudwatch.Metric =>
  fn.metricErrors({ statistic: cloudwatch.Stats.SUM, period: Duration.minutes(5) });

export interface PipelineAlarmProps {
  readonly metric: cloudwatch.IMetric;
  /** The section of the runbook that says what to do. */
  readonly section: RunbookSection;
  /**
   * The highest value of the metric that does not cause an alarm.
   * @default 0
   */
  readonly threshold?: number;
  /**
   * For how many periods the alarm stays on after a value above the threshold. Use it for what is counted less often
   * than once per period.
   * @default 1
   */
  readonly periods?: number;
  /**
   * In how many of the periods the value must be above the threshold.
   * @default 1
   */
  readonly datapoints?: number;
  /**
   * How a value that causes an alarm compares with the threshold.
   * @default ComparisonOperator.GREATER_THAN_THRESHOLD
   */
  readonly comparison?: cloudwatch.ComparisonOperator;
  /**
   * What a period without a value means.
   * @default TreatMissingData.NOT_BREACHING
   */
  readonly missingData?: cloudwatch.TreatMissingData;
}

/** An alarm. By default, it goes off on the first value above the threshold, and missing data causes no alarm. */
export class PipelineAlarm extends cloudwatch.Alarm {
  constructor(scope: Construct, id: string, props: PipelineAlarmProps) {
    super(scope, id, {
      metric: props.metric,
      alarmDescription: describeAlarm(props.section),
      threshold: props.threshold ?? 0,
      comparisonOperator: props.comparison ?? cloudwatch.ComparisonOperator.GREATER_THAN_THRESHOLD,
      evaluationPeriods: props.periods ?? 1,
      datapointsToAlarm: props.datapoints ?? 1,
      treatMissingData: props.missingData ?? cloudwatch.TreatMissingData.NOT_BREACHING,
    });
  }
}
