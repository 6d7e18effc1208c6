/** What an operator asks the intake function for, and what comes back. */
import { Operator, type RerunResult } from '../../../../lambda/adapters/operator/operator';
import { MAX_RERUNS } from '../../../../lambda/adapters/operator/requests';
import { NoUnfinishedOrders } from '../../../../lambda/adapters/order-view/unfinished-orders';
import { Runs } from '../../../../lambda/adapters/workflow/runs';
import { isEventType } from '../../../../lambda/domain/events';
import { MemoryEventLog } from '../../../../lambda/orders/memory-event-log';
import { anOrder } from '../../../support/given/orders';
import { MemoryExecutions } from '../../../support/world/standing/memory-executions';
import { MemoryUnfinishedOrders } from '../../../support/world/standing/memory-unfinished-orders';
import { UNHURRIED, never } from '../../../support/world/streams/invocation';
import { ACTIONS } from '../../../support/world/workflow';
import { newWorld, world } from '../../../support/world/world';

const { orders } = world;
const executions = new MemoryExecutions();
const runs = new Runs(orders, executions);
const unfinishedOrders = new MemoryUnfinishedOrders(world.log);
const needs = { orders, runs, unfinishedOrders, sleep: never };
const operator = new Operator(needs);
const ask = async (input: unknown) => operator.answer(input, UNHURRIED);
const rerun = async (input: object) => (await ask(input) as RerunResult).orders;

/** Places orders, starts their workflow, and parks those with an error. */
async function given(errors: Readonly<Record<string, string | undefined>>): Promise<void> {
  for (const [orderId, error] of Object.entries(errors)) {
    await ACTIONS.place(anOrder({ orderId }));
    await runs.start(orderId, await orders.loadOrder(orderId));
    if (error) await executions.park(orders, orderId, error);
  }
}

beforeEach(() => {
  newWorld();
  executions.clear();
});

describe('a list', () => {
  beforeEach(() => given({ 'A-1': undefined, 'A-2': 'TransactionContention', 'A-3': 'TypeError' }));

  test('of orders on their way', async () => {
    expect(await ask({ list: { underway: true } })).toMatchObject({ orders: [{ orderId: 'A-1', status: 'PLACED' }] });
  });

  test('of parked orders, with their reasons', async () => {
    expect(await ask({ list: { parked: true } })).toMatchObject({
      orders: [
        { orderId: 'A-2', standing: 'transient', parked: { step: 'ReserveStock', error: 'TransactionContention' } },
        { orderId: 'A-3', standing: 'defect', parked: { error: 'TypeError' } },
      ],
    });
  });

  test('of one reason, page by page', async () => {
    await given({ 'A-4': 'TypeError' });
    const first = await ask({ list: { parked: 'defect', limit: 1 } });
    expect(first).toMatchObject({ orders: [{ orderId: 'A-3' }], next: expect.any(String) });
    const { next } = first as { next: string };
    expect(await ask({ list: { parked: 'defect', limit: 1, next } })).toEqual({
      orders: [expect.objectContaining({ orderId: 'A-4' })],
    });
  });

  test('where there is no view says so', async () => {
    const alone = new Operator({ ...needs, unfinishedOrders: new NoUnfinishedOrders() });
    await expect(alone.answer({ list: { underway: true } }, UNHURRIED)).rejects.toThrow('knows no order view');
  });
});

describe('a rerun', () => {
  test('answers for each order, in the order of the request', async () => {
    await given({ 'A-1': undefined, 'A-2': 'TypeError' });
    expect(await rerun({ rerun: ['B-9', 'A-2', 'A-1', 'A-2'] })).toEqual([
      { orderId: 'B-9', answer: 'unknown' },
      { orderId: 'A-2', answer: 'started', execution: 'A-2-run2' },
      { orderId: 'A-1', answer: 'running', execution: 'A-1' },
    ]);
  });

  test('goes on after an order that fails', async () => {
    await given({ 'A-1': 'TypeError', 'A-2': 'TypeError' });
    executions.failsToBegin = orderId => orderId === 'A-1';
    expect(await rerun({ rerun: ['A-1', 'A-2'] })).toEqual([
      { orderId: 'A-1', answer: 'failed', error: 'Error: throttled' },
      { orderId: 'A-2', answer: 'started', execution: 'A-2-run2' },
    ]);
  });

  test('answers in less than the 6 MB of Lambda, whatever the ids and errors', async () => {
    const rerunIds = Array.from({ length: MAX_RERUNS }, (_, n) => String(n).padStart(128, 'A'));
    for (const orderId of rerunIds) await ACTIONS.place(anOrder({ orderId }));
    executions.failsToBegin = () => {
      throw new Error('x'.repeat(100_000));
    };
    expect(JSON.stringify(await ask({ rerun: rerunIds })).length).toBeLessThan(6_000_000);
  });

  test('of an order that cannot be read says why', async () => {
    await given({ 'A-1': undefined });
    const newer = new Operator({
      ...needs,
      orders: Object.assign(Object.create(orders) as typeof orders, {
        loadOrder: async (orderId: string) => {
          const isKnown = (type: string) => isEventType(type) && type !== 'OrderPlaced';
          const log = Object.assign(new MemoryEventLog({ identity: 'Test', isKnown }), { items: world.log.items });
          await log.load(`ORDER#${orderId}`);
        },
      }),
    });
    const { orders: [answer] } = await newer.answer({ rerun: ['A-1'] }, UNHURRIED) as RerunResult;
    expect(answer).toMatchObject({ answer: 'failed', error: expect.stringContaining('UnknownEvent') });
  });

  test('by reason takes the orders that stand still for longest', async () => {
    await given({ 'A-1': 'TypeError', 'A-2': 'TransactionContention', 'A-3': 'TypeError', 'A-4': 'TypeError' });
    const answers = await rerun({ rerun: { parked: 'defect', limit: 2 } });
    expect(answers.map(({ orderId }) => orderId)).toEqual(['A-1', 'A-3']);
    expect(executions.names).toEqual(['A-1', 'A-2', 'A-3', 'A-4', 'A-1-run2', 'A-3-run2']);
  });

  test('that is dry says what it would do, and does nothing', async () => {
    await given({ 'A-1': undefined, 'A-2': 'TypeError' });
    const before = executions.asked.length;
    expect(await ask({ rerun: ['A-1', 'A-2'], dryRun: true })).toEqual({
      dryRun: true,
      orders: [
        { orderId: 'A-1', answer: 'running', execution: 'A-1' },
        { orderId: 'A-2', answer: 'started', execution: 'A-2-run2' },
      ],
    });
    expect(executions.asked).toHaveLength(before);
  });
});

describe('when the time of the function is nearly over', () => {
  /** As long as `times` questions are answered with half a minute, there is time; then none is left. */
  const hurried = (times: number) => ({ getRemainingTimeInMillis: () => (times-- > 0 ? 30_000 : 9_000) });

  test('the answers that are known are given, and the other orders are named as not tried', async () => {
    const ids = Array.from({ length: 25 }, (_, n) => `A-${n + 1}`);
    await given(Object.fromEntries(ids.map(id => [id, 'TypeError'])));
    const { orders: answers } = await operator.answer({ rerun: ids }, hurried(40)) as RerunResult;
    expect(answers.map(({ orderId }) => orderId)).toEqual(ids);
    const started = answers.filter(({ answer }) => answer === 'started');
    expect(started.length).toBeGreaterThan(0);
    expect(answers.slice(started.length)).toEqual(
      ids.slice(started.length).map(orderId => ({ orderId, answer: 'not-tried' })));
    expect(executions.names.filter(name => name.endsWith('-run2'))).toHaveLength(started.length);
  });

  test('an order on which a service does not answer is named, and the answers about others are given', async () => {
    await given({ 'A-1': 'TypeError', 'A-2': 'TypeError' });
    let isOver: () => void = () => undefined;
    const slow = new Operator({
      ...needs,
      runs: Object.assign(Object.create(runs) as Runs, {
        start: async (orderId: string, ...args: never[]) => {
          if (orderId !== 'A-1') return (runs.start as (...all: unknown[]) => unknown)(orderId, ...args);
          isOver();
          return never();
        },
      }),
      sleep: async () => new Promise<void>(resolve => (isOver = resolve)),
    });
    const { orders: answers } = await slow.answer({ rerun: ['A-2', 'A-1'] }, UNHURRIED) as RerunResult;
    expect(answers).toEqual([
      { orderId: 'A-2', answer: 'started', execution: 'A-2-run2' },
      { orderId: 'A-1', answer: 'failed', error: expect.stringContaining('DeadlineExceeded') },
    ]);
  });

  test('a list that does not come says so', async () => {
    const slow = new Operator({
      ...needs,
      unfinishedOrders: Object.assign(new NoUnfinishedOrders(), { page: never }),
      sleep: async () => undefined,
    });
    await expect(slow.answer({ list: { underway: true } }, UNHURRIED)).rejects.toThrow('the time of this invocation');
  });
});
