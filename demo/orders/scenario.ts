import { createHash } from 'node:crypto';
import type { Order } from '../../lambda/domain/order/order';
import { type StockLine, mergeBySku } from '../../lambda/domain/order/stock-lines';
import { SimulatedMethod } from '../../src/contract/payment';

/** A decimal number, exactly: 0.9 is 9 / 10, which a double is not. */
export interface Ratio {
  readonly numerator: bigint;
  readonly denominator: bigint;
}

/** Reads a decimal number of at least 0; undefined where the text is none. */
export function parseRatio(text: string): Ratio | undefined {
  const match = /^(\d*)(?:\.(\d+))?$/.exec(text);
  if (!match || text === '') return undefined;
  const [, whole = '', fraction = ''] = match;
  return { numerator: BigInt(`${whole}${fraction}`), denominator: 10n ** BigInt(fraction.length) };
}

/** The stock function takes SKUs of 1 to 100 characters, and this much of each. */
const MAX_STOCK = 1_000_000_000n;

/**
 * The stock to load: of each SKU the given share of what all orders together ask for, rounded down. A line that makes
 * its order unacceptable asks for nothing.
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
 * Gives about that share of the orders a payment method that is declined. Which ones depends on their ids alone, so
 * that an order is the same whatever it is sent together with.
 */
export function withDeclines(orders: readonly Order[], rate: number): Order[] {
  const payment = { method: SimulatedMethod.DECLINES };
  return orders.map(order => (isDeclined(order.orderId, rate) ? { ...order, payment } : order));
}

function isDeclined(orderId: string, rate: number): boolean {
  return createHash('sha256').update(orderId).digest().readUIntBE(0, 6) / 2 ** 48 < rate;
}
