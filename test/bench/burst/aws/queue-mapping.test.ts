import { ASSUMED } from '../../../../bench/burst/aws/assumptions';
import { type ReceivedMessage, SimulatedQueue } from '../../../../bench/burst/aws/queue';
import { type BatchOutcome, QueueMapping } from '../../../../bench/burst/aws/queue-mapping';
import { MAPPING_SCALING } from '../../../../bench/burst/aws/quotas';
import { SimulationClock } from '../../../../bench/burst/engine/clock';

interface WorldOptions {
  readonly messages: number;
  readonly maxReceives?: number;
  readonly maximumConcurrency?: number;
  /** How long a batch takes, in seconds. */
  readonly seconds?: number;
  readonly outcome?: (batch: readonly ReceivedMessage<number>[]) => BatchOutcome<number>;
}

function world({ messages, maxReceives = 5, maximumConcurrency, seconds = 10, outcome = () => [] }: WorldOptions) {
  const clock = new SimulationClock();
  const dead: number[] = [];
  const settings = { batchSize: 10, maximumConcurrency, visibilityTimeout: 180, maxReceives, retention: 1e6 };
  const queue = new SimulatedQueue<number>(clock, settings, message => dead.push(message));
  const invocations: { readonly time: number; readonly batch: readonly number[] }[] = [];
  const mapping = new QueueMapping<number>({
    clock,
    queue,
    settings,
    scaling: MAPPING_SCALING[300],
    times: ASSUMED,
    invoke: (batch, finish) => {
      invocations.push({ time: clock.now, batch: batch.map(({ message }) => message) });
      const result = outcome(batch);
      if (result === 'throttled') finish(result);
      else clock.after(seconds, () => finish(result));
    },
  });
  for (let message = 0; message < messages; message++) queue.send(message);
  return { clock, queue, dead, invocations, mapping };
}

const failedOf = (batch: readonly ReceivedMessage<number>[]) => batch.map(delivery => ({ delivery }));

test('starts with five batches at once, and grows by 300 a minute while messages wait', () => {
  const { clock, invocations, mapping } = world({ messages: 100_000, seconds: 1_000 });
  clock.runUntil(0.1);
  expect(invocations.filter(({ time }) => time < 0.1)).toHaveLength(5);
  clock.runUntil(60);
  expect(Math.abs(invocations.length - 305)).toBeLessThanOrEqual(1);
  clock.runUntil(600);
  expect(mapping.concurrency).toBe(1_250);
  expect(invocations).toHaveLength(1_250);
});

test('never has more batches than its maximum concurrency', () => {
  const { clock, invocations } = world({ messages: 100_000, seconds: 1_000, maximumConcurrency: 8 });
  clock.runUntil(600);
  expect(invocations).toHaveLength(8);
});

test('shrinks again while there is little to do', () => {
  const { clock, mapping, queue } = world({ messages: 1_000, seconds: 15 });
  clock.runUntil(18);
  expect(mapping.concurrency).toBeGreaterThan(50);
  clock.runUntil(600);
  expect([mapping.concurrency, queue.length]).toEqual([5, 0]);
});

test('a failed message comes again after its visibility timeout, the others do not', () => {
  const { clock, invocations, queue } = world({
    messages: 3,
    outcome: batch => failedOf(batch.filter(({ message, receives }) => message === 1 && receives < 3)),
  });
  clock.runUntil(1_000);
  expect(invocations.map(({ batch }) => batch).flat().sort()).toEqual([0, 1, 1, 1, 2]);
  const times = invocations.filter(({ batch }) => batch.includes(1)).map(({ time }) => time);
  expect(times.map(time => Math.round(time))).toEqual([0, 180, 360]);
  expect(queue.length).toBe(0);
});

test('a function can have a message come again sooner', () => {
  const { clock, invocations } = world({
    messages: 1,
    outcome: batch => (batch[0]!.receives === 1 ? [{ delivery: batch[0]!, returnAfter: 5 }] : []),
  });
  clock.runUntil(1_000);
  expect(invocations.map(({ time }) => Math.round(time))).toEqual([0, 15]);
});

test('a message that always fails is delivered as often as the queue allows, then dead', () => {
  const { clock, invocations, dead, queue } = world({ messages: 1, maxReceives: 5, outcome: failedOf });
  clock.runUntil(2_000);
  expect(invocations).toHaveLength(5);
  expect([dead, queue.length]).toEqual([[0], 0]);
});

test('a refused invocation is repeated, and costs a receive when its messages become visible', () => {
  const { clock, dead, invocations, queue } = world({ messages: 1, maxReceives: 2, outcome: () => 'throttled' });
  clock.runUntil(179);
  // after 1, 2, 4, 8, 16, 32, 60 seconds: at 1, 3, 7, 15, 31, 63, 123
  expect(invocations.map(({ time }) => Math.round(time))).toEqual([0, 1, 3, 7, 15, 31, 63, 123]);
  clock.runUntil(359);
  expect([invocations.length, dead.length, queue.length]).toEqual([16, 0, 1]);
  clock.runUntil(361);
  expect([invocations.length, dead.length, queue.length]).toEqual([16, 1, 0]);
});

test('a copy that takes the place of a message comes back after its wait, and is counted from the beginning', () => {
  const { clock, invocations, queue, dead } = world({
    messages: 1,
    maxReceives: 3,
    seconds: 1,
    outcome: batch => batch.map(delivery => ({ delivery, returnAfter: 20, isCopied: delivery.receives >= 2 })),
  });
  clock.runUntil(205);
  expect(invocations.length).toBeGreaterThan(8);
  expect([queue.length, dead]).toEqual([1, []]);
});
