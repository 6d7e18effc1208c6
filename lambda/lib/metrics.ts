import type { System } from './system';
import { METRICS_DIMENSION, METRICS_IN_SECONDS, METRICS_NAMESPACE, type MetricName } from '../../src/contract/metrics';

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

/** Reports values as they are now, such as a number of orders or an age. */
export type ReportGauges = (gauges: Readonly<Partial<Record<MetricName, number>>>) => void;

/** Counts with log lines. */
export const embeddedMetrics = (options: EmbeddedMetricsOptions): CountMetric => (
  metric, properties = {}, dimensions = {},
) => writeMetrics(options, { [metric]: 1 }, properties, dimensions);

/** Reports gauges with log lines, one line for all values of a call. */
export const embeddedGauges = (options: EmbeddedMetricsOptions): ReportGauges => gauges =>
  writeMetrics(options, gauges, {}, {});

/**
 * Writes a log line in CloudWatch's embedded metric format, which needs no client and no call.
 * @see
 * https://docs.aws.amazon.com/AmazonCloudWatch/latest/monitoring/CloudWatch_Embedded_Metric_Format_Specification.html
 */
function writeMetrics(
  options: EmbeddedMetricsOptions, values: object, properties: object, dimensions: Readonly<Record<string, string>>,
): void {
  const unitOf = (name: string) => (METRICS_IN_SECONDS.some(one => one === name) ? 'Seconds' : 'Count');
  const further = Object.keys(dimensions);
  const definition = {
    Namespace: METRICS_NAMESPACE,
    Dimensions: [[METRICS_DIMENSION], ...(further.length > 0 ? [[METRICS_DIMENSION, ...further]] : [])],
    Metrics: Object.keys(values).map(name => ({ Name: name, Unit: unitOf(name) })),
  };
  const line = {
    _aws: { Timestamp: options.now().getTime(), CloudWatchMetrics: [definition] },
    [METRICS_DIMENSION]: options.service,
    ...values,
    ...properties,
    ...dimensions,
  };
  options.write(`${JSON.stringify(line)}\n`);
}
