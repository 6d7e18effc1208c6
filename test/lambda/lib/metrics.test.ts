import '../../support/world/environment';
import { count } from '../../../lambda/lib/metrics';
import { METRICS_DIMENSION, METRICS_NAMESPACE, MetricName } from '../../../src/contract/metrics';

function lineOf(...args: Parameters<typeof count>): Record<string, unknown> {
  const write = jest.spyOn(process.stdout, 'write').mockReturnValue(true);
  try {
    count(...args);
    const [line] = write.mock.lastCall as [string];
    expect(line).toMatch(/^\{.*\}\n$/);
    return JSON.parse(line) as Record<string, unknown>;
  } finally {
    write.mockRestore();
  }
}

test('a metric is one line in the embedded format, whose names all stand for values in it', () => {
  const line = lineOf(MetricName.ORDER_PARKED, { orderId: 'A-1' });
  expect(line).toMatchObject({
    _aws: {
      Timestamp: expect.any(Number),
      CloudWatchMetrics: [{ Namespace: METRICS_NAMESPACE, Dimensions: [[METRICS_DIMENSION]], Metrics: [{ Name: 'OrderParked', Unit: 'Count' }] }],
    },
    [METRICS_DIMENSION]: 'test',
    OrderParked: 1,
    orderId: 'A-1',
  });
});
