/** In the end: whatever happened to all the orders above, the books balance. */
import { GetQueueAttributesCommand, type QueueAttributeName } from '@aws-sdk/client-sqs';
import { unmarshall } from '@aws-sdk/util-dynamodb';
import { type Balance, offBalance } from '../../../audit/balance';
import { checkHistories } from '../../../audit/checks';
import { type Ending, endingsOf, isMailed } from '../../../audit/ending';
import { mailsWereSent, oneMailEach } from '../../../audit/mails';
import { type BookedCharge, moneyAddsUp, providerAgrees } from '../../../audit/money';
import { everyOrderEnded } from '../../../audit/orders';
import { confirmedIsSold, countersAddUp, heldIsReserved } from '../../../audit/stock';
import { type OrderHistory, type Tables, toTables } from '../../../audit/tables';
import { rowsAreFolds, viewIsCurrent } from '../../../audit/view';
import { type OrderRow, evolveRow } from '../../../lambda/adapters/order-view/order-row';
import type { OrderEntry } from '../../../lambda/adapters/order-view/order-rows';
import { SKU_PREFIX, toStockLevel } from '../../../lambda/adapters/stock/stock-items';
import { isCanary } from '../../../lambda/domain/order/canary';
import { ownerOf } from '../../../lambda/orders/streams';
import { sesMessages } from '../../../local-aws/control';
import { shop } from '../support/shop';
import { eventually } from '../support/world';

/** The log. The streams that the suite of the event store writes by hand are no order's. */
async function readLog(): Promise<Tables> {
  const items = await shop.world.scan(shop.world.outputs.EventsTableName);
  return toTables({ events: items.filter(({ pk }) => ownerOf(pk!.S!) !== undefined), stock: [], view: [] });
}

describe('in the end', () => {
  let tables: Tables;
  let endings: ReturnType<typeof endingsOf>;

  beforeAll(async () => {
    let notEnded: typeof endings = [];
    tables = await eventually('end of all orders', async () => {
      const now = await readLog();
      endings = endingsOf(now.orders);
      notEnded = endings.filter(({ outcome }) => outcome === 'NOT_ENDED');
      return notEnded.length === 0 ? now : undefined;
    }, () => notEnded.map(({ orderId, state, reason }) => [orderId, state.status, reason]));
  });

  test('every order has its versions without a gap, its commands once, and one final outcome', () => {
    expect(tables.orders.size).toBeGreaterThan(0);
    const ended = everyOrderEnded(tables, { sent: [], refused: new Map() });
    expect(offBalance([ended, ...checkHistories(tables)])).toEqual([]);
  });

  test('stock adds up, what is sold is in confirmed orders, and nobody holds anything', async () => {
    const items = await eventually('stock at rest', async () => {
      const now = await shop.world.scan(shop.world.outputs.StockTableName);
      const isAtRest = now.map(item => unmarshall(item)).every(({ reserved, held }) => !reserved && !held?.size);
      return isAtRest ? now : undefined;
    });
    const stock = items.filter(({ pk }) => pk!.S!.startsWith(SKU_PREFIX)).map(toStockLevel);
    expect(stock.length).toBeGreaterThan(0);
    const now: Tables = { ...tables, stock };
    expect(offBalance([countersAddUp(now), heldIsReserved(now), confirmedIsSold(now)])).toEqual([]);
  });

  test('money adds up: each confirmed order was charged once and in full, and nobody else has paid', async () => {
    const ledger = await shop.world.scan(shop.world.outputs.PaymentLedgerTableName);
    const charges = ledger.map(item => unmarshall(item) as BookedCharge);
    expect(offBalance([moneyAddsUp(tables), providerAgrees(tables, charges)])).toEqual([]);
  });

  test('every row of the order view is the fold of its events', async () => {
    const rows = new Map<string, OrderEntry>();
    for (const [orderId, events] of tables.orders) rows.set(orderId, await shop.row(orderId, events.length));
    const folded = (events: OrderHistory): OrderEntry =>
      ({ version: events.length, row: events.reduce<OrderRow | undefined>(evolveRow, undefined) });
    const view = new Map([...rows].map(([orderId, { version, row }]) => [orderId, { version, status: row!.status }]));
    expect(offBalance([viewIsCurrent({ ...tables, view }), rowsAreFolds(tables, rows, folded)])).toEqual([]);
    expect(await shop.world.scan(shop.world.outputs.OrderViewTableName)).toHaveLength(tables.orders.size);
  });

  test('every event has reached the bus, except those of canaries', async () => {
    const published = [...tables.orders].filter(([orderId]) => !isCanary(orderId));
    for (const [orderId, events] of published) {
      const ids = events.map(({ id }) => id);
      await eventually(`events of ${orderId}`, async () => {
        const told = new Set((await shop.onBus(orderId, events.length)).map(({ id }) => id));
        return ids.every(id => told.has(id)) || undefined;
      });
    }
  });

  test('every customer has had one mail about the end of the order', async () => {
    const expected = endings.filter(({ outcome, state }) => isMailed(outcome) && state.order!.customer.email);
    const mails = await eventually('all mails', async () => {
      const all = await sesMessages(shop.world.emulator);
      return all.length >= expected.length ? all : undefined;
    });
    const verb: Partial<Record<Ending['outcome'], string>> = { CONFIRMED: 'confirmed', CANCELLED: 'cancelled' };
    const subjects = expected.map(({ orderId, outcome }) => `Your order ${orderId} is ${verb[outcome]}`);
    expect(mails.map(({ Subject }) => Subject).sort()).toEqual(subjects.sort());

    // A mail is on record a moment after it was sent.
    let off: Balance[] = [];
    await eventually('all mails on record', async () => {
      const now = await readLog();
      off = offBalance([oneMailEach(now, mails), mailsWereSent(now, mails)]);
      return off.length === 0 || undefined;
    }, () => off);
  });

  test('no batch and no notification was given up', async () => {
    const { outputs } = shop.world;
    for (const QueueUrl of [
      outputs.OrderQueueUrl,
      outputs.OrderDeadLetterQueueUrl,
      outputs.NotificationDeadLetterQueueUrl,
      outputs.ProjectionDeadLetterQueueUrl,
      outputs.RelayDeadLetterQueueUrl,
    ]) {
      let seen: object | undefined;
      await eventually(`empty ${QueueUrl}`, async () => {
        const AttributeNames: QueueAttributeName[] = [
          'ApproximateNumberOfMessages', 'ApproximateNumberOfMessagesNotVisible',
        ];
        seen = (await shop.world.sqs.send(new GetQueueAttributesCommand({ QueueUrl, AttributeNames }))).Attributes;
        return Object.values(seen!).every(count => count === '0') || undefined;
      }, () => seen);
    }
  });
});
