import { MemoryStock } from '../../../../lambda/adapters/stock/memory-stock';
import { testStock } from '../../../support/contract/stock';

let names = 0;

testStock(() => {
  const stock = new MemoryStock();
  return {
    stock,
    fresh: prefix => `${prefix}${++names}`,
    setStock: async (sku, quantity) => stock.set(sku, quantity),
    stockOf: async sku => stock.counters.get(sku)!,
  };
});
