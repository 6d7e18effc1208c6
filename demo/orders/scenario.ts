import { createHash } from 'node:crypto';
import type { Order } from '../../lambda/domain/order/order';
import { type StockLine, mergeBySku } from '../../lambda/domain/order/stock-lines';
import { SimulatedMethod } from '../../src/contract/payment/payment';

/** An exact decimal number, as a fraction: 0.9 is 9 / 10, which a double cannot hold exactly. */
export interface Ratio {
  readonly numerator: bigint;
  readonly denominator: bigint;
}

/** Reads a decimal number of at least 0. Returns undefined for any other text. */
export function parseRatio(text: string): Ratio | undefined {
  const match = /^(\d*)(?:\.(\d+))?$/.exec(text);
  if (!match || text === '') return undefined;
  const [, whole = '', fraction = ''] = match;
  return { numerator: BigInt(`${whole}${fraction}`), denominator: 10n ** BigInt(fraction.length) };
}

/** The maximum quantity that the stock function accepts per SKU. It accepts SKUs of 1 to 100 characters. */
const MAX_STOCK = 1_000_000_000n;

/**
 * The stock to load: for each SKU, the given share of the total quantity in all orders, rounded down. It ignores a line
 * that makes its order unacceptable.
 */
export function stockFor(orders: readonly Order[], { numerator, denominator }: Ratio): StockLine[] {
  const isAcceptable = ({ sku, quantity }: StockLine) =>
    sku.length >= 1 && sku.length <= 100 && Number.isSafeInteger(quantity) && quantity > 0;
  return mergeBySku(orders.flatMap(({ lines }) => lines).filter(isAcceptable)).map(({ sku, quantity }) => {
    const share = BigInt(quantity) * numerator / denominator;
    return { sku, quantity: Number(share < MAX_STOCK ? share : MAX_STOCK) };
  });
}

/**
 * Gives about this share of the orders a payment method that the provider declines. The choice depends only on the ids,
 * so an order is the same whichever other orders are sent with it.
 */
export function withDeclines(orders: readonly Order[], rate: number): Order[] {
  const payment = { method: SimulatedMethod.DECLINES };
  return orders.map(order => (isToBeDeclined(order.orderId, rate) ? { ...order, payment } : order));
}

function isToBeDeclined(orderId: string, rate: number): boolean {
  return createHash('sha256').update(orderId).digest().readUIntBE(0, 6) / 2 ** 48 < rate;
}
