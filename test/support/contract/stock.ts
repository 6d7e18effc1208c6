/** What the stock keeps, whatever it is stored in: one suite that each implementation passes. */
import { hold, release, sell } from '../../../lambda/adapters/stock/moves';
import type { Stock } from '../../../lambda/adapters/stock/stock';
import type { StockLevel } from '../../../lambda/adapters/stock/stock-items';
import type { ConditionsFailed } from '../../../lambda/lib/conditions-failed';
import type { StockEffect } from '../../../lambda/orders/effects';

export interface StockUnderTest {
  readonly stock: Stock;
  /** A name that no SKU or order has yet. */
  readonly fresh: (prefix: string) => string;
  readonly setStock: (sku: string, quantity: number) => Promise<void>;
  readonly stockOf: (sku: string) => Promise<Pick<StockLevel, 'available' | 'reserved' | 'sold'>>;
}

export function testStock(setUp: () => StockUnderTest): void {
  let under: StockUnderTest;
  let stock: Stock;
  let sku: string;
  let orderId: string;

  beforeEach(async () => {
    under = setUp();
    stock = under.stock;
    sku = under.fresh('sku-');
    orderId = under.fresh('order-');
    await under.setStock(sku, 3);
  });

  const held = (chunk: number, isLast = false): StockEffect => ({ type: 'HoldChunk', orderId, chunk, isLast });
  const ended = (chunk: number): StockEffect => ({ type: 'EndChunk', orderId, chunk });
  const refusalOf = async (...changes: readonly StockEffect[]) => {
    const error = await stock.change(changes).then(() => undefined, (thrown: ConditionsFailed) => thrown);
    expect(error).toMatchObject({ name: 'ConditionsFailed' });
    return [...error!.found];
  };

  test('moves between counters, as far as there is enough', async () => {
    await stock.change([hold({ sku, quantity: 3 })]);
    await stock.change([sell({ sku, quantity: 1 })]);
    await stock.change([release({ sku, quantity: 1 })]);
    expect(await under.stockOf(sku)).toMatchObject({ available: 1, reserved: 1, sold: 1 });
    expect(await refusalOf(hold({ sku, quantity: 2 }))).toEqual([[0, undefined]]);
    expect(await under.stockOf(sku)).toMatchObject({ available: 1, reserved: 1, sold: 1 });
  });

  test('holds a chunk once, and says what its marker holds already', async () => {
    expect(await stock.markerOf(orderId)).toBeUndefined();
    await stock.change([hold({ sku, quantity: 1 }), held(0)]);
    expect(await refusalOf(hold({ sku, quantity: 1 }), held(0))).toEqual([[1, { held: [0], complete: false }]]);
    expect(await under.stockOf(sku)).toMatchObject({ reserved: 1 });
  });

  test('is complete with the last chunk, and then neither abandoned nor held again', async () => {
    await stock.change([held(0)]);
    await stock.change([held(1, true)]);
    expect(await stock.markerOf(orderId)).toMatchObject({ held: [0, 1], complete: true });
    await expect(stock.abandon(orderId, [])).rejects.toThrow();
    expect(await refusalOf(held(2))).toHaveLength(1);
  });

  test('ends a chunk once', async () => {
    await stock.change([held(0)]);
    await stock.change([ended(0)]);
    expect(await stock.markerOf(orderId)).toMatchObject({ held: [] });
    expect(await refusalOf(ended(0))).toHaveLength(1);
  });

  test('abandoned, it takes no further chunk, and keeps the first shortage', async () => {
    await stock.change([held(0)]);
    const marker = { held: [0], complete: false, abandoned: [{ sku, quantity: 4 }] };
    expect(await stock.abandon(orderId, [{ sku, quantity: 4 }])).toEqual(marker);
    expect(await stock.abandon(orderId, [])).toEqual(marker);
    expect(await refusalOf(held(1))).toEqual([[0, marker]]);
  });

  test('abandoned before it began, it never begins', async () => {
    expect(await stock.abandon(orderId, [])).toEqual({ held: [], complete: false, abandoned: [] });
    expect(await refusalOf(held(0))).toHaveLength(1);
  });
}
