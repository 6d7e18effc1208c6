import type { System } from './system';
import { METRICS_DIMENSION, METRICS_NAMESPACE, type MetricName } from '../../src/contract/metrics';

/**
 * Counts one occurrence of what a metric is about; `properties` stand beside it in the log, for whoever looks for the
 * cause.
 */
export type CountMetric = (
  metric: MetricName,
  properties?: Readonly<Record<string, string>>,
) => void;

export interface EmbeddedMetricsOptions extends Pick<System, 'now'> {
  /** The stage that counts, which is the value of the metrics' one dimension. */
  readonly service: string;
  readonly write: (line: string) => void;
}

/**
 * Counts by log lines in CloudWatch's embedded metric format: no call, no client.
 * @see
 * https://docs.aws.amazon.com/AmazonCloudWatch/latest/monitoring/CloudWatch_Embedded_Metric_Format_Specification.html
 */
export const embeddedMetrics = (options: EmbeddedMetricsOptions): CountMetric => (metric, properties = {}) => {
  const definition = {
    Namespace: METRICS_NAMESPACE,
    Dimensions: [[METRICS_DIMENSION]],
    Metrics: [{ Name: metric, Unit: 'Count' }],
  };
  const line = {
    _aws: { Timestamp: options.now().getTime(), CloudWatchMetrics: [definition] },
    [METRICS_DIMENSION]: options.service,
    [metric]: 1,
    ...properties,
  };
  options.write(`${JSON.stringify(line)}\n`);
};
