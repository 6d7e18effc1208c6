/** A heartbeat: its parts, and what becomes of it if one of them fails. */
import { Canaries } from '../../../../lambda/adapters/heartbeat/canaries';
import { MOST_SENT, Sweeper } from '../../../../lambda/adapters/heartbeat/sweeper';
import { beat } from '../../../../lambda/handlers/operations/beat';
import { STANDS_STILL_MS } from '../../../../lambda/orders/standing/standstill';
import { anOrder } from '../../../support/given/orders';
import { MemoryRows } from '../../../support/world/memory-rows';
import { MemoryExecutions } from '../../../support/world/standing/memory-executions';
import { MemoryOrderQueue } from '../../../support/world/standing/memory-order-queue';
import { MemoryUnfinishedOrders } from '../../../support/world/standing/memory-unfinished-orders';
import { ACTIONS } from '../../../support/world/workflow';
import { newWorld, world } from '../../../support/world/world';

const { orders } = world;
const executions = new MemoryExecutions();
const unfinishedOrders = new MemoryUnfinishedOrders(world.log);
const NOW = new Date('2026-11-24T10:27:00Z');
let time = NOW;
const now = () => time;
const queue = new MemoryOrderQueue();
let stockWorks: boolean;
let reported: Record<string, number>[];

const heartbeat = beat({
  canaries: new Canaries({
    orders,
    rows: new MemoryRows(),
    stock: {
      load: async () => {
        if (!stockWorks) throw new Error('no such table');
        return true;
      },
    },
    queue,
    pace: 20 * 60_000,
  }),
  unfinishedOrders,
  sweeper: new Sweeper({ orders, unfinishedOrders, executions, queue, now, random: () => 0 }),
  report: gauges => void reported.push({ ...gauges }),
  now,
});

const namesIn = () => reported.flatMap(gauges => Object.keys(gauges));

beforeEach(() => {
  newWorld();
  executions.clear();
  queue.clear();
  [stockWorks, reported, time] = [true, [], NOW];
});

test('the first heartbeat sends a canary and reports what is open', async () => {
  await heartbeat({});
  expect([...world.log.items.keys()]).toEqual(['ORDER#_canary-20261124T102000Z']);
  expect(namesIn()).toEqual([
    'UnderwayOrders', 'WaitingOrders', 'ParkedTransient', 'ParkedPayment', 'ParkedDefect', 'ParkedOrders',
    'OldestUnfinishedOrder',
    'OrdersSwept', 'SweepFailed', 'Heartbeat',
  ]);
});

test('the next says what became of the canary', async () => {
  await heartbeat({ time: '2026-11-24T10:00:00Z' });
  reported = [];
  await heartbeat({ time: '2026-11-24T10:20:00Z' });
  expect(reported[0]).toMatchObject({ CanaryOverdue: 1, ProjectionLag: expect.any(Number) });
});

const A_TIME = 'a time in UTC, as 2026-11-24T10:00:00Z';
const A_PAYLOAD = `allowed: {}, or {"time": ${A_TIME}}`;
test.each<[unknown, string]>([
  ['x', `the payload is "x"; ${A_PAYLOAD}`],
  [undefined, `the payload is missing; ${A_PAYLOAD}`],
  [[], `the payload is []; ${A_PAYLOAD}`],
  [{ dryRun: true }, 'the payload has the key "dryRun"; allowed: "time"'],
  [{ time: 'yesterday' }, `time is "yesterday"; allowed: ${A_TIME}`],
  [{ time: 5 }, `time is 5; allowed: ${A_TIME}`],
  [{ time: '2026-02-30T10:20:00Z' }, `time is "2026-02-30T10:20:00Z"; allowed: ${A_TIME}`],
])('%j is no input, and nothing happens', async (input, message) => {
  await expect(heartbeat(input)).rejects.toThrow(message);
  expect([world.log.items.size, reported]).toEqual([0, []]);
});

test('a time that the schedule did not fill in is the present', async () => {
  await heartbeat({ time: '<aws.scheduler.scheduled-time>' });
  expect([...world.log.items.keys()]).toEqual(['ORDER#_canary-20261124T102000Z']);
});

test('a part that fails keeps none of the others from running, but the heartbeat does not count', async () => {
  stockWorks = false;
  await expect(heartbeat({})).rejects.toThrow('these parts of the heartbeat failed: next canary');
  expect(namesIn()).toContain('UnderwayOrders');
  expect(namesIn()).toContain('OrdersSwept');
  expect(namesIn()).not.toContain('Heartbeat');
});

test('an order that cannot be sent is counted at each heartbeat, which counts as one all the same', async () => {
  await ACTIONS.place(anOrder());
  queue.refuses = orderId => orderId === 'A-1';
  time = new Date(Date.now() + STANDS_STILL_MS + 1_000);
  await heartbeat({});
  // By this clock, the canary of the heartbeat is due, too.
  expect(reported).toContainEqual({ OrdersSwept: 1, SweepFailed: 1 });
  queue.refuses = () => false;
  await heartbeat({});
  expect(reported).toContainEqual({ OrdersSwept: 2, SweepFailed: 0 });
  expect(namesIn().filter(name => name === 'Heartbeat')).toHaveLength(2);
});

test('a sweep that did not come to all orders counts as a failure', async () => {
  await ACTIONS.place(anOrder());
  time = new Date(Date.now() + STANDS_STILL_MS + 1_000);
  queue.others = MOST_SENT;
  await heartbeat({});
  expect(reported).toContainEqual({ OrdersSwept: 0, SweepFailed: 1 });
});
