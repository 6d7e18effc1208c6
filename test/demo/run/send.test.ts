import { batchesOf } from '../../../demo/run/send';
import type { Order } from '../../../lambda/domain/order/order';
import { MAX_ORDER_BYTES } from '../../../src/contract/intake';

const order = (orderId: string, size = 0): Order => ({
  orderId,
  customer: { name: 'é'.repeat(size / 2) },
  currency: 'GBP',
  lines: [{ sku: 'A', quantity: 1, unitPrice: 1 }],
  payment: { method: 'card' },
});
const ids = (orders: Order[]) => batchesOf(orders).map(batch => batch.map(({ orderId }) => orderId).join(''));

test('a batch holds ten orders', () => {
  expect(ids([])).toEqual([]);
  expect(ids([...'abcdefghijklmnopqrstuvw'].map(id => order(id)))).toEqual(['abcdefghij', 'klmnopqrst', 'uvw']);
});

test('a batch stays within 256 KiB, counted in bytes; an order that is larger goes alone', () => {
  const large = ['a', 'b', 'c'].map(id => order(id, 100_000));
  const batches = batchesOf([...large, order('d', 300_000), order('e')]);
  expect(batches.map(batch => batch.map(({ orderId }) => orderId).join(''))).toEqual(['ab', 'c', 'd', 'e']);
  for (const batch of batches.filter(({ length }) => length > 1)) {
    expect(batch.reduce((sum, { body }) => sum + Buffer.byteLength(body), 0)).toBeLessThanOrEqual(MAX_ORDER_BYTES);
  }
});
