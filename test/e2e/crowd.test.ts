/**
 * Fault 49: far more orders at once than the functions can take. Every function has two processes. The orders wait in
 * the queue, and every one comes to its end by itself: none is parked, none is on a dead-letter queue.
 */
import { GetQueueAttributesCommand } from '@aws-sdk/client-sqs';
import { unmarshall } from '@aws-sdk/util-dynamodb';
import { orderOf } from './support/samples';
import { Shop } from './support/shop';
import { World, eventually } from './support/world';
import { offBalance } from '../../audit/balance';
import { checkHistories } from '../../audit/checks';
import { endingsOf } from '../../audit/ending';
import { type BookedCharge, moneyAddsUp, providerAgrees } from '../../audit/money';
import { confirmedIsSold, countersAddUp, heldIsReserved } from '../../audit/stock';
import { type Tables, toTables } from '../../audit/tables';
import { SKU_PREFIX, toStockLevel } from '../../lambda/adapters/stock/stock-items';

jest.setTimeout(1_500_000);

/** In milliseconds. A message waits for load, and a retry of the workflow, 5 minutes at the longest. */
const LONGEST_WAIT = 6 * 60_000;

const COUNT = 2_000;
/** Every tenth order is declined, and the stock of the hot SKU, which every second order buys, is short by 100. */
const HOT = 'crowd/hot';
const methodOf = (n: number) => (n % 10 === 0 ? 'test-decline' : 'card');
const orders = Array.from({ length: COUNT }, (_, n) =>
  orderOf(n % 2 === 0 ? HOT : `crowd/${n % 50}`, { orderId: `crowd-${n}`, method: methodOf(n) }));

describe('fault 49: a crowd of orders at once', () => {
  const shop = new Shop();
  let tables: Tables;

  beforeAll(async () => {
    shop.of(await World.start({ workers: 2, stepFunctionsWaitScale: 1 }));
    const others = Object.fromEntries(Array.from({ length: 25 }, (_, n) => [`crowd/${2 * n + 1}`, 100]));
    await shop.stock({ [HOT]: 700, ...others });
    await shop.send(...orders);
    tables = await allEnded();
  });

  afterAll(() => shop.close());

  /** Reads the whole log only now and then: to read it is work that the orders wait for. */
  async function allEnded(): Promise<Tables> {
    let best = { ended: -1, at: 0 };
    for (;;) {
      const now = toTables({ events: await shop.world.scan(shop.world.outputs.EventsTableName), stock: [], view: [] });
      const ended = endingsOf(now.orders).filter(({ outcome }) => outcome !== 'NOT_ENDED').length;
      if (ended === COUNT) return now;
      if (ended > best.ended) best = { ended, at: Date.now() };
      // The orders may take as long as the machine needs, but they have to go on.
      if (Date.now() - best.at > LONGEST_WAIT) {
        throw new Error(`${ended} of ${COUNT} orders have ended, and no more in ${LONGEST_WAIT} ms`);
      }
      await new Promise(resolve => setTimeout(resolve, 10_000));
    }
  }

  test('all end by themselves, each in its outcome', () => {
    const outcomes = endingsOf(tables.orders).map(({ outcome, reason }) => reason ?? outcome);
    const count = (name: string) => outcomes.filter(outcome => outcome === name).length;
    // Who gets the last of the hot SKU is chance; whoever is declined gives back what it held.
    expect(count('CONFIRMED') + count('PAYMENT_DECLINED') + count('OUT_OF_STOCK')).toBe(COUNT);
    expect(count('CONFIRMED')).toBeGreaterThanOrEqual(COUNT / 2 + 500);
    expect(count('OUT_OF_STOCK')).toBeGreaterThanOrEqual(100);
  });

  test('none was parked on its way', () => {
    const parked = [...tables.orders].filter(([, events]) => events.some(({ event: { type } }) =>
      type === 'OrderParked' || type === 'PaymentOutcomeUnknown'));
    expect(parked.map(([orderId]) => orderId)).toEqual([]);
  });

  test('no message is on a dead-letter queue', async () => {
    const { outputs } = shop.world;
    for (const QueueUrl of [
      outputs.OrderDeadLetterQueueUrl, outputs.ProjectionDeadLetterQueueUrl, outputs.RelayDeadLetterQueueUrl,
      outputs.NotificationDeadLetterQueueUrl,
    ]) {
      const { Attributes } = await shop.world.sqs.send(
        new GetQueueAttributesCommand({ QueueUrl, AttributeNames: ['ApproximateNumberOfMessages'] }),
      );
      expect([QueueUrl, Attributes!.ApproximateNumberOfMessages]).toEqual([QueueUrl, '0']);
    }
  });

  test('the books balance', async () => {
    const stock = await eventually('stock at rest', async () => {
      const items = await shop.world.scan(shop.world.outputs.StockTableName);
      const levels = items.filter(({ pk }) => pk!.S!.startsWith(SKU_PREFIX)).map(toStockLevel);
      return levels.every(({ reserved }) => reserved === 0) ? levels : undefined;
    });
    const charges = (await shop.world.scan(shop.world.outputs.PaymentLedgerTableName))
      .map(item => unmarshall(item) as BookedCharge);
    const now: Tables = { ...tables, stock };
    expect(offBalance([
      ...checkHistories(now), countersAddUp(now), heldIsReserved(now), confirmedIsSold(now),
      moneyAddsUp(now), providerAgrees(now, charges),
    ])).toEqual([]);
  });
});
