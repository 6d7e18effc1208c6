import type { OrderRow } from './order-row';

/** A row as it stands in the table: which version it shows, and whether its projection is stuck. */
export interface OrderEntry {
  readonly version: number;
  readonly row?: OrderRow;
  /** A poison event stopped the projection of this order, until somebody removes the mark. */
  readonly stuck?: { readonly version: number; readonly error: string };
}

/**
 * The rows of the order view, written through a gate: a row only ever moves forward, by whoever read the version
 * before.
 */
export interface OrderRows {
  get(orderId: string): Promise<OrderEntry | undefined>;

  /** Writes a row if the table still shows the version that it was made from. False where another writer was faster. */
  put(row: OrderRow, version: number, from: number): Promise<boolean>;

  /** Marks the order's projection as stuck at a version; its row stays as it is. */
  markStuck(orderId: string, version: number, error: string): Promise<void>;

  clearStuck(orderId: string): Promise<void>;
}
