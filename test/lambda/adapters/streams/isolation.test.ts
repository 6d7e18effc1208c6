/**
 * An order that stops the function is told apart from an outage. The times are computed, from the settings in the
 * template: see `LambdaModel`.
 */
import type { IFunction } from 'aws-cdk-lib/aws-lambda';
import type { IQueue } from 'aws-cdk-lib/aws-sqs';
import * as fc from 'fast-check';
import { synthPipeline } from '../../../support/synth';
import { type Course, LambdaModel, type Settings } from '../../../support/world/streams/lambda-model';

const MINUTE = 60;
const synth = synthPipeline();
const { orderView, relay } = synth.pipeline;

const settingsOf = (fn: IFunction, queue: IQueue): Settings => {
  const [stream] = synth.eventSources(fn);
  const { VisibilityTimeout, RedrivePolicy } = synth.properties(queue);
  return {
    batchSize: stream!.BatchSize,
    bisects: stream!.BisectBatchOnFunctionError,
    timeout: synth.properties(fn).Timeout,
    maxRecordAge: stream!.MaximumRecordAgeInSeconds,
    visibility: VisibilityTimeout,
    maxReceives: RedrivePolicy.maxReceiveCount,
  };
};
const READERS = {
  projector: settingsOf(orderView.projectorFunction, orderView.retryQueue),
  relay: settingsOf(relay.relayFunction, relay.retryQueue),
};

const ids = (count: number) => Array.from({ length: count }, (_, n) => `A-${n + 1}`);
/** Orders that are appended at equal distances, in seconds. */
const appended = (count: number, distance = 0) =>
  Object.fromEntries(ids(count).map((orderId, n) => [orderId, n * distance]));

/** As slow as can be: each batch that succeeds takes its whole time, and Lambda waits a minute after each failure. */
const SLOW = { pause: MINUTE, work: 30 };

const MODELS = Object.entries(READERS).flatMap(([reader, settings]) => [
  { reader, settings, halvesReports: false, that: 'repeats' },
  { reader, settings, halvesReports: true, that: 'halves' },
]);

describe.each(MODELS)('the $reader, if Lambda $that a batch that failed cleanly', ({ settings, halvesReports }) => {
  const run = (course: Pick<Course, 'appended' | 'killers' | 'outage'>) =>
    new LambdaModel(settings, { ...SLOW, halvesReports, ...course }).run();

  test('fault 14: one of a full batch that stops it is alone within 15 minutes, wherever it is', async () => {
    await fc.assert(fc.asyncProperty(fc.constantFrom(...ids(settings.batchSize)), async killer => {
      const { passed, taken, dead } = await run({ appended: appended(settings.batchSize), killers: [killer] });
      expect(Math.max(...passed.values())).toBeLessThanOrEqual(15 * MINUTE);
      expect([...taken.keys()].sort()).toEqual(ids(settings.batchSize).filter(id => id !== killer).sort());
      expect(dead).toEqual([killer]);
    }), { numRuns: 20, examples: [['A-1'], ['A-50'], [`A-${settings.batchSize}`]] });
  });

  test('fault 14: one that stops it in little traffic holds nobody up for more than 15 minutes', async () => {
    const orders = appended(10, 2 * MINUTE);
    const { passed, taken, dead } = await run({ appended: orders, killers: ['A-3'] });
    for (const [orderId, at] of passed) expect(at - orders[orderId]!).toBeLessThan(15 * MINUTE);
    expect(taken.size).toBe(9);
    expect(dead).toEqual(['A-3']);
  });

  test.each([
    ['a burst', appended(1_000)],
    ['steady traffic', appended(400, 10)],
    ['little traffic', appended(10, 10 * MINUTE)],
  ])('fault 51: an outage of 30 minutes in %s leaves no dead letter, and all is taken', async (_, orders) => {
    const { taken, dead, mostReceives } = await run({ appended: orders, killers: [], outage: [0, 30 * MINUTE] });
    expect(dead).toEqual([]);
    expect(taken.size).toBe(Object.keys(orders).length);
    expect(mostReceives).toBeLessThanOrEqual(1);
  });

  test('fault 51: so does one of 19 hours', async () => {
    const outage = [0, 19 * 60 * MINUTE] as const;
    const { taken, dead, mostReceives } = await run({ appended: appended(150), killers: [], outage });
    expect(dead).toEqual([]);
    expect(taken.size).toBe(150);
    expect(mostReceives).toBeLessThanOrEqual(1);
  });

  test('one that stops it in the middle of an outage is the only dead letter', async () => {
    const { taken, dead } = await run({ appended: appended(300, 5), killers: ['A-42'], outage: [60, 30 * MINUTE] });
    expect(dead).toEqual(['A-42']);
    expect(taken.size).toBe(299);
  });
});
