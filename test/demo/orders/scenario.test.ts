import { createHash } from 'node:crypto';
import { sampleOrders } from '../../../demo/orders/sample-orders';
import { parseRatio, stockFor, withDeclines } from '../../../demo/orders/scenario';
import type { Order } from '../../../lambda/domain/order/order';
import { parseOrder } from '../../../lambda/domain/order/validation';

const order = (orderId: string, ...lines: Array<[string, number]>): Order => ({
  orderId,
  customer: {},
  currency: 'GBP',
  payment: { method: 'card' },
  lines: lines.map(([sku, quantity]) => ({ sku, quantity, unitPrice: 1 })),
});

describe('stock', () => {
  test('is a share of the demand of all orders, rounded down', () => {
    const orders = [order('1', ['A', 7], ['B', 3]), order('2', ['A', 4], ['C', 1])];
    expect(stockFor(orders, parseRatio('0.9')!))
      .toEqual([{ sku: 'A', quantity: 9 }, { sku: 'B', quantity: 2 }, { sku: 'C', quantity: 0 }]);
  });

  test.each([
    ['0.1', 30, 3], ['0.7', 10, 7], ['0.29', 100, 29], ['0.57', 100, 57], ['1.1', 10, 11],
    ['0.9', 1_000_000_000, 900_000_000], ['.5', 3, 1], ['0', 5, 0], ['2', 5, 10],
    ['100', 100_000_000, 1_000_000_000],
  ])('%s of %d is %d, whatever a double makes of it', (factor, demand, expected) => {
    expect(stockFor([order('1', ['A', demand])], parseRatio(factor)!)).toEqual([{ sku: 'A', quantity: expected }]);
  });

  test('is not needed for lines that cannot be accepted', () => {
    const odd = order('1', ['A', -5], ['B', 0], ['C', 1.5], ['', 1], ['x'.repeat(101), 1], ['D', 2]);
    expect(stockFor([odd], parseRatio('1')!)).toEqual([{ sku: 'D', quantity: 2 }]);
  });

  test.each(['', '-1', '1e3', 'x', '1.', '0x10', '1,5', ' 1'])('a factor of %p is none', text => {
    expect(parseRatio(text)).toBeUndefined();
  });
});

describe('declines', () => {
  const orders = Array.from({ length: 10_000 }, (_, index) => order(`order-${index}`));
  const declined = (rate: number, from = orders) => withDeclines(from, rate)
    .filter(({ payment }) => payment.method === 'test-decline').map(({ orderId }) => orderId);

  test('meet about the given share of the orders', () => {
    expect(declined(0)).toEqual([]);
    expect(declined(1)).toHaveLength(orders.length);
    expect(declined(0.03).length).toBeGreaterThan(250);
    expect(declined(0.03).length).toBeLessThan(350);
  });

  test('depend on the id alone', () => {
    expect(declined(0.03, orders.slice(5_000).reverse()).sort())
      .toEqual(declined(0.03).filter(id => Number(id.slice(6)) >= 5_000).sort());
    expect(declined(0.03).every(id => declined(0.1).includes(id))).toBe(true);
  });
});

describe('the sample', () => {
  const orders = sampleOrders();

  test('is the same each time', () => {
    expect(sampleOrders()).toEqual(orders);
    const hash = createHash('sha256').update(JSON.stringify(orders)).digest('hex');
    expect(hash).toBe('c6b12f66a7da388293536d37ac66568086628dae6c90e427a7e43e6f5c61937b');
    expect(sampleOrders(300, 7)).not.toEqual(orders);
  });

  test('has something of everything', () => {
    const readings = orders.map(parseOrder);
    const codes = readings.flatMap(reading => (reading.kind === 'acceptable' ? [] : [reading.problems[0]!.code]));
    expect(orders).toHaveLength(300);
    expect(new Set(orders.map(({ orderId }) => orderId)).size).toBe(300);
    expect(readings.some(({ kind }) => kind === 'unreadable')).toBe(false);
    expect(new Set(codes)).toEqual(new Set(['QUANTITY_NOT_POSITIVE', 'PRICE_NEGATIVE', 'PRICE_NOT_WHOLE']));
    expect(readings[49]!.kind).toBe('unacceptable'); // sent by the REST API, as every tenth
    expect(orders.some(({ customer }) => customer.email === undefined)).toBe(true);
    expect(orders.some(({ lines }) => lines.some(({ unitPrice }) => unitPrice === 0))).toBe(true);
    expect(orders.some(({ lines }) => lines.length > new Set(lines.map(({ sku }) => sku)).size)).toBe(true);
    expect(Math.max(...orders.map(({ lines }) => new Set(lines.map(({ sku }) => sku)).size))).toBe(120);
  });
});
