/** What the stock comes to under the faults of many orders, cancellations and crashes: over the whole saga. */
import type { Order } from '../../../../lambda/domain/order/order';
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
    'PaymentRequested', 'CancellationRequested', 'PaymentCaptured', 'PaymentRefunded', 'StockReleased',
    'OrderCancelled',
  ]);
  for (const counters of world.stock.counters.values()) {
    expect(counters).toEqual({ onHand: 1, available: 1, reserved: 0, sold: 0 });
  }
});

describe('fault 35: a crash at any append, and the workflow run again', () => {
  const APPENDS = [0, 1, 2, 3, 4];
  test.each(APPENDS.flatMap(at => (['crash', 'crash after'] as const).map(kind => [kind, at] as const)))(
    '%s %d: each piece is sold once', async (kind, at) => {
      newWorld(levels(250, 1));
      const crashed = order('A', 250);
      await place(crashed);
      world.log.faults = [...Array<undefined>(at), { kind }];
      await run(crashed, 'x');
      await run(crashed, 'y');
      expect((await stateOf(crashed)).status).toBe('CONFIRMED');
      for (const counters of world.stock.counters.values()) {
        expect(counters).toEqual({ onHand: 1, available: 0, reserved: 0, sold: 1 });
      }
    },
  );
});
