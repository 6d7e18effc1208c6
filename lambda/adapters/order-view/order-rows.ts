import type { OrderRow } from './order-row';

/** Why the projection of an order stands still: it cannot take the event of this version. */
export interface StuckMark {
  readonly version: number;
  readonly error: string;
}

/** A row in the table, with the version that it shows and a mark if its projection is stuck. */
export interface OrderEntry {
  readonly version: number;
  readonly row?: OrderRow;
  /** Events from the stream pass over a row with this mark. A retry or a redrive that takes all events removes it. */
  readonly stuck?: StuckMark;
}

/** The version that a row is made from, and whether it may replace a row that is marked as stuck. */
export interface Gate {
  readonly from: number;
  readonly overMark: boolean;
}

/**
 * The rows of the order view. A write succeeds only if the writer has read the version that is in the table, so a row
 * never goes back to an older version.
 */
export interface OrderRows {
  get(orderId: string): Promise<OrderEntry | undefined>;

  /**
   * Writes a row, without a mark, if the table still has the version from which it was made. Returns false if it does
   * not. Throws RowRefused for a row that the table will never accept.
   */
  put(row: OrderRow, version: number, gate: Gate): Promise<boolean>;

  /**
   * Marks the projection of an order as stuck at a version. The row stays as it is. Returns false, and marks nothing,
   * if the row already shows this version.
   */
  markStuck(orderId: string, mark: StuckMark): Promise<boolean>;

  clearStuck(orderId: string): Promise<void>;
}

/** The table refuses a row for good: it is too large, or has text or numbers that the table cannot store. */
export class RowRefused extends Error {
  override readonly name = 'RowRefused';
}
