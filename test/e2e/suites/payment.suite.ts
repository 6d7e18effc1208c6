/** Money: charged once or not at all, given back when the order does not come about, and never guessed about. */
import { DeleteItemCommand } from '@aws-sdk/client-dynamodb';
import { marshall } from '@aws-sdk/util-dynamodb';
import type { Order } from '../../../lambda/domain/order/order';
import { SagaStep, type SagaStepName } from '../../../src/contract/saga';
import { DECLINED, HAPPY, fresh, orderOf } from '../support/samples';
import { shop } from '../support/shop';
import { LostAnswer, step, walk, withFault } from '../support/steps';

const sku = fresh('payment');
const UNKNOWN = [...HAPPY.slice(0, 4), 'PaymentOutcomeUnknown'];
const REFUNDED = ['CancellationRequested', 'RefundRequested', 'PaymentRefunded', 'StockReleased', 'OrderCancelled'];
/** The customer asks while the provider has not answered. */
const REFUNDED_LATE = ['CancellationRequested', 'PaymentCaptured', ...REFUNDED.slice(1)];

beforeAll(() => shop.stock({ [sku]: 1_000 }));

const cancel = (orderId: string) => shop.command(orderId, { type: 'RequestCancellation', by: 'customer' });

/** The provider makes up its mind about a charge. */
async function decideCharge(orderId: string, outcome: 'succeeded' | 'declined'): Promise<void> {
  const charge = (await shop.charge(orderId))!;
  const taken = outcome === 'succeeded' ? charge.amount : 0;
  const decided = { ...charge, outcome, captured: taken, kept: taken, charges: taken > 0 ? 1 : 0 };
  await shop.overwrite(shop.world.outputs.PaymentLedgerTableName, marshall(decided));
}

describe('a payment', () => {
  test('fault 11: that is declined: the stock is released once, whatever is delivered again', async () => {
    const own = fresh('declined');
    await shop.stock({ [own]: 3 });
    const order = orderOf(own, { quantity: 3, method: 'test-decline' });
    expect((await shop.take(order)).types).toEqual(DECLINED);
    const { RELEASE, CANCEL } = SagaStep;
    for (const again of [RELEASE, CANCEL, RELEASE]) await step(again, order.orderId);
    await shop.send(order, order);
    await shop.take(orderOf(sku));
    expect((await shop.look(order.orderId)).types).toEqual(DECLINED);
    expect(await shop.level(own)).toEqual({ sku: own, onHand: 3, available: 3, reserved: 0, sold: 0 });
    expect((await shop.row(order.orderId)).row)
      .toMatchObject({ status: 'CANCELLED', reason: 'PAYMENT_DECLINED', payment: { status: 'DECLINED' } });
  });

  test('whose answer is late is captured once', async () => {
    const order = orderOf(sku, { method: 'test-late' });
    expect((await shop.take(order)).types).toEqual(HAPPY);
    expect(await shop.charge(order.orderId)).toMatchObject({ outcome: 'succeeded', amount: 250, charges: 1 });
  });

  test('fault 5: whose answer is lost on the way is asked for again under its key', async () => {
    const order = orderOf(sku);
    await shop.place(order);
    await walk(order.orderId, SagaStep.VALIDATE, SagaStep.RESERVE);
    const lost = withFault({
      after: (_, command) => {
        if (command === 'PutItemCommand') throw new LostAnswer('the charge was booked, nobody heard of it');
      },
    }, async () => {
      // The first crash is that of recording the request.
      await step(SagaStep.PAY, order.orderId).catch(() => step(SagaStep.PAY, order.orderId));
    });
    await expect(lost).rejects.toThrow(LostAnswer);
    expect((await shop.take(order)).types).toEqual(HAPPY);
    expect(await shop.charge(order.orderId)).toMatchObject({ outcome: 'succeeded', charges: 1 });
  });
});

describe('fault 6: a payment that is never answered', () => {
  async function unknown(): Promise<Order> {
    const order = orderOf(sku, { method: 'test-timeout' });
    await shop.send(order);
    const { types } = await shop.parked(order.orderId);
    expect(types).toEqual(UNKNOWN);
    expect(await shop.execution(order.orderId)).toMatchObject({ status: 'FAILED', error: 'PaymentOutcomeUnknown' });
    return order;
  }

  test('parks the order with its stock; run again it is looked up under the same key, and captured once', async () => {
    const order = await unknown();
    const { orderId } = order;
    expect((await shop.row(orderId)).row)
      .toMatchObject({ status: 'RESERVED', payment: { status: 'UNKNOWN' }, parked: { step: 'TakePayment' } });
    const booked = await shop.charge(orderId);

    // Sent again by its client, it is not due yet. A later order of the queue shows that it was looked at.
    await shop.send(order);
    await shop.take(orderOf(sku));
    expect(await shop.executions(orderId)).toEqual([[orderId, 'FAILED']]);

    // Still no answer: parked again, and nothing was charged anew.
    await shop.rerun(orderId);
    const { types } = await shop.until(orderId, ({ version }) => version > UNKNOWN.length);
    expect(types).toEqual([...UNKNOWN, 'OrderParked']);
    expect(await shop.execution(`${orderId}-run2`)).toMatchObject({ status: 'FAILED', error: 'PaymentOutcomeUnknown' });
    expect(await shop.charge(orderId)).toEqual(booked);

    await decideCharge(orderId, 'succeeded');
    const ended = await shop.rerunToEnd(orderId);
    expect(ended.types).toEqual([...UNKNOWN, 'OrderParked', 'PaymentCaptured', 'OrderConfirmed']);
    expect((await shop.row(orderId)).row).not.toHaveProperty('parked');
    await expect(shop.executions(orderId)).resolves
      .toEqual([[orderId, 'FAILED'], [`${orderId}-run2`, 'FAILED'], [`${orderId}-run3`, 'SUCCEEDED']]);
  });

  test('and then is known as declined ends the order with its stock released', async () => {
    const order = await unknown();
    await decideCharge(order.orderId, 'declined');
    const { types } = await shop.rerunToEnd(order.orderId);
    expect(types).toEqual([...UNKNOWN, 'PaymentDeclined', 'StockReleased', 'OrderCancelled']);
  });

  test('of an order that is cancelled meanwhile is settled first, then refunded', async () => {
    const order = await unknown();
    await cancel(order.orderId);
    await decideCharge(order.orderId, 'succeeded');
    const { types } = await shop.rerunToEnd(order.orderId);
    expect(types).toEqual([...UNKNOWN, ...REFUNDED_LATE]);
    expect(await shop.charge(order.orderId)).toMatchObject({ outcome: 'succeeded', refunded: 250 });
  });
});

describe('fault 41: a payment that was declined and turns out to be captured', () => {
  test('after the order was cancelled: run again, the provider is asked, and the money goes back', async () => {
    const order = orderOf(sku, { method: 'test-decline' });
    const { orderId } = order;
    expect((await shop.take(order)).types).toEqual(DECLINED);
    await decideCharge(orderId, 'succeeded');

    await shop.send(order); // nobody has reason to look
    await shop.take(orderOf(sku));
    expect((await shop.look(orderId)).types).toEqual(DECLINED);

    await shop.rerun(orderId);
    const late = [...DECLINED, 'PaymentCaptured', 'RefundRequested', 'PaymentRefunded'];
    const { state } = await shop.until(orderId, ({ version }) => version === late.length);
    expect((await shop.look(orderId)).types).toEqual(late);
    expect(state).toMatchObject({ status: 'CANCELLED', payments: [{ captured: 250, refunded: 250 }] });
    expect(await shop.charge(orderId)).toMatchObject({ outcome: 'succeeded', refunded: 250 });
    expect((await shop.row(orderId)).row).toMatchObject({ status: 'CANCELLED', payment: { status: 'REFUNDED' } });
  });
});

describe('a cancellation', () => {
  test.each<[string, SagaStepName[], string[]]>([
    ['of an order that was just placed', [], ['OrderPlaced', 'CancellationRequested', 'OrderCancelled']],
    [
      'of an order that holds stock',
      [SagaStep.VALIDATE, SagaStep.RESERVE],
      [...HAPPY.slice(0, 3), 'CancellationRequested', 'StockReleased', 'OrderCancelled'],
    ],
    [
      'of an order that is paid',
      [SagaStep.VALIDATE, SagaStep.RESERVE, SagaStep.PAY],
      [...HAPPY.slice(0, 5), ...REFUNDED],
    ],
  ])('%s gives back what it holds, in reverse', async (_, steps, expected) => {
    const own = fresh('cancelled');
    await shop.stock({ [own]: 2 });
    const order = orderOf(own, { quantity: 2 });
    await shop.place(order);
    await walk(order.orderId, ...steps);
    await cancel(order.orderId);
    expect((await shop.take(order)).types).toEqual(expected);
    expect(await shop.level(own)).toEqual({ sku: own, onHand: 2, available: 2, reserved: 0, sold: 0 });
    if (steps.includes(SagaStep.PAY)) expect(await shop.charge(order.orderId)).toMatchObject({ refunded: 500 });
    else expect(await shop.charge(order.orderId)).toBeUndefined();
    expect((await shop.row(order.orderId)).row)
      .toMatchObject({ status: 'CANCELLED', reason: 'CANCELLATION_REQUESTED' });
  });

  test('fault 31: while the provider is being asked: captured, then refunded', async () => {
    const order = orderOf(sku);
    await shop.place(order);
    await walk(order.orderId, SagaStep.VALIDATE, SagaStep.RESERVE);
    let asked = false;
    const paid = withFault({
      after: async (_, command) => {
        if (command !== 'PutItemCommand' || asked || !await shop.charge(order.orderId)) return;
        asked = true;
        await cancel(order.orderId);
      },
    }, () => step(SagaStep.PAY, order.orderId));
    await expect(paid).rejects.toMatchObject({ name: 'CancellationRequested' });
    expect((await shop.take(order)).types).toEqual([...HAPPY.slice(0, 4), ...REFUNDED_LATE]);
  });

  test('at the very moment of the confirmation: the log decides once, and the loser is told', async () => {
    const orders = Array.from({ length: 12 }, () => orderOf(sku));
    for (const order of orders) {
      await shop.place(order);
      await walk(order.orderId, SagaStep.VALIDATE, SagaStep.RESERVE, SagaStep.PAY);
    }
    const race = (orderId: string) => Promise.allSettled([step(SagaStep.CONFIRM, orderId), cancel(orderId)]);
    const outcomes = await Promise.all(orders.map(({ orderId }) => race(orderId)));
    await shop.send(...orders);
    for (const [index, ended] of (await shop.allEnded(orders)).entries()) {
      const [confirmed, cancelled] = outcomes[index]!;
      if (ended.state.status === 'CONFIRMED') {
        expect(ended.types).toEqual(HAPPY);
        expect([confirmed, cancelled])
          .toMatchObject([{ status: 'fulfilled' }, { reason: { code: 'ALREADY_CONFIRMED' } }]);
      } else {
        expect(ended.types).toEqual([...HAPPY.slice(0, 5), ...REFUNDED]);
        expect([confirmed, cancelled])
          .toMatchObject([{ reason: { name: 'CancellationRequested' } }, { status: 'fulfilled' }]);
      }
    }
  });

  test('of a confirmed order is refused', async () => {
    const { orderId, events } = await shop.take(orderOf(sku));
    await expect(cancel(orderId)).rejects.toMatchObject({ code: 'ALREADY_CONFIRMED' });
    expect((await shop.look(orderId)).events).toEqual(events);
  });

  test('fault 12: whose refund fails parks the order; repaired and run again it is refunded once', async () => {
    const order = orderOf(sku);
    const { orderId } = order;
    await shop.place(order);
    await walk(orderId, SagaStep.VALIDATE, SagaStep.RESERVE, SagaStep.PAY);
    const booked = (await shop.charge(orderId))!;
    const { PaymentLedgerTableName: TableName } = shop.world.outputs;
    await shop.world.dynamodb.send(new DeleteItemCommand({ TableName, Key: { pk: { S: booked.pk } } }));
    await cancel(orderId);
    await shop.send(order);
    const { types, state } = await shop.parked(orderId);
    const refused = ['CancellationRequested', 'RefundRequested', 'RefundFailed', 'OrderParked'];
    expect(types).toEqual([...HAPPY.slice(0, 5), ...refused]);
    expect(state.parked).toEqual({ step: 'RefundPayment', error: 'PaymentRequestRefused' });
    expect(state.held).toEqual([{ sku, quantity: 1 }]);
    expect(await shop.execution(orderId)).toMatchObject({ status: 'FAILED' });

    await shop.overwrite(TableName, marshall(booked));
    const { types: settled } = await shop.rerunToEnd(orderId);
    expect(settled).toEqual([...types, 'RefundRequested', 'PaymentRefunded', 'StockReleased', 'OrderCancelled']);
    expect(await shop.charge(orderId)).toMatchObject({ refunded: 250 });
  });
});
