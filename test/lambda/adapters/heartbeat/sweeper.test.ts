/** What a sweep starts, and what it leaves. */
import * as fc from 'fast-check';
import { Sweeper } from '../../../../lambda/adapters/heartbeat/sweeper';
import { Runs } from '../../../../lambda/adapters/workflow/runs';
import { isFinal } from '../../../../lambda/domain/state/status';
import { LONGEST_PAUSE_MS, STANDS_STILL_MS } from '../../../../lambda/orders/standing/standstill';
import { orderStream } from '../../../../lambda/orders/streams';
import { SITUATIONS, anOrder } from '../../../support/given/orders';
import { imagesOf } from '../../../support/given/stream';
import { MemoryExecutions } from '../../../support/world/standing/memory-executions';
import { MemoryOpenOrders } from '../../../support/world/standing/memory-open-orders';
import { ACTIONS, run } from '../../../support/world/workflow';
import { newWorld, world } from '../../../support/world/world';

const { orders } = world;
const executions = new MemoryExecutions();
const runs = new Runs(orders, executions);
const openOrders = new MemoryOpenOrders(world.log);
let clock = () => new Date(0);
const sweeper = new Sweeper({ orders, openOrders, executions, runs, now: () => clock(), random: () => 0.5 });

const inAWhile = (milliseconds: number) => new Date(Date.now() + milliseconds);
const STILL = () => inAWhile(STANDS_STILL_MS + 1_000);
const NOW = () => inAWhile(0);

async function placed(orderId: string, started = true): Promise<string> {
  await ACTIONS.place(anOrder({ orderId }));
  if (started) await runs.start(orderId, await orders.loadOrder(orderId));
  return orderId;
}

beforeEach(() => {
  newWorld({ MUG: 1_000, PEN: 1_000 });
  executions.clear();
  openOrders.unseen.clear();
  clock = () => new Date(0);
});

describe('an order that is not parked', () => {
  test('and moves is left alone', async () => {
    await placed('A-1', false);
    expect(await sweeper.sweep(NOW())).toEqual({ checked: 0, started: 0, failed: 0, stoppedEarly: false });
  });

  test('and was never started is started once it stands still', async () => {
    await placed('A-1', false);
    expect(await sweeper.sweep(STILL())).toMatchObject({ checked: 1, started: 1 });
    expect(executions.names).toEqual(['A-1']);
  });

  test('and runs for long is not started again', async () => {
    await placed('A-1');
    expect(await sweeper.sweep(STILL())).toMatchObject({ checked: 1, started: 0, failed: 0 });
    expect(executions.names).toEqual(['A-1']);
  });

  test.each(['FAILED', 'TIMED_OUT', 'ABORTED'])('fault 21: and whose execution %s is started again', async end => {
    await placed('A-1');
    executions.end('A-1', end);
    expect(await sweeper.sweep(NOW())).toMatchObject({ started: 1 });
    expect(executions.names).toEqual(['A-1', 'A-1-run2']);
    expect(await sweeper.sweep(NOW())).toMatchObject({ started: 0 });
  });

  test('and that the order view has never seen is found by its failed execution', async () => {
    await placed('A-1');
    openOrders.unseen.add('A-1');
    executions.end('A-1', 'TIMED_OUT');
    expect(await sweeper.sweep(NOW())).toMatchObject({ checked: 1, started: 1 });
  });

  test('and that the view shows as open although it has ended is left', async () => {
    await placed('A-1', false);
    await run(anOrder({ orderId: 'A-1', payment: { method: 'card' } }), 'A-1');
    const stale = Object.assign(Object.create(openOrders) as MemoryOpenOrders, {
      async* stillSince(standing: string) {
        if (standing === 'open') yield { orderId: 'A-1' };
      },
    });
    const other = new Sweeper({ orders, openOrders: stale, executions, runs, now: clock, random: () => 0 });
    expect(await other.sweep(STILL())).toMatchObject({ checked: 1, started: 0, failed: 0 });
    expect(executions.asked).toEqual([]);
  });
});

describe('a parked order', () => {
  test.each(['TransactionContention', 'PaymentOutcomeUnknown'])(
    'fault 12: that %s has parked runs again after a pause',
    async error => {
      await placed('A-1');
      await executions.park(orders, 'A-1', error);
      expect(await sweeper.sweep(NOW())).toMatchObject({ started: 0 });
      expect(await sweeper.sweep(inAWhile(LONGEST_PAUSE_MS))).toMatchObject({ started: 1 });
      expect(executions.names).toEqual(['A-1', 'A-1-run2']);
    },
  );

  test('with a defect is left to a person, however long it stands', async () => {
    await placed('A-1');
    await executions.park(orders, 'A-1', 'TypeError');
    expect(await sweeper.sweep(inAWhile(100 * LONGEST_PAUSE_MS))).toMatchObject({ started: 0 });
    expect(executions.names).toEqual(['A-1']);
  });

  test('that was parked while its hold was answered runs again', async () => {
    // The step met the hold; then came the answer, whose sender found the execution still running; then it parked.
    await placed('A-1');
    expect(await runs.start('A-1', await orders.loadOrder('A-1'))).toMatchObject({ answer: 'running' });
    await executions.park(orders, 'A-1', 'ConcurrencyConflict');
    expect(await sweeper.sweep(inAWhile(LONGEST_PAUSE_MS))).toMatchObject({ started: 1 });
  });
});

test('fault 41: a cancelled order whose refund of a late capture was parked runs again', async () => {
  world.log.items.set(orderStream('A-1'), imagesOf('A-1', SITUATIONS['declined, cancelled, then captured']));
  await runs.start('A-1', await orders.loadOrder('A-1'));
  await executions.park(orders, 'A-1', 'TransactionContention');
  expect((await orders.loadOrder('A-1')).state).toMatchObject({ status: 'CANCELLED', parked: expect.anything() });
  expect(await sweeper.sweep(inAWhile(LONGEST_PAUSE_MS))).toMatchObject({ started: 1 });
  expect(executions.names).toEqual(['A-1', 'A-1-run2']);
});

describe('fault 12: a confirmed order whose stock is not all sold', () => {
  const unsold = async () => {
    world.log.items.set(orderStream('A-1'), imagesOf('A-1', SITUATIONS['confirmed, unsold']));
    await runs.start('A-1', await orders.loadOrder('A-1'));
  };

  test('runs again after a pause, as any parked order, until it is sold', async () => {
    await unsold();
    await executions.park(orders, 'A-1', 'TransactionContention');
    expect(await sweeper.sweep(NOW())).toMatchObject({ started: 0 });
    expect(await sweeper.sweep(inAWhile(LONGEST_PAUSE_MS))).toMatchObject({ started: 1 });
    world.log.items.set(orderStream('A-1'), imagesOf('A-1', SITUATIONS['confirmed, then sold']));
    executions.end('A-1', 'SUCCEEDED');
    expect(await sweeper.sweep(inAWhile(LONGEST_PAUSE_MS))).toMatchObject({ started: 0 });
  });

  test('is found in the view if its execution left no trace, however long ago', async () => {
    await unsold();
    executions.end('A-1', 'ABORTED', new Date(0));
    expect(await sweeper.sweep(STILL())).toMatchObject({ started: 1 });
    expect(executions.names).toEqual(['A-1', 'A-1-run2']);
  });
});

describe('an order that cannot be started', () => {
  test('does not keep the others from being started', async () => {
    for (const orderId of ['A-1', 'A-2', 'A-3']) await placed(orderId, false);
    executions.failsToBegin = orderId => orderId === 'A-2';
    expect(await sweeper.sweep(STILL())).toMatchObject({ checked: 3, started: 2, failed: 1 });
  });

  test('fails the sweep if no other can be started either', async () => {
    await placed('A-1', false);
    executions.failsToBegin = () => true;
    await expect(sweeper.sweep(STILL())).rejects.toThrow('throttled');
  });

  test('because a newer release wrote one of its events is left', async () => {
    await placed('A-1', false);
    const [item] = world.log.items.get('ORDER#A-1')!;
    const odd = Object.assign(Object.create(orders) as typeof orders, {
      loadOrder: async () => {
        throw Object.assign(new Error(`event of ${item!.t!.S}`), { name: 'UnknownEvent' });
      },
    });
    const other = new Sweeper({ orders: odd, openOrders, executions, runs, now: clock, random: () => 0 });
    expect(await other.sweep(STILL())).toMatchObject({ checked: 1, started: 0, failed: 0 });
  });
});

test('a sweep ends when its time is up, and the next goes on', async () => {
  for (let n = 0; n < 40; n++) await placed(`A-${n}`, false);
  let calls = 0;
  clock = () => new Date(calls++ < 15 ? 0 : 10 * 60_000);
  const report = await sweeper.sweep(STILL());
  expect(report.stoppedEarly).toBe(true);
  expect(report.started).toBeLessThan(40);
  clock = () => new Date(0);
  expect(report.started + (await sweeper.sweep(STILL())).started).toBe(40);
});

test('fault 35: whatever became of the executions, each order ends by sweeps alone', async () => {
  const fate = fc.constantFrom('never started', 'lost', 'FAILED', 'TIMED_OUT', 'ABORTED', 'parked', 'unseen');
  await fc.assert(fc.asyncProperty(fc.array(fate, { minLength: 1, maxLength: 8 }), async fates => {
    newWorld({ MUG: 1_000, PEN: 1_000 });
    executions.clear();
    openOrders.unseen.clear();
    for (const [n, what] of fates.entries()) {
      const orderId = await placed(`A-${n}`, what !== 'never started');
      if (what === 'parked') await executions.park(orders, orderId, 'TransactionContention');
      else if (what === 'unseen' || what === 'lost') executions.end(orderId, 'FAILED');
      else if (what !== 'never started') executions.end(orderId, what);
      if (what === 'unseen') openOrders.unseen.add(orderId);
    }
    await sweeper.sweep(NOW());
    await sweeper.sweep(inAWhile(LONGEST_PAUSE_MS));
    // Every order has an execution that runs now, and does its work.
    for (const n of fates.keys()) {
      executions.end(`A-${n}`, 'SUCCEEDED');
      await run(anOrder({ orderId: `A-${n}` }), 'run');
      expect(isFinal((await orders.loadOrder(`A-${n}`)).state.status)).toBe(true);
    }
    expect(await sweeper.sweep(inAWhile(2 * LONGEST_PAUSE_MS))).toMatchObject({ started: 0 });
  }), { numRuns: 30 });
});
