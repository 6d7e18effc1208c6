import * as v from 'valibot';

/** How much of one SKU is reserved, released or sold. */
export interface StockLine {
  readonly sku: string;
  readonly quantity: number;
}

/** Stock lines as events record them. */
export const stockLinesSchema = v.array(v.strictObject({
  sku: v.string(),
  quantity: v.pipe(v.number(), v.integer(), v.minValue(1)),
}));

/**
 * The most SKUs whose stock moves in one transaction. DynamoDB allows 100 items, and two are taken: the event, and the
 * marker of a reservation in several parts. A test compares it with the transactions.
 */
export const SKUS_PER_TRANSACTION = 98;

/** Merges lines by SKU, in the order in which the SKUs first appear. */
export function mergeBySku(lines: readonly StockLine[]): StockLine[] {
  const quantities = new Map<string, number>();
  for (const { sku, quantity } of lines) quantities.set(sku, (quantities.get(sku) ?? 0) + quantity);
  return [...quantities].map(([sku, quantity]) => ({ sku, quantity }));
}
