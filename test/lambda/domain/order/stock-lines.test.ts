import * as fc from 'fast-check';
import { SKUS_PER_TRANSACTION, mergeBySku } from '../../../../lambda/domain/order/stock-lines';
import { MAX_TRANSACTION_ITEMS } from '../../../../lambda/lib/transaction';

test('a transaction has room for the SKUs, the event, and the marker of a large reservation', () => {
  expect(SKUS_PER_TRANSACTION + 2).toBe(MAX_TRANSACTION_ITEMS);
});

test('fault 23: merging by SKU keeps every quantity and the order of the first lines', () => {
  const lines = fc.array(fc.record({
    sku: fc.constantFrom('A', 'B', 'C', '__proto__', 'constructor'),
    quantity: fc.integer({ min: 1, max: 10_000_000 }),
  }));
  fc.assert(fc.property(lines, all => {
    const merged = mergeBySku(all);
    const skus = [...new Set(all.map(({ sku }) => sku))];
    const quantityOf = (sku: string) =>
      all.filter(line => line.sku === sku).reduce((sum, { quantity }) => sum + quantity, 0);
    expect(merged).toEqual(skus.map(sku => ({ sku, quantity: quantityOf(sku) })));
  }));
});
