/** What a sweep sends to the intake, what it leaves, and what the intake then starts. */
import * as fc from 'fast-check';
import { MOST_SENT, SWEPT_AT_ONCE, type SweepReport, Sweeper } from '../../../../lambda/adapters/heartbeat/sweeper';
import { Runs } from '../../../../lambda/adapters/workflow/runs';
import { isFinal } from '../../../../lambda/domain/state/status';
import { LONGEST_PAUSE_MS, STANDS_STILL_MS } from '../../../../lambda/orders/standing/standstill';
import { orderStream } from '../../../../lambda/orders/streams';
import { SITUATIONS, anOrder } from '../../../support/given/orders';
import { imagesOf } from '../../../support/given/stream';
import { intake, messageOf } from '../../../support/world/intake';
import { MemoryExecutions } from '../../../support/world/standing/memory-executions';
import { MemoryOrderQueue } from '../../../support/world/standing/memory-order-queue';
import { MemoryUnfinishedOrders } from '../../../support/world/standing/memory-unfinished-orders';
import { ACTIONS, run } from '../../../support/world/workflow';
import { newWorld, world } from '../../../support/world/world';

const { orders } = world;
const executions = new MemoryExecutions();
const runs = new Runs(orders, executions);
const unfinishedOrders = new MemoryUnfinishedOrders(world.log);
const queue = new MemoryOrderQueue();
let clock = () => new Date(0);
const sweeper = new Sweeper({ orders, unfinishedOrders, executions, queue, now: () => clock(), random: () => 0.5 });

/** Sweeps at a time, and lets the intake take its messages at this time. */
async function sweepAndTake(time: Date): Promise<SweepReport> {
  const report = await sweeper.sweep(time);
  const bodies = queue.take();
  expect(bodies).toHaveLength(report.sent);
  const take = intake.handlerOf(runs, () => time);
  const Records = bodies.map((body, n) => messageOf(body, { messageId: `${n}` }));
  const { batchItemFailures } = await take({ Records });
  expect(batchItemFailures).toEqual([]);
  return report;
}

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
  unfinishedOrders.unseen.clear();
  queue.clear();
  clock = () => new Date(0);
});

describe('an order that is not parked', () => {
  test('and moves is left alone', async () => {
    await placed('A-1', false);
    expect(await sweeper.sweep(NOW())).toEqual({ checked: 0, sent: 0, failed: 0, stopped: undefined });
  });

  test('and was never started is started once it stands still', async () => {
    await placed('A-1', false);
    expect(await sweepAndTake(STILL())).toMatchObject({ checked: 1, sent: 1 });
    expect(executions.names).toEqual(['A-1']);
  });

  test('and runs for long is not started again', async () => {
    await placed('A-1');
    expect(await sweepAndTake(STILL())).toMatchObject({ checked: 1, sent: 1, failed: 0 });
    expect(executions.names).toEqual(['A-1']);
  });

  test.each(['FAILED', 'TIMED_OUT', 'ABORTED'])('fault 21: and whose execution %s is started again', async end => {
    await placed('A-1');
    executions.end('A-1', end);
    expect((await orders.loadOrder('A-1')).state).toMatchObject({ status: 'PLACED', parked: undefined });
    expect(await sweepAndTake(NOW())).toMatchObject({ sent: 1 });
    expect(executions.names).toEqual(['A-1', 'A-1-run2']);
    const { history } = await orders.loadOrder('A-1');
    expect(history.events.map(({ event }) => event)).toMatchObject([
      { type: 'OrderPlaced' }, { type: 'OrderParked', data: { error: 'ExecutionLost' } },
    ]);
    expect(await sweeper.sweep(NOW())).toMatchObject({ sent: 0 });
  });

  test('and that the order view has never seen is found by its failed execution', async () => {
    await placed('A-1');
    unfinishedOrders.unseen.add('A-1');
    executions.end('A-1', 'TIMED_OUT');
    expect(await sweepAndTake(NOW())).toMatchObject({ checked: 1, sent: 1 });
    expect(executions.names).toEqual(['A-1', 'A-1-run2']);
  });

  test('and that the view shows as open although it has ended is left', async () => {
    await placed('A-1', false);
    await run(anOrder({ orderId: 'A-1', payment: { method: 'card' } }), 'A-1');
    const stale = Object.assign(Object.create(unfinishedOrders) as MemoryUnfinishedOrders, {
      async* stillSince(standing: string) {
        if (standing === 'underway') yield { orderId: 'A-1' };
      },
    });
    const other = new Sweeper({ orders, unfinishedOrders: stale, executions, queue, now: clock, random: () => 0 });
    expect(await other.sweep(STILL())).toMatchObject({ checked: 1, sent: 0, failed: 0 });
  });
});

test('an order that is settled is left, although its execution failed', async () => {
  world.log.items.set(orderStream('A-1'), imagesOf('A-1', SITUATIONS['confirmed, then sold']));
  await executions.begin('A-1', 'A-1');
  executions.end('A-1', 'FAILED');
  expect(await sweeper.sweep(NOW())).toMatchObject({ checked: 1, sent: 0, failed: 0 });
});

describe('a parked order', () => {
  test.each(['TransactionContention', 'PaymentOutcomeUnknown'])(
    'fault 12: that %s has parked runs again after a pause',
    async error => {
      await placed('A-1');
      await executions.park(orders, 'A-1', error);
      expect(await sweeper.sweep(NOW())).toMatchObject({ sent: 0 });
      expect(await sweepAndTake(inAWhile(LONGEST_PAUSE_MS))).toMatchObject({ sent: 1 });
      expect(executions.names).toEqual(['A-1', 'A-1-run2']);
    },
  );

  test('with a defect is left to a person, however long it stands', async () => {
    await placed('A-1');
    await executions.park(orders, 'A-1', 'TypeError');
    expect(await sweeper.sweep(inAWhile(100 * LONGEST_PAUSE_MS))).toMatchObject({ sent: 0 });
    expect(executions.names).toEqual(['A-1']);
  });

  test('that was parked while its hold was answered runs again', async () => {
    // The step met the hold; then came the answer, whose sender found the execution still running; then it parked.
    await placed('A-1');
    expect(await runs.start('A-1', await orders.loadOrder('A-1'))).toMatchObject({ answer: 'running' });
    await executions.park(orders, 'A-1', 'ConcurrencyConflict');
    expect(await sweepAndTake(inAWhile(LONGEST_PAUSE_MS))).toMatchObject({ sent: 1 });
    expect(executions.names).toEqual(['A-1', 'A-1-run2']);
  });

  test('that runs again is not taken for lost because an earlier execution failed', async () => {
    await placed('A-1');
    await executions.park(orders, 'A-1', 'TransactionContention');
    await runs.start('A-1', await orders.loadOrder('A-1'));
    await ACTIONS.validate(anOrder({ orderId: 'A-1' }));
    expect(await sweeper.sweep(NOW())).toMatchObject({ sent: 0, failed: 0 });
    executions.end('A-1', 'ABORTED');
    expect(await sweepAndTake(NOW())).toMatchObject({ sent: 1 });
    expect(executions.names).toEqual(['A-1', 'A-1-run2', 'A-1-run3']);
  });

  test('whose message still waits at the next sweep gets another one, and one execution', async () => {
    await placed('A-1');
    await executions.park(orders, 'A-1', 'TransactionContention');
    await sweeper.sweep(inAWhile(LONGEST_PAUSE_MS));
    await sweeper.sweep(inAWhile(LONGEST_PAUSE_MS));
    const bodies = queue.take();
    expect(bodies).toHaveLength(2);
    const take = intake.handlerOf(runs, () => inAWhile(LONGEST_PAUSE_MS));
    for (const body of bodies) await take({ Records: [messageOf(body)] });
    expect(executions.names).toEqual(['A-1', 'A-1-run2']);
  });
});

describe('fault 32: an order that waits', () => {
  test.each([
    ['payment pending', '2026-01-01T12:13:00.000Z', 'A-1'],
    ['confirmed, authorized', '2026-01-07T12:04:00.000Z', 'A-1-run1-2'],
  ] as const)('is left until its time has come, and then runs: %s', async (situation, end, execution) => {
    world.log.items.set(orderStream('A-1'), imagesOf('A-1', SITUATIONS[situation]));
    if (execution !== 'A-1') {
      await executions.begin('A-1', 'A-1');
      executions.end('A-1', 'SUCCEEDED');
    }
    const names = executions.names;
    expect(await sweepAndTake(new Date(end))).toMatchObject({ checked: 0, sent: 0 });
    expect(executions.names).toEqual(names);
    expect(await sweepAndTake(new Date(Date.parse(end) + 1))).toMatchObject({ checked: 1, sent: 1 });
    expect(executions.names.at(-1)).toBe(execution);
  });

  test('does not start because its client repeats it', async () => {
    await ACTIONS.place(anOrder());
    const [placing] = world.log.items.get(orderStream('A-1'))!;
    const [, ...others] = imagesOf('A-1', SITUATIONS['payment pending']);
    world.log.items.set(orderStream('A-1'), [placing!, ...others]);
    const take = intake.handlerOf(runs, () => new Date('2026-01-01T12:10:00.000Z'));
    expect(await take({ Records: [messageOf(anOrder())] })).toEqual({ batchItemFailures: [] });
    expect(executions.names).toEqual([]);
  });
});

test('fault 41: a cancelled order whose refund of a late capture was parked runs again', async () => {
  world.log.items.set(orderStream('A-1'), imagesOf('A-1', SITUATIONS['declined, cancelled, then captured']));
  await runs.start('A-1', await orders.loadOrder('A-1'));
  await executions.park(orders, 'A-1', 'TransactionContention');
  expect((await orders.loadOrder('A-1')).state).toMatchObject({ status: 'CANCELLED', parked: expect.anything() });
  expect(await sweepAndTake(inAWhile(LONGEST_PAUSE_MS))).toMatchObject({ sent: 1 });
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
    expect(await sweeper.sweep(NOW())).toMatchObject({ sent: 0 });
    expect(await sweepAndTake(inAWhile(LONGEST_PAUSE_MS))).toMatchObject({ sent: 1 });
    expect(executions.names).toHaveLength(2);
    world.log.items.set(orderStream('A-1'), imagesOf('A-1', SITUATIONS['confirmed, then sold']));
    executions.end('A-1', 'SUCCEEDED');
    await sweepAndTake(inAWhile(LONGEST_PAUSE_MS));
    expect(executions.names).toHaveLength(2);
  });

  test('is found in the view if its execution left no trace, however long ago', async () => {
    await unsold();
    executions.end('A-1', 'ABORTED', new Date(0));
    expect(await sweepAndTake(STILL())).toMatchObject({ sent: 1 });
    expect(executions.names).toEqual(['A-1', 'A-1-run2']);
  });
});

describe('an order that fails', () => {
  beforeEach(async () => {
    for (const orderId of ['A-1', 'A-2', 'A-3']) await placed(orderId, false);
  });

  test('because its message is refused is counted, and the others are sent', async () => {
    queue.refuses = orderId => orderId === 'A-2';
    expect(await sweeper.sweep(STILL())).toMatchObject({ checked: 3, sent: 2, failed: 1 });
    expect(queue.takeIds()).toEqual(['A-1', 'A-3']);
  });

  test('because the queue is down is counted, with all others of the call', async () => {
    queue.isDown = true;
    expect(await sweeper.sweep(STILL())).toMatchObject({ checked: 3, sent: 0, failed: 3 });
  });

  test('because it cannot be looked up is counted, and the others are sent', async () => {
    const odd = failingFor('A-2', new TypeError('no such field'));
    expect(await odd.sweep(STILL())).toMatchObject({ checked: 3, sent: 2, failed: 1 });
    expect(queue.takeIds()).toEqual(['A-1', 'A-3']);
  });

  test('because a newer release wrote one of its events is left', async () => {
    const odd = failingFor('A-2', Object.assign(new Error('an event'), { name: 'UnknownEvent' }));
    expect(await odd.sweep(STILL())).toMatchObject({ checked: 3, sent: 2, failed: 0 });
  });

  /** A sweeper that cannot load an order. */
  function failingFor(failing: string, error: Error): Sweeper {
    const odd = Object.assign(Object.create(orders) as typeof orders, {
      loadOrder: async (orderId: string) => {
        if (orderId === failing) throw error;
        return orders.loadOrder(orderId);
      },
    });
    return new Sweeper({ orders: odd, unfinishedOrders, executions, queue, now: clock, random: () => 0 });
  }
});

test('a sweep leaves no more messages on the queue than the intake takes in a short time', async () => {
  for (let n = 0; n < 30; n++) await placed(`A-${n}`, false);
  queue.others = MOST_SENT - 12;
  const { sent, stopped } = await sweeper.sweep(STILL());
  expect(stopped).toBe('no room');
  expect(sent).toBeGreaterThanOrEqual(12);
  expect(sent).toBeLessThan(12 + SWEPT_AT_ONCE);
  queue.others = MOST_SENT + 1;
  expect(await sweeper.sweep(STILL())).toMatchObject({ sent: 0, stopped: 'no room' });
});

test('a sweep ends when its time is up, and the next goes on', async () => {
  for (let n = 0; n < 40; n++) await placed(`A-${n}`, false);
  let calls = 0;
  clock = () => new Date(calls++ < 15 ? 0 : 10 * 60_000);
  const report = await sweepAndTake(STILL());
  expect(report.stopped).toBe('no time');
  expect(report.sent).toBeLessThan(40);
  clock = () => new Date(0);
  await sweepAndTake(STILL());
  expect(executions.names).toHaveLength(40);
});

test('fault 35: whatever became of the executions, each order ends by sweeps alone', async () => {
  const fate = fc.constantFrom('never started', 'lost', 'FAILED', 'TIMED_OUT', 'ABORTED', 'parked', 'unseen');
  await fc.assert(fc.asyncProperty(fc.array(fate, { minLength: 1, maxLength: 8 }), async fates => {
    newWorld({ MUG: 1_000, PEN: 1_000 });
    executions.clear();
    unfinishedOrders.unseen.clear();
    for (const [n, what] of fates.entries()) {
      const orderId = await placed(`A-${n}`, what !== 'never started');
      if (what === 'parked') await executions.park(orders, orderId, 'TransactionContention');
      else if (what === 'unseen' || what === 'lost') executions.end(orderId, 'FAILED');
      else if (what !== 'never started') executions.end(orderId, what);
      if (what === 'unseen') unfinishedOrders.unseen.add(orderId);
    }
    await sweepAndTake(NOW());
    await sweepAndTake(inAWhile(LONGEST_PAUSE_MS));
    // Every order has an execution that runs now, and does its work.
    for (const n of fates.keys()) {
      executions.end(`A-${n}`, 'SUCCEEDED');
      await run(anOrder({ orderId: `A-${n}` }), 'run');
      expect(isFinal((await orders.loadOrder(`A-${n}`)).state.status)).toBe(true);
    }
    expect(await sweeper.sweep(inAWhile(2 * LONGEST_PAUSE_MS))).toMatchObject({ sent: 0 });
  }), { numRuns: 30 });
});
