import { type Balance, balanceOf, some } from './balance';
import { endingsOf } from './ending';
import type { SkuCounters, Tables } from './tables';
import type { StockLine } from '../lambda/domain/order/stock-lines';

export type StockTotals = Omit<SkuCounters, 'sku'>;

/** The sums of the counters of all SKUs. */
export function stockTotals(stock: readonly SkuCounters[]): StockTotals {
  const total = (name: keyof StockTotals) => stock.reduce((sum, counters) => sum + counters[name], 0);
  return { onHand: total('onHand'), available: total('available'), reserved: total('reserved'), sold: total('sold') };
}

export function countersAddUp({ stock }: Tables): Balance {
  const wrong = stock.filter(({ onHand, available, reserved, sold }) =>
    available + reserved + sold !== onHand || Math.min(onHand, available, reserved, sold) < 0);
  const { onHand, available, reserved, sold } = stockTotals(stock);
  const right = `${available} available + ${reserved} reserved + ${sold} sold = ${onHand} on hand`;
  return balanceOf('stock adds up', wrong.map(({ sku }) => sku), right, 'wrong for ');
}

export function heldIsReserved({ orders, stock }: Tables): Balance {
  const held = endingsOf(orders).flatMap(({ state }) => state.held ?? []);
  const reserved = stock.map(level => ({ sku: level.sku, quantity: level.reserved }));
  return compareStock('reserved is what unfinished orders hold', held, reserved);
}

export function confirmedIsSold({ orders, stock }: Tables): Balance {
  const confirmed = endingsOf(orders).filter(({ outcome, state }) => outcome === 'CONFIRMED' && !state.held);
  const sold = stock.map(level => ({ sku: level.sku, quantity: level.sold }));
  return compareStock('sold is what was confirmed', confirmed.flatMap(({ state }) => state.order!.lines), sold);
}

function compareStock(name: string, byOrders: readonly StockLine[], byStock: readonly StockLine[]): Balance {
  const difference = new Map<string, number>();
  for (const { sku, quantity } of byOrders) difference.set(sku, (difference.get(sku) ?? 0) + quantity);
  for (const { sku, quantity } of byStock) difference.set(sku, (difference.get(sku) ?? 0) - quantity);
  const wrong = [...difference].filter(([, quantity]) => quantity !== 0)
    .map(([sku, quantity]) => `${quantity} of ${sku}`);
  const total = (lines: readonly StockLine[]) => lines.reduce((sum, { quantity }) => sum + quantity, 0);
  const sides = `orders ${total(byOrders)}, stock ${total(byStock)}`;
  return { name, ok: wrong.length === 0, detail: wrong.length > 0 ? `${sides}; off by ${some(wrong)}` : sides };
}
