/** Fault 21: an execution runs twice, as Step Functions allows for Express, or a second one is started beside it. */
import type { Order } from '../../../../lambda/domain/order/order';
import { SimulatedMethod } from '../../../../src/contract/payment';
import { anOrder } from '../../../support/given/orders';
import { ACTIONS, run } from '../../../support/world/workflow';
import { newWorld, world } from '../../../support/world/world';

interface Course {
  readonly order: Order;
  readonly stock: Readonly<Record<string, number>>;
  readonly types: readonly string[];
  /** Of each SKU, whatever happened to it. */
  readonly counters: Readonly<Record<string, number>>;
  readonly charges: number;
}

const lines = [{ sku: 'MUG', quantity: 2, unitPrice: 1250 }];
const RESERVED = ['OrderPlaced', 'OrderValidated', 'StockReserved', 'PaymentRequested'];

const COURSES: readonly [string, Course][] = [
  ['is confirmed', {
    order: anOrder({ lines }),
    stock: { MUG: 10 },
    types: [...RESERVED, 'PaymentCaptured', 'OrderConfirmed'],
    counters: { onHand: 10, available: 8, reserved: 0, sold: 2 },
    charges: 1,
  }],
  ['is declined', {
    order: anOrder({ lines, payment: { method: SimulatedMethod.DECLINES } }),
    stock: { MUG: 10 },
    types: [...RESERVED, 'PaymentDeclined', 'StockReleased', 'OrderCancelled'],
    counters: { onHand: 10, available: 10, reserved: 0, sold: 0 },
    charges: 1,
  }],
  ['is out of stock', {
    order: anOrder({ lines }),
    stock: { MUG: 1 },
    types: ['OrderPlaced', 'OrderValidated', 'StockReservationFailed', 'OrderCancelled'],
    counters: { onHand: 1, available: 1, reserved: 0, sold: 0 },
    charges: 0,
  }],
];

async function expectOne({ order, types, counters, charges }: Course): Promise<void> {
  const { history } = await world.orders.loadOrder(order.orderId);
  expect(history.events.map(({ event }) => event.type)).toEqual(types);
  expect(world.stock.counters.get('MUG')).toEqual(counters);
  expect([...world.gateway.ledger.values()].reduce((sum, entry) => sum + entry.charges, 0)).toBe(charges);
}

describe.each(COURSES)('fault 21: an order that %s', (_, course) => {
  const { order, stock, types } = course;
  beforeEach(async () => {
    newWorld(stock);
    await ACTIONS.place(order);
  });

  test('by two executions at once: each event, charge and move of stock is there once', async () => {
    await Promise.all([run(order, 'x'), run(order, 'x')]);
    await expectOne(course);
  });

  test.each(types.slice(1).map((type, at) => [type, at] as const))(
    'by another execution from start to end, just before the first appends %s', async (_type, at) => {
      const rival = jest.fn(async () => run(order, 'x'));
      world.log.faults = [...Array<undefined>(at), { kind: 'race', rival }];
      await run(order, 'x');
      expect(rival).toHaveBeenCalledTimes(1);
      await expectOne(course);
    },
  );

  test('and is run again after its end', async () => {
    await run(order, 'x');
    await run(order, 'x');
    await expectOne(course);
  });
});
