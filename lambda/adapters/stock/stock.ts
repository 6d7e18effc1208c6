import type { StockLine } from '../../domain/order/stock-lines';
import type { StockEffect } from '../../orders/effects';

/** The recorded progress of a large reservation, which moves chunk by chunk. */
export interface ReservationMarker {
  /** The chunks that are held, from 0. */
  readonly held: readonly number[];
  /** All chunks were held, so `StockReserved` is in the log. */
  readonly complete: boolean;
  /**
   * The lines for which there was not enough stock. Empty if the order was released before all chunks were held.
   */
  readonly abandoned?: readonly StockLine[];
}

/** The stock of a shop, as far as reservations need it. */
export interface Stock {
  /**
   * Makes all changes or none. Throws ConditionsFailed with the index of each refused change, and with the marker if
   * the refused change is about a chunk. Throws TransactionContention if others change the same items for too long.
   */
  change(changes: readonly StockEffect[]): Promise<void>;

  markerOf(orderId: string): Promise<ReservationMarker | undefined>;

  /**
   * Marks a reservation as abandoned, so that it takes no further chunks. Keeps the shortages of the first call.
   * Throws if the reservation is complete. A retry of the step then finds `StockReserved` in the log.
   */
  abandon(orderId: string, shortages: readonly StockLine[]): Promise<ReservationMarker>;
}
