/** What the stock comes to under the faults of many orders, cancellations and crashes: over the whole saga. */
import type { Order } from '../../../../lambda/domain/order/order';
import { isSettled } from '../../../../lambda/domain/state/settled';
import { anOrder } from '../../../support/given/orders';
import { ACTIONS, run } from '../../../support/world/workflow';
import { newWorld, world } from '../../../support/world/world';

const order = (orderId: string, skus = 1): Order =>
  anOrder({ orderId, lines: Array.from({ length: skus }, (_, n) => ({ sku: `S-${n}`, quantity: 1, unitPrice: 100 })) });

const levels = (skus: number, quantity: number) =>
  Object.fromEntries(Array.from({ length: skus }, (_, n) => [`S-${n}`, quantity]));

const stateOf = async ({ orderId }: Order) => (await world.orders.loadOrder(orderId)).state;
const typesOf = async ({ orderId }: Order) =>
  (await world.orders.loadOrder(orderId)).history.events.map(({ event }) => event.type);

async function place(...orders: readonly Order[]): Promise<void> {
  for (const one of orders) await ACTIONS.place(one);
}

test.each([1, 250])('fault 10: the last piece of %d SKUs, bought twice at once, goes to one order', async skus => {
  newWorld(levels(skus, 1));
  const orders = [order('A', skus), order('B', skus)];
  await place(...orders);
  await Promise.all(orders.map(one => run(one, 'x')));
  const statuses = (await Promise.all(orders.map(stateOf))).map(({ status }) => status).sort();
  expect(statuses).toEqual(['CANCELLED', 'CONFIRMED']);
  for (const counters of world.stock.counters.values()) {
    expect(counters).toEqual({ onHand: 1, available: 0, reserved: 0, sold: 1 });
  }
});

test.each([1, 250])('fault 34: an order of %d SKUs that is out of stock is never charged', async skus => {
  newWorld({ ...levels(skus, 1), [`S-${skus - 1}`]: 0 });
  const short = order('A', skus);
  await place(short);
  await run(short, 'x');
  expect(await typesOf(short)).toEqual(['OrderPlaced', 'OrderValidated', 'StockReservationFailed', 'OrderCancelled']);
  expect(world.gateway.ledger.size).toBe(0);
});

test.each([1, 250])('fault 31: an order of %d SKUs, cancelled while it is paid, releases each once', async skus => {
  newWorld(levels(skus, 1));
  const regretted = order('A', skus);
  await place(regretted);
  await ACTIONS.validate(regretted);
  await ACTIONS.reserve(regretted);
  world.log.faults = [undefined, {
    kind: 'race',
    rival: async () => void await ACTIONS.requestCancellation(regretted),
  }];
  await run(regretted, 'x');
  await run(regretted, 'y');
  expect((await typesOf(regretted)).slice(3)).toEqual([
    'PaymentRequested', 'CancellationRequested', 'PaymentCaptured', 'RefundRequested', 'PaymentRefunded',
    'StockReleased', 'OrderCancelled',
  ]);
  for (const counters of world.stock.counters.values()) {
    expect(counters).toEqual({ onHand: 1, available: 1, reserved: 0, sold: 0 });
  }
});

describe('fault 35: a crash at any append, and the workflow run again', () => {
  const APPENDS = [0, 1, 2, 3, 4, 5];
  test.each(APPENDS.flatMap(at => (['crash', 'crash after'] as const).map(kind => [kind, at] as const)))(
    '%s %d: each piece is sold once', async (kind, at) => {
      newWorld(levels(250, 1));
      const crashed = order('A', 250);
      await place(crashed);
      world.log.faults = [...Array<undefined>(at), { kind }];
      await run(crashed, 'x');
      await run(crashed, 'y');
      const types = (await typesOf(crashed)).filter(type => type !== 'OrderParked');
      expect(types.slice(-2)).toEqual(['OrderConfirmed', 'StockSold']);
      for (const counters of world.stock.counters.values()) {
        expect(counters).toEqual({ onHand: 1, available: 0, reserved: 0, sold: 1 });
      }
    },
  );
});

describe('fault 12: an order of 250 SKUs whose stock cannot be sold for long', () => {
  const large = order('A', 250);
  const soldOf = () => [...world.stock.counters.values()].filter(({ sold }) => sold === 1).length;
  /** Lets the changes of the stock fail from the nth on. */
  const failFrom = (nth: number) => {
    const change = world.stock.change.bind(world.stock);
    let calls = 0;
    return jest.spyOn(world.stock, 'change').mockImplementation(async changes => {
      if (++calls >= nth) throw new Error('DynamoDB is down');
      return change(changes);
    });
  };

  beforeEach(async () => {
    newWorld(levels(250, 1));
    await place(large);
    for (const step of ['validate', 'reserve', 'pay'] as const) await ACTIONS[step](large);
  });

  test('is confirmed, parked in each run, and settled once it can be sold', async () => {
    for (const [execution, nth] of [['x', 2], ['y', 1]] as const) {
      const failing = failFrom(nth);
      await run(large, execution);
      failing.mockRestore();
      expect(await stateOf(large)).toMatchObject({ status: 'CONFIRMED', parked: { step: 'ConfirmOrder' } });
      expect(soldOf()).toBe(98);
    }
    await run(large, 'z');
    expect((await typesOf(large)).slice(-4)).toEqual(['OrderConfirmed', 'OrderParked', 'OrderParked', 'StockSold']);
    expect(isSettled(await stateOf(large))).toBe(true);
    expect(soldOf()).toBe(250);
  });

  test('is not released, whoever asks for it', async () => {
    const failing = failFrom(2);
    await run(large, 'x');
    failing.mockRestore();
    await expect(ACTIONS.release(large)).rejects.toMatchObject({ name: 'CommandRefused' });
    expect([...world.stock.counters.values()].some(({ available }) => available > 0)).toBe(false);
  });

  test('is not cancelled before all of it is released', async () => {
    await ACTIONS.requestCancellation(large);
    const failing = failFrom(2);
    await run(large, 'x');
    failing.mockRestore();
    expect((await typesOf(large)).slice(-2)).toEqual(['PaymentRefunded', 'OrderParked']);
    await expect(ACTIONS.cancel(large)).rejects.toMatchObject({ name: 'CommandRefused' });
    await run(large, 'y');
    expect((await typesOf(large)).slice(-2)).toEqual(['StockReleased', 'OrderCancelled']);
    for (const counters of world.stock.counters.values()) {
      expect(counters).toEqual({ onHand: 1, available: 1, reserved: 0, sold: 0 });
    }
  });
});

test('fault 23: the release of an order that goes on does not touch its unfinished reservation', async () => {
  newWorld(levels(250, 1));
  const large = order('A', 250);
  await place(large);
  await ACTIONS.validate(large);
  world.log.faults = [{ kind: 'crash' }]; // all but the last part is held
  await expect(ACTIONS.reserve(large)).rejects.toThrow();
  await ACTIONS.release(large);
  await run(large, 'x');
  expect((await stateOf(large)).status).toBe('CONFIRMED');
});
