import type { System } from './system';
import { METRICS_DIMENSION, METRICS_NAMESPACE, type MetricName } from '../../src/contract/metrics';

/**
 * Counts one occurrence for a metric. The log line also contains `properties`, which help to find the cause. With
 * `dimensions`, it is counted twice: for the stage as a whole, and for the stage with these dimensions.
 */
export type CountMetric = (
  metric: MetricName,
  properties?: Readonly<Record<string, string>>,
  dimensions?: Readonly<Record<string, string>>,
) => void;

export interface EmbeddedMetricsOptions extends Pick<System, 'now'> {
  /** The stage that counts. This is the value of the only dimension of the metrics. */
  readonly service: string;
  readonly write: (line: string) => void;
}

/**
 * Counts with log lines in CloudWatch's embedded metric format, so it needs no client and no call.
 * @see
 * https://docs.aws.amazon.com/AmazonCloudWatch/latest/monitoring/CloudWatch_Embedded_Metric_Format_Specification.html
 */
export const embeddedMetrics = (options: EmbeddedMetricsOptions): CountMetric => (
  metric, properties = {}, dimensions = {},
) => {
  const further = Object.keys(dimensions);
  const definition = {
    Namespace: METRICS_NAMESPACE,
    Dimensions: [[METRICS_DIMENSION], ...(further.length > 0 ? [[METRICS_DIMENSION, ...further]] : [])],
    Metrics: [{ Name: metric, Unit: 'Count' }],
  };
  const line = {
    _aws: { Timestamp: options.now().getTime(), CloudWatchMetrics: [definition] },
    [METRICS_DIMENSION]: options.service,
    [metric]: 1,
    ...properties,
    ...dimensions,
  };
  options.write(`${JSON.stringify(line)}\n`);
};
