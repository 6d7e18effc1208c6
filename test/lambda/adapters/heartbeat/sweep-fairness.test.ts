/** A sweep that has no time for all: each place where orders stand still gets its turn, and somebody sees it. */
import * as fc from 'fast-check';
import { type SweepReport, Sweeper } from '../../../../lambda/adapters/heartbeat/sweeper';
import { Runs } from '../../../../lambda/adapters/workflow/runs';
import { FIRST_PAUSE_MS, STANDS_STILL_MS } from '../../../../lambda/orders/standing/standstill';
import { anOrder } from '../../../support/given/orders';
import { MemoryExecutions } from '../../../support/world/standing/memory-executions';
import { MemoryOrderQueue } from '../../../support/world/standing/memory-order-queue';
import { MemoryUnfinishedOrders } from '../../../support/world/standing/memory-unfinished-orders';
import { ACTIONS } from '../../../support/world/workflow';
import { newWorld, world } from '../../../support/world/world';

const { orders } = world;
const executions = new MemoryExecutions();
const runs = new Runs(orders, executions);
const unfinishedOrders = new MemoryUnfinishedOrders(world.log);
const queue = new MemoryOrderQueue();

const SECOND = 1_000;
/** When everything below was parked so long ago that the sweep looks at it, and its pause may last. */
const SOON = () => new Date(Date.now() + FIRST_PAUSE_MS / 2 + SECOND);
const STILL = () => new Date(Date.now() + STANDS_STILL_MS + SECOND);

interface SweepOptions {
  /** How much time passes with each order. A sweep has three minutes. */
  readonly secondsEach?: number;
  readonly random?: number;
}

async function sweep(time: Date, { secondsEach = 0, random = 0 }: SweepOptions = {}): Promise<SweepReport> {
  let asked = 0;
  const now = () => new Date(asked++ * secondsEach * SECOND);
  return new Sweeper({ orders, unfinishedOrders, executions, queue, now, random: () => random }).sweep(time);
}

async function placed(orderId: string, isStarted = true): Promise<void> {
  await ACTIONS.place(anOrder({ orderId }));
  if (isStarted) await runs.start(orderId, await orders.loadOrder(orderId));
}

/** Orders that are parked so often for a reason that passes that their pauses last for hours. */
async function pausing(count: number): Promise<void> {
  for (let n = 0; n < count; n++) {
    const orderId = `P-${n}`;
    await placed(orderId);
    for (let parkings = 0; parkings < 8; parkings++) {
      await executions.park(orders, orderId, 'TransactionContention');
      await runs.start(orderId, await orders.loadOrder(orderId));
    }
    await executions.park(orders, orderId, 'TransactionContention');
  }
}

beforeEach(() => {
  newWorld();
  executions.clear();
  unfinishedOrders.unseen.clear();
  queue.clear();
});

describe('while many orders pause, and a sweep has time for a third of them,', () => {
  beforeEach(async () => pausing(60));

  test('an order on its way that stands still is sent in the first sweep', async () => {
    await placed('A-1', false);
    expect(await sweep(STILL(), { secondsEach: 9 })).toMatchObject({ sent: 1 });
    expect(queue.takeIds()).toEqual(['A-1']);
  });

  test('an order whose payment is unknown is sent in the first sweep', async () => {
    await placed('A-1');
    await executions.park(orders, 'A-1', 'PaymentOutcomeUnknown');
    const time = new Date(Date.now() + FIRST_PAUSE_MS + SECOND);
    expect(await sweep(time, { secondsEach: 9 })).toMatchObject({ sent: 1 });
    expect(queue.takeIds()).toEqual(['A-1']);
  });

  test('an order that only its failed execution shows is sent in some sweep, however many failed besides', async () => {
    await placed('A-1');
    unfinishedOrders.unseen.add('A-1');
    executions.end('A-1', 'FAILED');
    const sweeps = Array.from({ length: 20 }, (_, n) => n / 20);
    for (const random of sweeps) await sweep(SOON(), { secondsEach: 9, random });
    expect(new Set(queue.takeIds())).toEqual(new Set(['A-1']));
  });
});

test('however many orders are parked, those on their way get their part of the time', async () => {
  await fc.assert(fc.asyncProperty(
    fc.record({ parked: fc.integer({ min: 0, max: 30 }), unknown: fc.integer({ min: 0, max: 30 }) }),
    async ({ parked, unknown }) => {
      newWorld();
      executions.clear();
      queue.clear();
      for (let n = 0; n < parked + unknown; n++) {
        await placed(`P-${n}`);
        await executions.park(orders, `P-${n}`, n < parked ? 'TransactionContention' : 'PaymentOutcomeUnknown');
      }
      for (let n = 0; n < 5; n++) await placed(`A-${n}`, false);
      await sweep(STILL(), { secondsEach: 5 });
      expect(queue.takeIds().filter(id => id!.startsWith('A-'))).toHaveLength(5);
    },
  ), { numRuns: 10 });
});

describe('a sweep that stops early', () => {
  test('says so, and that its time was up', async () => {
    for (let n = 0; n < 40; n++) await placed(`A-${n}`, false);
    expect(await sweep(STILL(), { secondsEach: 9 })).toMatchObject({ stopped: 'no time' });
  });

  test('has seen all orders if the last one took the rest of its time', async () => {
    await placed('A-1', false);
    expect(await sweep(STILL(), { secondsEach: 100 })).toMatchObject({ sent: 1, stopped: undefined });
  });
});

describe('a place that cannot be read', () => {
  // eslint-disable-next-line require-yield
  const broken = async function* () {
    throw new Error('rate exceeded');
  };
  const withoutView = Object.assign(Object.create(unfinishedOrders) as MemoryUnfinishedOrders, {
    stillSince: broken,
  });
  const withoutList = Object.assign(Object.create(executions) as MemoryExecutions, { failedSince: broken });

  test.each([
    ['the order view', { unfinishedOrders: withoutView, executions }, 'F'],
    ['the list of failed executions', { unfinishedOrders, executions: withoutList }, 'A'],
  ])('(%s) does not keep a sweep from the others, and fails it in the end', async (_, places, prefix) => {
    for (let n = 0; n < 25; n++) await placed(`A-${n}`, false);
    for (let n = 0; n < 25; n++) {
      await placed(`F-${n}`);
      unfinishedOrders.unseen.add(`F-${n}`);
      executions.end(`F-${n}`, 'TIMED_OUT', STILL());
    }
    const other = new Sweeper({ ...places, orders, queue, now: () => new Date(0), random: () => 0.5 });
    await expect(other.sweep(STILL())).rejects.toThrow('rate exceeded');
    const sent = queue.takeIds();
    expect([sent.length, sent.filter(id => id!.startsWith(prefix)).length]).toEqual([25, 25]);
  });

  test('after its first pages has its orders swept so far as they were read', async () => {
    await placed('F-1');
    unfinishedOrders.unseen.add('F-1');
    executions.end('F-1', 'TIMED_OUT');
    const half = Object.assign(Object.create(executions) as MemoryExecutions, {
      async* failedSince(time: Date) {
        yield* executions.failedSince(time);
        throw new Error('rate exceeded');
      },
    });
    const now = () => new Date(0);
    const other = new Sweeper({ orders, unfinishedOrders, executions: half, queue, now, random: () => 0.5 });
    await expect(other.sweep(SOON())).rejects.toThrow('rate exceeded');
    expect(queue.takeIds()).toEqual(['F-1']);
  });
});
