/** A process that dies between any two of its calls, and processes that are killed in the middle of the traffic. */
import type { Order } from '../../../lambda/domain/order/order';
import { SagaStep, type SagaStepName } from '../../../src/contract/saga';
import { HAPPY, HAPPY_LARGE, DECLINED, fresh, manySkus, orderOf } from '../support/samples';
import { type Placed, shop } from '../support/shop';
import { type Fault, stepClient, walk, withFault } from '../support/steps';

const PAID: SagaStepName[] = [SagaStep.VALIDATE, SagaStep.RESERVE, SagaStep.PAY];
const FORWARD: SagaStepName[] = [...PAID, SagaStep.CONFIRM];
const DECLINING: SagaStepName[] = [...PAID, SagaStep.RELEASE, SagaStep.CANCEL];

interface Way {
  readonly order: () => Order;
  /** The steps on this way, in the order in which the workflow takes them. */
  readonly steps: readonly SagaStepName[];
  /** Asked for by the customer once the steps before this one are done. */
  readonly cancelBefore?: SagaStepName;
}

/** Places an order and takes its steps; the fault strikes from the placing on. */
async function go({ steps, cancelBefore }: Way, order: Order): Promise<void> {
  await shop.place(order, shop.ordersBy(stepClient()));
  for (const name of steps) {
    if (name === cancelBefore) await shop.command(order.orderId, { type: 'RequestCancellation', by: 'customer' });
    await walk(order.orderId, name);
  }
}

/**
 * Does some work in a process that is gone from this call on: the call never returns, and nothing follows it. True if
 * it came to that.
 */
function crashes(at: number, when: 'before' | 'after', work: () => Promise<unknown>): Promise<boolean> {
  return new Promise((resolve, reject) => {
    const dieIf = (now: boolean) => {
      if (!now) return undefined;
      resolve(true);
      return new Promise<void>(() => undefined);
    };
    const fault: Fault = {
      before: call => dieIf(when === 'before' ? call >= at : call > at),
      after: call => dieIf(when === 'after' && call >= at),
    };
    withFault(fault, work).then(() => resolve(false), reject);
  });
}

/**
 * Lets one order after the other crash at each of its calls, before it is made and before its answer arrives, and hands
 * them all to the deployed pipeline, which has to bring each to its end.
 */
async function crashEverywhere(way: Way): Promise<Placed[]> {
  const stranded: Order[] = [];
  for (const when of ['before', 'after'] as const) {
    for (let call = 1, crashed = true; crashed; call++) {
      const order = way.order();
      crashed = await crashes(call, when, () => go(way, order));
      stranded.push(order);
    }
  }
  expect(stranded.length).toBeGreaterThan(2 * way.steps.length); // a crash for each step at the least
  await shop.send(...stranded);
  return shop.allEnded(stranded);
}

/** The SKUs at the ends of the first transaction and of the order. */
const edgesOf = (skus: readonly string[]) => [skus[0]!, skus[97]!, skus[98]!, skus.at(-1)!];

describe('fault 35: a crash before or after any call of the database', () => {
  const plenty = fresh('plenty');
  beforeAll(() => shop.stock({ [plenty]: 1_000 }));

  test('on the way to a confirmed order', async () => {
    const ended = await crashEverywhere({ order: () => orderOf(plenty), steps: FORWARD });
    for (const { types } of ended) expect(types).toEqual(HAPPY);
    expect(await shop.level(plenty)).toMatchObject({ reserved: 0, sold: ended.length });
  });

  test('on the way back after a declined payment', async () => {
    const sku = fresh('declined');
    await shop.stock({ [sku]: 100 });
    const ended = await crashEverywhere({ order: () => orderOf(sku, { method: 'test-decline' }), steps: DECLINING });
    for (const { types } of ended) expect(types).toEqual(DECLINED);
    expect(await shop.level(sku)).toEqual({ sku, onHand: 100, available: 100, reserved: 0, sold: 0 });
  });

  test('on the way back after a cancellation of a paid order', async () => {
    const sku = fresh('cancelled');
    await shop.stock({ [sku]: 500 });
    const refunded = ['CancellationRequested', 'RefundRequested', 'PaymentRefunded', 'StockReleased', 'OrderCancelled'];
    const events = [...HAPPY.slice(0, 5), ...refunded];
    const way: Way = {
      order: () => orderOf(sku),
      steps: [...PAID, SagaStep.REFUND, SagaStep.RELEASE, SagaStep.CANCEL],
      cancelBefore: SagaStep.REFUND,
    };
    const ended = await crashEverywhere(way);
    // An order that crashed before the customer asked is confirmed; the others have been refunded.
    const cancelled = ended.filter(({ state }) => state.status === 'CANCELLED');
    for (const { types, orderId } of cancelled) {
      expect(types).toEqual(events);
      expect(await shop.charge(orderId)).toMatchObject({ outcome: 'succeeded', refunded: 250, charges: 1 });
    }
    for (const { types } of ended.filter(one => !cancelled.includes(one))) expect(types).toEqual(HAPPY);
    expect(cancelled.length).toBeGreaterThan(6);
    expect(await shop.level(sku)).toMatchObject({ reserved: 0, sold: ended.length - cancelled.length });
  });

  test('of an order that takes three transactions to reserve and three to sell', async () => {
    const { skus, levels, lines } = manySkus(200, 1_000);
    await shop.stock(levels);
    const ended = await crashEverywhere({ order: () => ({ ...orderOf(''), lines }), steps: FORWARD });
    for (const { types } of ended) expect(types).toEqual(HAPPY_LARGE);
    for (const sku of edgesOf(skus)) {
      expect(await shop.sold(sku, ended.length)).toMatchObject({ reserved: 0, sold: ended.length });
    }
  });

  test('of an order whose last transaction finds too little', async () => {
    const { skus, levels, lines } = manySkus(197, 2);
    await shop.stock({ ...levels, [skus[196]!]: 0 });
    const events = ['OrderPlaced', 'OrderValidated', 'StockReservationFailed', 'OrderCancelled'];
    const order = () => ({ ...orderOf(''), lines });
    const ended = await crashEverywhere({ order, steps: [SagaStep.VALIDATE, SagaStep.RESERVE, SagaStep.CANCEL] });
    for (const { types } of ended) expect(types).toEqual(events);
    for (const sku of edgesOf(skus.slice(0, -1))) {
      expect(await shop.level(sku)).toEqual({ sku, onHand: 2, available: 2, reserved: 0, sold: 0 });
    }
  });

  test('of a large order on its way back', async () => {
    const { skus, levels, lines } = manySkus(100, 30);
    await shop.stock(levels);
    const order = () => ({ ...orderOf('', { method: 'test-decline' }), lines });
    const ended = await crashEverywhere({ order, steps: DECLINING });
    for (const { types } of ended) expect(types).toEqual(DECLINED);
    for (const sku of edgesOf(skus)) {
      expect(await shop.level(sku)).toEqual({ sku, onHand: 30, available: 30, reserved: 0, sold: 0 });
    }
  });
});

test('function processes killed again and again while sixty orders flow: each order ends, once', async () => {
  const sku = fresh('killed');
  await shop.stock({ [sku]: 40 });
  const { OrderQueueUrl } = shop.world.outputs;
  await shop.world.retryAfter(OrderQueueUrl, 5);
  try {
    const methods = ['card', 'card', 'test-decline', 'test-late'];
    const orders = Array.from({ length: 60 }, (_, n) => orderOf(sku, { method: methods[n % 4] }));
    await shop.send(...orders);
    let killed = 0;
    for (let round = 0; round < 8; round++) {
      await new Promise(resolve => setTimeout(resolve, 250));
      // The notifier is spared: it may send a mail twice, which is better than none and tested apart.
      killed += shop.world.killWorkers('Notifier');
    }
    expect(killed).toBeGreaterThan(8);
    const ended = await shop.allEnded(orders);
    const confirmed = ended.filter(({ state }) => state.status === 'CONFIRMED');
    const sold = confirmed.length;
    expect(await shop.level(sku)).toEqual({ sku, onHand: 40, available: 40 - sold, reserved: 0, sold });
    for (const { state, types } of ended) {
      expect(types.filter(type => type === 'OrderConfirmed' || type === 'OrderCancelled')).toHaveLength(1);
      expect(state.held).toBeUndefined();
    }
    for (const { orderId, version } of ended) await shop.row(orderId, version);
  } finally {
    await shop.world.retryAfter(OrderQueueUrl, 180);
  }
});
