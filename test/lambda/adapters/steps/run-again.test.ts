/**
 * The workflow of an order runs more than once: two executions at the same time, or a second one after a crash. Each
 * event, charge and move of stock is there once.
 */
import type { Order } from '../../../../lambda/domain/order/order';
import { SimulatedMethod } from '../../../../src/contract/payment/payment';
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
    charges: 0,
  }],
  ['is out of stock', {
    order: anOrder({ lines }),
    stock: { MUG: 1 },
    types: ['OrderPlaced', 'OrderValidated', 'StockReservationFailed', 'OrderCancelled'],
    counters: { onHand: 1, available: 1, reserved: 0, sold: 0 },
    charges: 0,
  }],
];

/** What a crash adds to the events, until the order runs again. */
const PARKED: readonly string[] = ['OrderParked', 'PaymentOutcomeUnknown'];

async function expectOne({ order, types, counters, charges }: Course, besides: readonly string[] = []): Promise<void> {
  const { history } = await world.orders.loadOrder(order.orderId);
  const found = history.events.map(({ event }) => event.type);
  expect(found.filter(type => !besides.includes(type))).toEqual(types);
  expect(world.stock.counters.get('MUG')).toEqual(counters);
  expect([...world.gateway.ledger.values()].reduce((sum, entry) => sum + entry.charges, 0)).toBe(charges);
}

describe.each(COURSES)('an order that %s', (_, course) => {
  const { order, stock, types } = course;
  const appends = types.slice(1).map((type, at) => [type, at] as const);
  beforeEach(async () => {
    newWorld(stock);
    await ACTIONS.place(order);
  });

  test('fault 21: by two executions at once', async () => {
    await Promise.all([run(order, 'x'), run(order, 'x')]);
    await expectOne(course);
  });

  test.each(appends)(
    'fault 21: by another execution from start to end, just before the first appends %s', async (_type, at) => {
      const rival = jest.fn(async () => void await run(order, 'x'));
      world.log.faults = [...Array<undefined>(at), { kind: 'race', rival }];
      await run(order, 'x');
      expect(rival).toHaveBeenCalledTimes(1);
      await expectOne(course);
    },
  );

  // Just before PaymentCaptured is fault 4: the function stops after the charge.
  test.each(appends)('faults 4 and 35: after a crash just before it appends %s', async (_type, at) => {
    world.log.faults = [...Array<undefined>(at), { kind: 'crash' }];
    await run(order, 'x');
    await run(order, 'y');
    expect(world.log.faults).toEqual([]);
    await expectOne(course, PARKED);
  });

  test.each(appends)('fault 35: after a crash just after it has appended %s', async (_type, at) => {
    world.log.faults = [...Array<undefined>(at), { kind: 'crash after' }];
    await run(order, 'x');
    await run(order, 'y');
    expect(world.log.faults).toEqual([]);
    await expectOne(course, PARKED);
  });

  test('fault 21: and is run again after its end', async () => {
    await run(order, 'x');
    await run(order, 'x');
    await expectOne(course);
  });
});
