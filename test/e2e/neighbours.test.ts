/**
 * Fault 52: two pipelines share a bus, an inventory and an account, and their orders have the same ids. Neither takes
 * the other's events, reservations, receipts or charges for its own.
 */
import { unmarshall } from '@aws-sdk/util-dynamodb';
import { E2E_OUTPUTS, NEIGHBOURS, NEIGHBOURS_STACK } from './support/names';
import { DECLINED, HAPPY, HAPPY_LARGE, manySkus, orderOf } from './support/samples';
import { type Placed, Shop } from './support/shop';
import { World, eventually } from './support/world';
import { offBalance } from '../../audit/balance';
import { checkHistories } from '../../audit/checks';
import { mailsWereSent, oneMailEach } from '../../audit/mails';
import { type BookedCharge, moneyAddsUp, providerAgrees } from '../../audit/money';
import { confirmedIsSold, countersAddUp, heldIsReserved } from '../../audit/stock';
import { type Tables, toTables } from '../../audit/tables';
import { SKU_PREFIX, toStockLevel } from '../../lambda/adapters/stock/stock-items';
import type { Order } from '../../lambda/domain/order/order';
import type { CloudEvent } from '../../lambda/orders/cloud-event';
import { sesMessages } from '../../local-aws/control';
import { requireOutputs } from '../../src/contract/manifest';
import { ROOT } from '../../tools/root';

jest.setTimeout(180_000);

const MUG = 'neighbours/mug';
const LARGE = manySkus(120, 2);

/** Orders with the same ids for both pipelines. `own` makes their content differ. */
const ordersOf = (own: number): Order[] => [
  ...Array.from({ length: 20 }, (_, n) => orderOf(MUG, { orderId: `A-${n}`, unitPrice: 100 + own })),
  orderOf(MUG, { orderId: 'declined', method: 'test-decline', unitPrice: 100 + own }),
  orderOf(MUG, { orderId: 'late', method: 'test-late', unitPrice: 100 + own }),
  orderOf(MUG, { orderId: 'large', lines: LARGE.lines.map(line => ({ ...line, unitPrice: 1 + own })) }),
];

describe('fault 52: two pipelines side by side', () => {
  let world: World<unknown>;
  let shops: Shop[];
  const ended = new Map<Shop, Placed[]>();

  beforeAll(async () => {
    const app = { app: 'npx tsx test/e2e/neighbours-app.ts', stack: NEIGHBOURS_STACK, cwd: ROOT, env: {} };
    const found = await World.of<Record<string, string>>(app);
    world = found;
    shops = NEIGHBOURS.map(prefix => {
      const own = Object.fromEntries(E2E_OUTPUTS.map(name => [name, found.outputs[`${prefix}${name}`]]));
      return new Shop().of(found.with(requireOutputs(own, E2E_OUTPUTS)));
    });
    await shops[0]!.stock({ [MUG]: 44, ...LARGE.levels });
    await Promise.all(shops.map((shop, own) => shop.send(...ordersOf(own))));
    for (const shop of shops) ended.set(shop, await shop.allEnded(ordersOf(0)));
  });

  afterAll(() => world?.stop());

  test('share the bus and the inventory, and have different identities', () => {
    const [first, second] = shops.map(({ world: { outputs } }) => outputs);
    expect(first!.EventBusName).toBe(second!.EventBusName);
    expect(first!.StockTableName).toBe(second!.StockTableName);
    expect([first!.Identity, second!.Identity]).toEqual(NEIGHBOURS.map(id => `${NEIGHBOURS_STACK}/${id}`));
  });

  test('bring each order to its end, with events of different ids', () => {
    const ids = shops.map(shop => ended.get(shop)!.flatMap(({ events }) => events.map(({ id }) => id)));
    expect(new Set(ids.flat()).size).toBe(ids[0]!.length + ids[1]!.length);
    for (const shop of shops) {
      for (const { orderId, types } of ended.get(shop)!) {
        const expected = { declined: DECLINED, large: HAPPY_LARGE }[orderId] ?? HAPPY;
        expect([orderId, types]).toEqual([orderId, expected]);
      }
    }
  });

  test('list no order as underway or parked once all have ended, also none of many SKUs', async () => {
    for (const shop of shops) {
      const { IntakeFunctionName } = shop.world.outputs;
      const list = async (filter: object) =>
        (await shop.world.invoke(IntakeFunctionName, { list: filter })).payload as { orders: unknown[] };
      expect((await shop.row('large', HAPPY_LARGE.length)).row).not.toHaveProperty('unsold');
      await eventually('no order underway', async () =>
        (await list({ underway: true })).orders.length === 0 || undefined);
      expect(await list({ parked: true })).toEqual({ orders: [] });
      const rerun = await shop.world.invoke(IntakeFunctionName, { rerun: ['large'], dryRun: true });
      expect(rerun.payload).toEqual({ dryRun: true, orders: [{ orderId: 'large', answer: 'ended' }] });
    }
  });

  test('publish to the same bus, from which each subscriber hears its own pipeline alone', async () => {
    for (const shop of shops) {
      const { outputs } = shop.world;
      const expected = ended.get(shop)!.flatMap(({ events }) => events.map(({ id }) => id));
      const heard: CloudEvent[] = [];
      await eventually('all events on the bus', async () => {
        const messages = await shop.world.drain(outputs.BusSubscriber);
        heard.push(...messages.map(({ Body }) => (JSON.parse(Body!) as { detail: CloudEvent }).detail));
        return new Set(heard.map(({ id }) => id)).size >= expected.length || undefined;
      }, () => heard.length);
      expect(new Set(heard.map(({ id }) => id))).toEqual(new Set(expected));
      expect(new Set(heard.map(({ source }) => source))).toEqual(new Set([`cdk-order-pipeline/${outputs.Identity}`]));
    }
  });

  test('tell their own subscribers and customers, each order once', async () => {
    const all = await eventually('all mails', async () => {
      const mails = await sesMessages(world.emulator);
      return mails.length >= 2 * ordersOf(0).length ? mails : undefined;
    });
    expect(all).toHaveLength(2 * ordersOf(0).length);
    for (const shop of shops) {
      let off: unknown[] = [];
      await eventually('all mails on record', async () => {
        const tables = await tablesOf(shop);
        const sent = new Set([...tables.notifications.values()].flat()
          .flatMap(({ event }) => (event.type === 'NotificationSent' ? [event.data.messageId] : [])));
        const mails = all.filter(({ MessageId }) => sent.has(MessageId));
        off = offBalance([oneMailEach(tables, mails), mailsWereSent(tables, mails)]);
        return off.length === 0 || undefined;
      }, () => off);
      const confirmed = await eventually('topic', async () => {
        const messages = await shop.world.drain(shop.world.outputs.ConfirmedSubscriber);
        return messages.length >= 22 ? messages : undefined;
      });
      const told = confirmed.map(({ Body }) => JSON.parse((JSON.parse(Body!) as { Message: string }).Message));
      expect(new Set(told.map(({ source }) => source)))
        .toEqual(new Set([`cdk-order-pipeline/${shop.world.outputs.Identity}`]));
    }
  });

  test('have books that balance: histories and money of each, and the stock of both together', async () => {
    const books = [];
    for (const shop of shops) {
      const tables = await tablesOf(shop);
      const ledger = await shop.world.scan(shop.world.outputs.PaymentLedgerTableName);
      const charges = ledger.map(item => unmarshall(item) as BookedCharge);
      expect(offBalance([...checkHistories(tables), moneyAddsUp(tables), providerAgrees(tables, charges)])).toEqual([]);
      books.push(tables);
    }
    const stock = await eventually('stock at rest', async () => {
      const items = await shops[0]!.world.scan(shops[0]!.world.outputs.StockTableName);
      const isAtRest = items.map(item => unmarshall(item)).every(({ reserved, held }) => !reserved && !held?.size);
      return isAtRest ? items.filter(({ pk }) => pk!.S!.startsWith(SKU_PREFIX)).map(toStockLevel) : undefined;
    });
    const orders = new Map(books.flatMap((tables, n) => [...tables.orders].map(([id, own]) => [`${n}/${id}`, own])));
    const together: Tables = { ...books[0]!, orders, stock };
    expect(offBalance([countersAddUp(together), heldIsReserved(together), confirmedIsSold(together)])).toEqual([]);
    expect(stock.find(({ sku }) => sku === MUG)).toEqual({ sku: MUG, onHand: 44, available: 2, reserved: 0, sold: 42 });
  });
});

async function tablesOf({ world }: Shop): Promise<Tables> {
  return toTables({ events: await world.scan(world.outputs.EventsTableName), stock: [], view: [] });
}
