import { type CountMetric, embeddedGauges, embeddedMetrics } from '../../../lambda/lib/metrics';
import { METRICS_DIMENSION, METRICS_NAMESPACE, MetricName } from '../../../src/contract/metrics';

function lineOf(...args: Parameters<CountMetric>): Record<string, unknown> {
  const lines: string[] = [];
  embeddedMetrics({ now: () => new Date(1_234), service: 'test', write: line => lines.push(line) })(...args);
  expect(lines).toEqual([expect.stringMatching(/^\{.*\}\n$/)]);
  return JSON.parse(lines[0]!) as Record<string, unknown>;
}

test('a metric is one line in the embedded format, whose names all stand for values in it', () => {
  const line = lineOf(MetricName.ORDER_PARKED, { orderId: 'A-1' });
  expect(line).toMatchObject({
    _aws: {
      Timestamp: 1_234,
      CloudWatchMetrics: [
        {
          Namespace: METRICS_NAMESPACE,
          Dimensions: [[METRICS_DIMENSION]],
          Metrics: [{ Name: 'OrderParked', Unit: 'Count' }],
        },
      ],
    },
    [METRICS_DIMENSION]: 'test',
    OrderParked: 1,
    orderId: 'A-1',
  });
});

test('a metric with a further dimension is counted with it and without it', () => {
  const line = lineOf(MetricName.STEP_FAILED, { orderId: 'A-1' }, { step: 'TakePayment' });
  expect(line).toMatchObject({
    _aws: { CloudWatchMetrics: [{ Dimensions: [[METRICS_DIMENSION], [METRICS_DIMENSION, 'step']] }] },
    StepFailed: 1,
    step: 'TakePayment',
  });
});

test('gauges of one report are one line, each with its unit', () => {
  const lines: string[] = [];
  const report = embeddedGauges({ now: () => new Date(1_234), service: 'test', write: line => lines.push(line) });
  report({ [MetricName.UNDERWAY_ORDERS]: 7, [MetricName.OLDEST_UNFINISHED_ORDER]: 90 });
  expect(lines).toHaveLength(1);
  expect(JSON.parse(lines[0]!)).toMatchObject({
    _aws: {
      CloudWatchMetrics: [{
        Metrics: [
          { Name: 'UnderwayOrders', Unit: 'Count' },
          { Name: 'OldestUnfinishedOrder', Unit: 'Seconds' },
        ],
      }],
    },
    UnderwayOrders: 7,
    OldestUnfinishedOrder: 90,
  });
});
