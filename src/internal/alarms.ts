import { Duration } from 'aws-cdk-lib';
import * as cloudwatch from 'aws-cdk-lib/aws-cloudwatch';
import * as sqs from 'aws-cdk-lib/aws-sqs';
import { Construct } from 'constructs';
import { serviceOf } from './pipeline-function';
import { METRICS_DIMENSION, METRICS_NAMESPACE } from '../contract/metrics';

/** A metric that the handlers of a stage emit, by the name that they import, too. */
export function stageMetric(stage: Construct, name: string, options?: cloudwatch.MetricOptions): cloudwatch.Metric {
  return new cloudwatch.Metric({
    namespace: METRICS_NAMESPACE,
    metricName: name,
    dimensionsMap: { [METRICS_DIMENSION]: serviceOf(stage) },
    statistic: cloudwatch.Stats.SUM,
    period: Duration.minutes(5),
    ...options,
  });
}

/** Rings as soon as a metric is above a threshold, by default at the first occurrence, and is quiet where there is no data. */
export function alarmAbove(scope: Construct, id: string, metric: cloudwatch.IMetric, description: string, threshold = 0): cloudwatch.Alarm {
  return new cloudwatch.Alarm(scope, id, {
    metric,
    alarmDescription: description,
    threshold,
    comparisonOperator: cloudwatch.ComparisonOperator.GREATER_THAN_THRESHOLD,
    evaluationPeriods: 1,
    treatMissingData: cloudwatch.TreatMissingData.NOT_BREACHING,
  });
}

/** Rings when anything waits on a dead-letter queue. */
export function alarmOnDeadLetters(scope: Construct, queue: sqs.IQueue, description: string): cloudwatch.Alarm {
  const metric = queue.metricApproximateNumberOfMessagesVisible({ period: Duration.minutes(1), statistic: cloudwatch.Stats.MAXIMUM });
  return alarmAbove(scope, 'DeadLetterAlarm', metric, description);
}
