import type { OrderRow } from './order-row';

/** A row in the table, with the version that it shows and a mark if its projection is stuck. */
export interface OrderEntry {
  readonly version: number;
  readonly row?: OrderRow;
  /** The poison event that stopped the projection of this order. It stays stopped until a redrive removes this mark. */
  readonly stuck?: { readonly version: number; readonly error: string };
}

/**
 * The rows of the order view. A write succeeds only if the writer has read the version that is in the table, so a row
 * never goes back to an older version.
 */
export interface OrderRows {
  get(orderId: string): Promise<OrderEntry | undefined>;

  /** Writes a row if the table still has the version from which it was made. Returns false if it does not. */
  put(row: OrderRow, version: number, from: number): Promise<boolean>;

  /** Marks the projection of an order as stuck at a version. The row stays as it is. */
  markStuck(orderId: string, version: number, error: string): Promise<void>;

  clearStuck(orderId: string): Promise<void>;
}
