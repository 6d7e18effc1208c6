/** What an operator asks the intake function for, and what comes back. */
import { Operator, type RerunResult } from '../../../../lambda/adapters/operator/operator';
import { MAX_RERUNS, readRequest } from '../../../../lambda/adapters/operator/requests';
import { NoOpenOrders } from '../../../../lambda/adapters/order-view/open-orders';
import { Runs } from '../../../../lambda/adapters/workflow/runs';
import { isEventType } from '../../../../lambda/domain/events';
import { MemoryEventLog } from '../../../../lambda/orders/memory-event-log';
import { anOrder } from '../../../support/given/orders';
import { MemoryExecutions } from '../../../support/world/standing/memory-executions';
import { MemoryOpenOrders } from '../../../support/world/standing/memory-open-orders';
import { ACTIONS } from '../../../support/world/workflow';
import { newWorld, world } from '../../../support/world/world';

const { orders } = world;
const executions = new MemoryExecutions();
const runs = new Runs(orders, executions);
const openOrders = new MemoryOpenOrders(world.log);
const operator = new Operator({ orders, runs, openOrders });
const ask = async (input: object) => operator.answer(readRequest(input));
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

  test('of open orders', async () => {
    expect(await ask({ list: { open: true } })).toMatchObject({ orders: [{ orderId: 'A-1', status: 'PLACED' }] });
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
    const alone = new Operator({ orders, runs, openOrders: new NoOpenOrders() });
    await expect(alone.answer(readRequest({ list: { open: true } }))).rejects.toThrow('knows no order view');
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
      orders: Object.assign(Object.create(orders) as typeof orders, {
        loadOrder: async (orderId: string) => {
          const isKnown = (type: string) => isEventType(type) && type !== 'OrderPlaced';
          const log = Object.assign(new MemoryEventLog({ identity: 'Test', isKnown }), { items: world.log.items });
          await log.load(`ORDER#${orderId}`);
        },
      }),
      runs,
      openOrders,
    });
    const { orders: [answer] } = await newer.answer(readRequest({ rerun: ['A-1'] })) as RerunResult;
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

test.each<[string, object, RegExp]>([
  ['a text in place of a list', { rerun: 'A-1' }, /rerun: .*received: \{"rerun":"A-1"\}/],
  ['an empty list', { rerun: [] }, /rerun/],
  ['too many ids', { rerun: Array.from({ length: MAX_RERUNS + 1 }, (_, n) => `A-${n}`) }, /rerun: .*250/],
  ['a number in place of an id', { rerun: [1] }, /rerun/],
  ['an unknown key', { rerun: ['A-1'], dry: true }, /dry/],
  ['an unknown reason', { list: { parked: 'all' } }, /list/],
  ['two requests at once', { list: { open: true }, rerun: ['A-1'] }, /rerun/],
  ['an unknown request', { reboot: true }, /rerun/],
  ['a limit of nothing', { list: { open: true, limit: 0 } }, /limit/],
])('%s is refused, and it is said what is allowed', (_, input, problem) => {
  expect(() => readRequest(input)).toThrow(TypeError);
  expect(() => readRequest(input)).toThrow(problem);
  expect(() => readRequest(input)).toThrow('allowed: {list: {open: true, limit?, next?}}');
});
