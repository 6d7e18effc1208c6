/** A canary's way, and what the next heartbeat says about it. */
import { Canaries } from '../../../../lambda/adapters/heartbeat/canaries';
import { evolveRow } from '../../../../lambda/adapters/order-view/order-row';
import { canaryOrder } from '../../../../lambda/domain/order/canary';
import { runMessage } from '../../../../lambda/domain/order/run-message';
import type { StockLine } from '../../../../lambda/domain/order/stock-lines';
import { orderStream } from '../../../../lambda/orders/streams';
import { MemoryRows } from '../../../support/world/memory-rows';
import { ACTIONS, run } from '../../../support/world/workflow';
import { newWorld, world } from '../../../support/world/world';

const MINUTE = 60_000;
const TIME = new Date('2026-11-24T10:25:13Z');
const NEXT = new Date('2026-11-24T10:40:02Z');
const ID = '_canary-20261124T102000Z';

const { orders, stock } = world;
let rows: MemoryRows;
let sent: string[];
let loaded: StockLine[];
let canaries: Canaries;

beforeEach(() => {
  newWorld();
  [rows, sent, loaded] = [new MemoryRows(), [], []];
  canaries = new Canaries({
    orders,
    rows,
    queue: { send: async body => void sent.push(body) },
    stock: {
      load: async line => {
        loaded.push(line);
        if (stock.counters.has(line.sku)) return false;
        stock.set(line.sku, line.quantity);
        return true;
      },
    },
    pace: 20 * MINUTE,
  });
});

/** Writes the row that the projector makes of the first events of the canary. */
async function project(count = Number.MAX_SAFE_INTEGER): Promise<void> {
  const events = (await orders.loadOrder(ID)).history.events.slice(0, count);
  await rows.put(events.reduce(evolveRow, undefined as never), events.length, { from: 0, overMark: false });
}

test('a heartbeat places its canary, then sends its message', async () => {
  await canaries.send(TIME);
  expect(world.log.items.get(orderStream(ID))!.map(item => item.t!.S)).toEqual(['OrderPlaced']);
  expect(sent).toEqual([runMessage(ID)]);
});

test('a heartbeat that is repeated sends the same canary, which is placed once', async () => {
  await canaries.send(TIME);
  await canaries.send(new Date('2026-11-24T10:39:59Z'));
  expect(new Set(sent).size).toBe(1);
  expect(world.log.items.size).toBe(1);
});

test('the way of a canary: no payment, and its stock balances', async () => {
  await canaries.send(TIME);
  await run(canaryOrder(ID), ID);
  const { state, history } = await orders.loadOrder(ID);
  expect(state.status).toBe('CONFIRMED');
  expect(history.events.map(({ event }) => event.type))
    .toEqual(['OrderPlaced', 'OrderValidated', 'StockReserved', 'OrderConfirmed']);
  expect(world.gateway.ledger.size).toBe(0);
  const { onHand, available, reserved, sold } = stock.counters.get(loaded[0]!.sku)!;
  expect([reserved, sold, available + sold]).toEqual([0, 1, onHand]);
});

test('before the first heartbeat there is nothing to check', async () => {
  expect(await canaries.check(TIME)).toBeUndefined();
});

test('a canary that is confirmed and shown is in time', async () => {
  await canaries.send(TIME);
  await run(canaryOrder(ID), ID);
  await project();
  expect(await canaries.check(NEXT)).toEqual({ overdue: false, projectionLagMs: 0 });
});

test('a canary that no workflow has taken up is overdue', async () => {
  await canaries.send(TIME);
  await project();
  expect(await canaries.check(NEXT)).toEqual({ overdue: true, projectionLagMs: 0 });
});

test('a canary that ended otherwise than confirmed is overdue', async () => {
  await canaries.send(TIME);
  await ACTIONS.requestCancellation(canaryOrder(ID));
  await ACTIONS.cancel(canaryOrder(ID));
  await project();
  expect(await canaries.check(NEXT)).toMatchObject({ overdue: true });
});

test.each([0, 2])('a canary of which the view shows %d events is overdue, and the view lags', async shown => {
  await canaries.send(TIME);
  await run(canaryOrder(ID), ID);
  if (shown > 0) await project(shown);
  const report = await canaries.check(NEXT);
  expect(report!.overdue).toBe(true);
  expect(report!.projectionLagMs).toBeGreaterThan(0);
});

test('a heartbeat after one that was missed has nothing to check', async () => {
  await canaries.send(TIME);
  expect(await canaries.check(new Date('2026-11-24T11:00:00Z'))).toBeUndefined();
});
