/** In the end: whatever happened to all the orders above, the books balance. */
import { type AttributeValue, ScanCommand } from '@aws-sdk/client-dynamodb';
import { GetQueueAttributesCommand, type QueueAttributeName } from '@aws-sdk/client-sqs';
import { unmarshall } from '@aws-sdk/util-dynamodb';
import { shop } from './shop';
import { eventually } from './world';
import { type OrderRow, evolveRow } from '../../lambda/adapters/order-view/order-row';
import { isEventType } from '../../lambda/domain/events';
import { fold } from '../../lambda/domain/fold';
import { mergeBySku } from '../../lambda/domain/order/stock-lines';
import { isFinal } from '../../lambda/domain/state/status';
import { groupBy } from '../../lambda/lib/group-by';
import { fromItem } from '../../lambda/orders/stored-item';
import { orderIdOf } from '../../lambda/orders/streams';
import { sesMessages } from '../../local-aws/control';

const FINAL = ['OrderConfirmed', 'OrderRejected', 'OrderCancelled'];

async function scan(TableName: string): Promise<Record<string, AttributeValue>[]> {
  const items: Record<string, AttributeValue>[] = [];
  let ExclusiveStartKey: Record<string, AttributeValue> | undefined;
  do {
    const page = await shop.world.dynamodb.send(new ScanCommand({ TableName, ConsistentRead: true, ExclusiveStartKey }));
    items.push(...page.Items ?? []);
    ExclusiveStartKey = page.LastEvaluatedKey;
  } while (ExclusiveStartKey);
  return items;
}

/** All orders of the log, by id. */
async function allOrders() {
  const streams = groupBy(await scan(shop.world.outputs.EventsTable), item => orderIdOf(item.pk!.S!) ?? '');
  streams.delete('');
  return [...streams].map(([orderId, items]) => {
    const events = items.map(item => fromItem<any>(item, isEventType)).sort((a, b) => a.version - b.version);
    return { orderId, events, state: fold(events.map(({ event }) => event)), types: events.map(({ event }) => event.type as string) };
  });
}

describe('in the end', () => {
  let orders: Awaited<ReturnType<typeof allOrders>>;

  beforeAll(async () => {
    let open: typeof orders = [];
    orders = await eventually('end of all orders', async () => {
      const all = await allOrders();
      open = all.filter(({ state }) => !isFinal(state.status) || state.parked);
      return open.length === 0 ? all : undefined;
    }, () => open.map(({ orderId, types }) => [orderId, types.at(-1)]));
  });

  test('every order has its versions without a gap, its commands once, and one final outcome', () => {
    expect(orders.length).toBeGreaterThan(0);
    for (const { orderId, events, types } of orders) {
      expect([orderId, events.map(({ version }) => version)]).toEqual([orderId, events.map((_, index) => index + 1)]);
      expect(new Set(events.map(({ id }) => id)).size).toBe(events.length);
      expect(new Set(events.map(({ command }) => command)).size).toBe(events.length);
      expect([orderId, types.filter(type => FINAL.includes(type))]).toEqual([orderId, [types.at(-1)]]);
      for (const once of ['StockReserved', 'StockReleased', 'PaymentRequested', 'PaymentCaptured', 'PaymentRefunded']) {
        expect(types.filter(type => type === once).length).toBeLessThanOrEqual(1);
      }
    }
  });

  test('stock adds up: available + reserved + sold = on hand, what is sold is in confirmed orders, and nobody holds anything', async () => {
    const sold = new Map<string, number>();
    for (const { state } of orders.filter(one => one.state.status === 'CONFIRMED')) {
      for (const { sku, quantity } of mergeBySku(state.order!.lines)) sold.set(sku, (sold.get(sku) ?? 0) + quantity);
    }
    const expected = await eventually('stock at rest', async () => {
      const items = (await scan(shop.world.outputs.StockTable)).map(item => unmarshall(item));
      return items.every(item => !item.reserved && !item.held?.size) ? items : undefined;
    });
    const levels = expected.filter(({ pk }) => pk.startsWith('SKU#'));
    expect(levels.length).toBeGreaterThan(0);
    for (const { pk, onHand, available, reserved, sold: count } of levels) {
      expect([pk, available + reserved + count]).toEqual([pk, onHand]);
      expect([pk, count]).toEqual([pk, sold.get(pk.slice(4)) ?? 0]);
      expect(Math.min(available, reserved, count)).toBeGreaterThanOrEqual(0);
    }
  });

  test('money adds up: each confirmed order was charged once and in full, and nobody else has paid', async () => {
    const ledger = (await scan(shop.world.outputs.LedgerTable)).map(item => unmarshall(item));
    const kept = ledger.filter(({ outcome, refunded }) => outcome === 'captured' && refunded === undefined);
    const paid = orders.filter(({ state }) => state.status === 'CONFIRMED' && state.total! > 0);
    const byOrder = (rows: [string, number, string][]) => rows.sort(([a], [b]) => (a < b ? -1 : 1));
    expect(byOrder(kept.map(({ orderId, amount, currency }) => [orderId, amount, currency])))
      .toEqual(byOrder(paid.map(({ orderId, state }) => [orderId, state.total!, state.order!.currency])));
    for (const { refunded, amount } of ledger) expect(refunded ?? amount).toBe(amount);
  });

  test('every row of the order view is the fold of its events', async () => {
    for (const { orderId, events } of orders) {
      expect(await shop.row(orderId, events.length)).toEqual({ version: events.length, row: events.reduce<OrderRow | undefined>(evolveRow, undefined) });
    }
    expect(await scan(shop.world.outputs.ViewTable)).toHaveLength(orders.length);
  });

  test('every event has reached the bus', async () => {
    for (const { orderId, events } of orders) {
      const ids = events.map(({ id }) => id);
      await eventually(`events of ${orderId}`, async () => {
        const told = new Set((await shop.onBus(orderId, events.length)).map(({ id }) => id));
        return ids.every(id => told.has(id)) || undefined;
      });
    }
  });

  test('every customer has had one mail about the end of the order', async () => {
    const expected = orders.filter(({ state }) => state.status !== 'REJECTED' && state.order!.customer.email);
    const subjects = await eventually('all mails', async () => {
      const all = (await sesMessages(shop.world.emulator)).map(({ Subject }) => Subject);
      return all.length >= expected.length ? all : undefined;
    });
    const verb = { CONFIRMED: 'confirmed', CANCELLED: 'cancelled' } as Record<string, string>;
    expect(subjects.sort()).toEqual(expected.map(({ orderId, state }) => `Your order ${orderId} is ${verb[state.status]}`).sort());
  });

  test('no batch and no notification was given up', async () => {
    const { OrderQueue, OrderDeadLetters, NotificationDeadLetters, ProjectionDeadLetters, RelayDeadLetters } = shop.world.outputs;
    for (const QueueUrl of [OrderQueue, OrderDeadLetters, NotificationDeadLetters, ProjectionDeadLetters, RelayDeadLetters]) {
      let seen: object | undefined;
      await eventually(`empty ${QueueUrl}`, async () => {
        const AttributeNames: QueueAttributeName[] = ['ApproximateNumberOfMessages', 'ApproximateNumberOfMessagesNotVisible'];
        seen = (await shop.world.sqs.send(new GetQueueAttributesCommand({ QueueUrl, AttributeNames }))).Attributes;
        return Object.values(seen!).every(count => count === '0') || undefined;
      }, () => seen);
    }
  });
});
