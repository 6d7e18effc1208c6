/** Many orders, little stock: nothing is sold twice, nothing is held by nobody. */
import type { Order } from '../../../lambda/domain/order/order';
import type { StockLine } from '../../../lambda/domain/order/stock-lines';
import { SagaStep } from '../../../src/contract/saga';
import { HAPPY, HAPPY_LARGE, fresh, manySkus, orderOf } from '../support/samples';
import { shop } from '../support/shop';
import { LostAnswer, contention, step, walk, withFault } from '../support/steps';

const OUT_OF_STOCK = ['OrderPlaced', 'OrderValidated', 'StockReservationFailed', 'OrderCancelled'];
const TRANSACTION = 'TransactWriteItemsCommand';

/** Waits until one piece of each SKU is sold. */
async function expectSold(skus: readonly string[], onHand: number): Promise<void> {
  for (const sku of skus) {
    expect(await shop.sold(sku, 1)).toEqual({ sku, onHand, available: onHand - 1, reserved: 0, sold: 1 });
  }
}

async function expectUntouched(skus: readonly string[], onHand: number): Promise<void> {
  for (const sku of skus) {
    expect(await shop.level(sku)).toEqual({ sku, onHand, available: onHand, reserved: 0, sold: 0 });
  }
}

describe('one SKU', () => {
  test('fault 10: whose last piece two orders want at once goes to one of them', async () => {
    const sku = fresh('last');
    await shop.stock({ [sku]: 1 });
    const rivals = [orderOf(sku), orderOf(sku)];
    await shop.send(...rivals);
    const ended = await shop.allEnded(rivals);
    expect(ended.map(({ types }) => types).sort((a, b) => b.length - a.length)).toEqual([HAPPY, OUT_OF_STOCK]);
    const loser = ended.find(({ state }) => state.status === 'CANCELLED')!;
    expect(loser.events[2]!.event.data).toEqual({ lines: [{ sku, quantity: 1 }] });
    expect((await shop.row(loser.orderId)).row)
      .toMatchObject({ status: 'CANCELLED', reason: 'OUT_OF_STOCK', shortages: [{ sku, quantity: 1 }] });
    expect(await shop.charge(loser.orderId)).toBeUndefined();
    expect(await shop.level(sku)).toEqual({ sku, onHand: 1, available: 0, reserved: 0, sold: 1 });
  });

  test('that forty orders want at once is sold as often as there is of it', async () => {
    const sku = fresh('hot');
    await shop.stock({ [sku]: 25 });
    const orders = Array.from({ length: 40 }, () => orderOf(sku));
    await shop.send(...orders);
    const ended = await shop.allEnded(orders);
    expect(ended.filter(({ state }) => state.status === 'CONFIRMED')).toHaveLength(25);
    expect(await shop.level(sku)).toEqual({ sku, onHand: 25, available: 0, reserved: 0, sold: 25 });
  });

  test('of which there is no stock on record is out of stock', async () => {
    expect((await shop.take(orderOf(fresh('nowhere')))).types).toEqual(OUT_OF_STOCK);
  });

  test('fault 23: in several lines of an order counts once, with its sum', async () => {
    const sku = fresh('merged');
    await shop.stock({ [sku]: 5 });
    const order = orderOf(sku);
    const lines = [{ sku, quantity: 2, unitPrice: 100 }, { sku, quantity: 3, unitPrice: 90 }];
    const { state } = await shop.take({ ...order, lines });
    expect(state).toMatchObject({ status: 'CONFIRMED', total: 470 });
    expect(await shop.level(sku)).toMatchObject({ available: 0, sold: 5 });
    expect((await shop.take(orderOf(sku))).types).toEqual(OUT_OF_STOCK);
  });

  test('fault 9: under contention is tried again, and held once', async () => {
    const sku = fresh('contended');
    await shop.stock({ [sku]: 10 });
    const order = orderOf(sku, { quantity: 4 });
    await shop.place(order);
    await walk(order.orderId, SagaStep.VALIDATE);
    let met = 0;
    await withFault({
      before: (_, command) => {
        if (command === TRANSACTION && ++met <= 3) throw contention();
      },
    }, () => step(SagaStep.RESERVE, order.orderId));
    expect(met).toBe(4);
    expect(await shop.level(sku)).toMatchObject({ available: 6, reserved: 4 });
    expect((await shop.take(order)).types).toEqual(HAPPY);
  });

  test('fault 9: under endless contention is left to the workflow to try again, with nothing held', async () => {
    const sku = fresh('contended');
    await shop.stock({ [sku]: 10 });
    const order = orderOf(sku);
    await shop.place(order);
    await walk(order.orderId, SagaStep.VALIDATE);
    const reserved = withFault({
      before: (_, command) => {
        if (command === TRANSACTION) throw contention();
      },
    }, () => step(SagaStep.RESERVE, order.orderId));
    await expect(reserved).rejects.toMatchObject({ name: 'TransactionContention' });
    expect(await shop.level(sku)).toMatchObject({ available: 10, reserved: 0 });
    expect((await shop.take(order)).types).toEqual(HAPPY);
  });
});

describe('goods that come in', () => {
  const receive = async (receiptId: string, ...lines: readonly StockLine[]) =>
    shop.world.invoke(shop.world.outputs.StockFunctionName, { receive: { receiptId, lines } });

  test('are added once for each receipt, and never with other lines', async () => {
    const [sku, receiptId] = [fresh('received'), fresh('receipt')];
    const line = { sku, quantity: 2 };
    expect((await receive(receiptId, line, line)).payload).toEqual({ received: true });
    expect((await receive(receiptId, { sku, quantity: 4 })).payload).toEqual({ received: false });
    expect((await receive(receiptId, line)).error).toMatchObject({ errorType: 'ReceiptConflict' });
    expect(await shop.level(sku)).toEqual({ sku, onHand: 4, available: 4, reserved: 0, sold: 0 });
  });
});

describe('fault 23: an order of 250 SKUs', () => {
  test('is held, charged and sold whole', async () => {
    const { skus, levels, lines } = manySkus(250, 3);
    await shop.stock(levels);
    const again = { sku: skus[0]!, quantity: 1, unitPrice: 5 };
    const { types, events, state } = await shop.take({ ...orderOf(''), lines: [...lines, again] });
    expect(types).toEqual(HAPPY_LARGE);
    expect(state.total).toBe(255);
    expect(events[2]!.event.data)
      .toEqual({ lines: skus.map((sku, index) => ({ sku, quantity: index === 0 ? 2 : 1 })) });
    expect(await shop.sold(skus[0]!, 2)).toEqual({ sku: skus[0], onHand: 3, available: 1, reserved: 0, sold: 2 });
    await expectSold(skus.slice(1), 3);
  });

  test('whose last SKUs are out of stock is cancelled whole, and names what was short', async () => {
    const { skus, levels, lines } = manySkus(250, 1);
    const [short, gone] = [skus[248]!, skus[249]!];
    await shop.stock({ ...levels, [short]: 0, [gone]: 0 });
    const { types, events } = await shop.take({ ...orderOf(''), lines });
    expect(types).toEqual(OUT_OF_STOCK);
    expect(events[2]!.event.data).toEqual({ lines: [{ sku: short, quantity: 1 }, { sku: gone, quantity: 1 }] });
    await expectUntouched(skus.slice(0, 248), 1);
  });

  test('whose reservation is interrupted goes on where it stopped', async () => {
    const { skus, levels, lines } = manySkus(250, 3);
    await shop.stock(levels);
    const order: Order = { ...orderOf(''), lines };
    await shop.place(order);
    await walk(order.orderId, SagaStep.VALIDATE);
    const transactions = { sent: 0 };
    const interrupted = withFault({
      before: (_, command) => {
        if (command === TRANSACTION && ++transactions.sent === 3) throw new LostAnswer();
      },
    }, () => step(SagaStep.RESERVE, order.orderId));
    await expect(interrupted).rejects.toMatchObject({ name: 'LostAnswer' });
    transactions.sent = 0;
    await withFault({
      before: (_, command) => {
        if (command === TRANSACTION) transactions.sent++;
      },
    }, () => step(SagaStep.RESERVE, order.orderId));
    expect(transactions.sent).toBe(1);
    expect((await shop.take(order)).types).toEqual(HAPPY_LARGE);
    await expectSold([skus[0]!, skus[98]!, skus[249]!], 3);
  });

  test('reserved by twins at once is held once', async () => {
    const { skus, levels, lines } = manySkus(250, 10);
    await shop.stock(levels);
    const order: Order = { ...orderOf(''), lines };
    await shop.place(order);
    await walk(order.orderId, SagaStep.VALIDATE);
    await Promise.allSettled([1, 2, 3].map(() => step(SagaStep.RESERVE, order.orderId)));
    expect((await shop.take(order)).types).toEqual(HAPPY_LARGE);
    await expectSold([skus[0]!, skus[98]!, skus[249]!], 10);
  });
});

describe('a step that was thought dead and wakes up', () => {
  /**
   * Holds up the reservation before one of its transactions, lets the pipeline bring the order to its end, and lets the
   * reservation go on.
   */
  async function wakeUpLate(order: Order, transaction: number, meanwhile?: () => Promise<unknown>) {
    await shop.place(order);
    await walk(order.orderId, SagaStep.VALIDATE);
    let wake!: () => void;
    const awake = new Promise<void>(resolve => { wake = resolve; });
    let asleep!: () => void;
    const sleeping = new Promise<void>(resolve => { asleep = resolve; });
    let made = 0;
    const late = withFault({
      before: async (_, command) => {
        if (command !== TRANSACTION || ++made !== transaction) return;
        asleep();
        await awake;
      },
    }, () => step(SagaStep.RESERVE, order.orderId).catch(() => undefined));
    await sleeping;
    await meanwhile?.();
    const ended = await shop.take(order);
    await shop.execution(order.orderId);
    wake();
    await late;
    expect((await shop.look(order.orderId)).events).toEqual(ended.events);
    return ended;
  }

  test('holds nothing of a small order that was confirmed without it', async () => {
    const sku = fresh('late');
    await shop.stock({ [sku]: 5 });
    expect((await wakeUpLate(orderOf(sku), 1)).types).toEqual(HAPPY);
    expect(await shop.level(sku)).toEqual({ sku, onHand: 5, available: 4, reserved: 0, sold: 1 });
  });

  describe.each([1, 2, 3])('before transaction %i of a large order', transaction => {
    let edges: string[];
    let order: Order;
    const prepare = async (method?: string) => {
      const { skus, levels, lines } = manySkus(200, 5);
      await shop.stock(levels);
      edges = [skus[0]!, skus[98]!, skus[199]!];
      order = { ...orderOf('', { method }), lines };
    };

    test('holds nothing if the order was confirmed without it', async () => {
      await prepare();
      expect((await wakeUpLate(order, transaction)).types).toEqual(HAPPY_LARGE);
      await expectSold(edges, 5);
    });

    test('holds nothing if the payment was declined without it', async () => {
      await prepare('test-decline');
      expect((await wakeUpLate(order, transaction)).state.status).toBe('CANCELLED');
      await expectUntouched(edges, 5);
    });

    test('holds nothing if the customer cancelled meanwhile', async () => {
      await prepare();
      const cancel = () => shop.command(order.orderId, { type: 'RequestCancellation', by: 'customer' });
      const { types } = await wakeUpLate(order, transaction, cancel);
      expect(types).toEqual(['OrderPlaced', 'OrderValidated', 'CancellationRequested', 'OrderCancelled']);
      await expectUntouched(edges, 5);
    });
  });
});
