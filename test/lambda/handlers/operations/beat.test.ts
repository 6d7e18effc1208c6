/** A heartbeat: its parts, and what becomes of it if one of them fails. */
import { Canaries } from '../../../../lambda/adapters/heartbeat/canaries';
import { Sweeper } from '../../../../lambda/adapters/heartbeat/sweeper';
import { Runs } from '../../../../lambda/adapters/workflow/runs';
import { beat } from '../../../../lambda/handlers/operations/beat';
import { MemoryRows } from '../../../support/world/memory-rows';
import { MemoryExecutions } from '../../../support/world/standing/memory-executions';
import { MemoryOpenOrders } from '../../../support/world/standing/memory-open-orders';
import { newWorld, world } from '../../../support/world/world';

const { orders } = world;
const executions = new MemoryExecutions();
const openOrders = new MemoryOpenOrders(world.log);
const now = () => new Date('2026-11-24T10:27:00Z');
let queueWorks: boolean;
let reported: Record<string, number>[];

const heartbeat = beat({
  canaries: new Canaries({
    orders,
    rows: new MemoryRows(),
    stock: { load: async () => true },
    queue: {
      send: async () => {
        if (!queueWorks) throw new Error('no such queue');
      },
    },
    pace: 20 * 60_000,
  }),
  openOrders,
  sweeper: new Sweeper({ orders, openOrders, executions, runs: new Runs(orders, executions), now, random: () => 0 }),
  report: gauges => void reported.push({ ...gauges }),
  now,
});

const namesIn = () => reported.flatMap(gauges => Object.keys(gauges));

beforeEach(() => {
  newWorld();
  executions.clear();
  [queueWorks, reported] = [true, []];
});

test('the first heartbeat sends a canary and reports what is open', async () => {
  await heartbeat({});
  expect([...world.log.items.keys()]).toEqual(['ORDER#_canary-20261124T102000Z']);
  expect(namesIn()).toEqual([
    'OpenOrders', 'ParkedTransient', 'ParkedPayment', 'ParkedDefect', 'ParkedOrders', 'OldestOpenOrder',
    'OrdersRunAgain', 'Heartbeat',
  ]);
});

test('the next says what became of the canary', async () => {
  await heartbeat({ time: '2026-11-24T10:00:00Z' });
  reported = [];
  await heartbeat({ time: '2026-11-24T10:20:00Z' });
  expect(reported[0]).toMatchObject({ CanaryOverdue: 1, ProjectionLag: expect.any(Number) });
});

test.each([
  'x', 5, { dryRun: true }, { time: 'yesterday' }, { time: 5 }, { time: '10000' },
])('%j is no input, and nothing happens', async input => {
  const call = heartbeat(input);
  await expect(call).rejects.toThrow(`the input is ${JSON.stringify(input)}; allowed: {}, or {"time": a time in UTC`);
  expect([world.log.items.size, reported]).toEqual([0, []]);
});

test('a time that the schedule did not fill in is the present', async () => {
  await heartbeat({ time: '<aws.scheduler.scheduled-time>' });
  expect([...world.log.items.keys()]).toEqual(['ORDER#_canary-20261124T102000Z']);
});

test('a part that fails keeps none of the others from running, but the heartbeat does not count', async () => {
  queueWorks = false;
  await expect(heartbeat({})).rejects.toThrow('these parts of the heartbeat failed: next canary');
  expect(namesIn()).toContain('OpenOrders');
  expect(namesIn()).toContain('OrdersRunAgain');
  expect(namesIn()).not.toContain('Heartbeat');
});
