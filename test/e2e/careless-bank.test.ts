/**
 * Orders with a payment function that fails a tenth of its calls, before and after the money has moved. Every order
 * ends, stock and money balance with the bank's own books to the penny, and no money moves twice.
 *
 * `ORDERS_CSV`, a list of files separated by colons, makes it take the invoices in them instead of its own orders.
 */
import { unmarshall } from '@aws-sdk/util-dynamodb';
import { BANK_STACK, FAULTS_BOOKED } from './careless-bank/names';
import { E2E_OUTPUTS } from './support/names';
import { orderOf } from './support/samples';
import { Shop } from './support/shop';
import { World } from './support/world';
import { offBalance } from '../../audit/balance';
import { checkHistories } from '../../audit/checks';
import { type BookedCharge, moneyAddsUp, providerAgrees } from '../../audit/money';
import { confirmedIsSold, countersAddUp, heldIsReserved } from '../../audit/stock';
import { type Tables, toTables } from '../../audit/tables';
import { ordersFromCsv, readCsvFiles } from '../../demo/orders/orders-from-csv';
import type { LedgerEntry, LedgerPayment } from '../../lambda/adapters/payment/simulated/ledger';
import { SKU_PREFIX, toStockLevel } from '../../lambda/adapters/stock/stock-items';
import type { Order } from '../../lambda/domain/order/order';
import { readMessage } from '../../lambda/domain/order/read-message';
import { isSettled } from '../../lambda/domain/state/settled';
import { requireOutputs } from '../../src/contract/manifest';
import { ROOT } from '../../tools/root';

jest.setTimeout(1_800_000);

const MUG = 'bank/mug';
/** Every eighth order is declined, every tenth buys what is not there. */
const ownOrders = (): Order[] => Array.from({ length: 60 }, (_, n) => orderOf(n % 10 === 3 ? 'bank/none' : MUG, {
  orderId: `bank-${n}`, unitPrice: 100 + n, method: n % 8 === 5 ? 'test-decline' : 'card',
}));

const { ORDERS_CSV } = process.env;
/** Orders that cannot even be recorded are none of the bank's business. */
const isRecorded = (order: Order) => !['unreadable', 'too-large'].includes(readMessage(JSON.stringify(order)).kind);
const orders = ORDERS_CSV ? ordersFromCsv(readCsvFiles(ORDERS_CSV.split(':'))).filter(isRecorded) : ownOrders();

/** The most SKUs that the stock function loads at once. */
const LOADED_AT_ONCE = 1_000;

/** The orders may take as long as the machine needs, but they have to go on. */
const LONGEST_WAIT_S = 120;

describe('a bank that fails a tenth of its calls', () => {
  const shop = new Shop();
  let tables: Tables;
  let books: LedgerEntry[];
  let faults: number;

  beforeAll(async () => {
    const app = { app: 'npx tsx test/e2e/careless-bank/app.ts', stack: BANK_STACK, cwd: ROOT, env: {} };
    shop.of(await World.of(app, outputs => requireOutputs(outputs, E2E_OUTPUTS)));
    const wanted = orders.flatMap(({ lines }) => lines).filter(({ sku }) => sku !== 'bank/none');
    const skus = [...new Set(wanted.map(({ sku }) => sku))];
    for (let start = 0; start < skus.length; start += LOADED_AT_ONCE) {
      await shop.stock(Object.fromEntries(skus.slice(start, start + LOADED_AT_ONCE).map(sku => [sku, 1_000_000])));
    }
    await shop.send(...orders);
    await settle();
    const { EventsTableName, StockTableName, PaymentLedgerTableName } = shop.world.outputs;
    const levels = (await shop.world.scan(StockTableName)).filter(({ pk }) => pk!.S!.startsWith(SKU_PREFIX));
    tables = toTables({
      events: await shop.world.scan(EventsTableName),
      stock: levels.map(toStockLevel),
      view: [],
    });
    const booked = (await shop.world.scan(PaymentLedgerTableName)).map(item => unmarshall(item));
    books = booked.filter(({ purpose }) => purpose !== undefined) as LedgerEntry[];
    faults = booked.find(({ pk }) => pk === FAULTS_BOOKED)?.times;
  });

  afterAll(() => shop.close());

  /** Waits until each order has ended, and runs those that are parked again, as the heartbeat does after a pause. */
  async function settle(): Promise<void> {
    const left = new Set(orders.map(({ orderId }) => orderId));
    for (let waited = 0; left.size > 0; waited++) {
      if (waited > LONGEST_WAIT_S) throw new Error(`not settled: ${[...left].join(', ')}`);
      await new Promise(resolve => setTimeout(resolve, 1_000));
      for (const orderId of left) {
        const { state } = await shop.look(orderId);
        if (state.parked) await shop.rerun(orderId);
        if (!isSettled(state)) continue;
        left.delete(orderId);
        waited = 0;
      }
    }
  }

  test('brings every order to its end', () => {
    const ends = [...tables.orders.values()].map(events => events.map(({ event }) => event.type));
    expect(ends).toHaveLength(orders.length);
    const count = (type: string) => ends.filter(types => (types as string[]).includes(type)).length;
    expect(count('OrderConfirmed') + count('OrderCancelled') + count('OrderRejected')).toBe(orders.length);
  });

  test('really failed: about a tenth of its calls', () => {
    const payments = books.filter(({ purpose }) => purpose === 'authorize').length;
    expect(payments).toBeGreaterThan(orders.length / 2);
    expect(faults).toBeGreaterThan(payments / 20);
  });

  test('took no money twice, and none for an order that failed', () => {
    const payments = books.filter((entry): entry is LedgerPayment => entry.purpose === 'authorize');
    expect(payments.filter(({ charges }) => charges > 1)).toEqual([]);
    const orderIds = payments.map(({ orderId }) => orderId);
    expect(new Set(orderIds).size).toBe(orderIds.length);
  });

  test('has books that agree with the log, to the penny; and so does the stock', () => {
    const charges = books as unknown as BookedCharge[];
    expect(offBalance([
      ...checkHistories(tables), moneyAddsUp(tables), providerAgrees(tables, charges),
      countersAddUp(tables), heldIsReserved(tables), confirmedIsSold(tables),
    ])).toEqual([]);
  });
});
