import { optional } from './environment';
import { Env } from '../../src/contract/environment';
import { METRICS_DIMENSION, METRICS_NAMESPACE, type MetricName } from '../../src/contract/metrics';

/**
 * Counts one occurrence, as a log line in CloudWatch's embedded metric format: no call, no client.
 * @see https://docs.aws.amazon.com/AmazonCloudWatch/latest/monitoring/CloudWatch_Embedded_Metric_Format_Specification.html
 */
export function count(metric: MetricName, properties: Record<string, string> = {}): void {
  const line = {
    _aws: {
      Timestamp: Date.now(),
      CloudWatchMetrics: [{ Namespace: METRICS_NAMESPACE, Dimensions: [[METRICS_DIMENSION]], Metrics: [{ Name: metric, Unit: 'Count' }] }],
    },
    [METRICS_DIMENSION]: optional(Env.SERVICE_NAME) ?? 'order-pipeline',
    [metric]: 1,
    ...properties,
  };
  process.stdout.write(`${JSON.stringify(line)}\n`);
}
