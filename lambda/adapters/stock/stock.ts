import type { StockLine } from '../../domain/order/stock-lines';
import type { Effect } from '../../orders/effects';

/** What is on record about a large reservation, which is moved chunk by chunk. */
export interface ReservationMarker {
  /** The chunks that are held, from 0. */
  readonly held: readonly number[];
  /** Every chunk was held, so the reservation is in the log. */
  readonly complete: boolean;
  /**
   * The lines for which there was not enough; empty where the order was released before the reservation was complete.
   */
  readonly abandoned?: readonly StockLine[];
}

/** The stock of a shop, as far as reservations need it. */
export interface Stock {
  /**
   * Makes all changes or none. Throws ConditionsFailed by the index of each change that is refused, with the marker
   * found by a change of a chunk; and TransactionContention where others change the same items for too long.
   */
  change(changes: readonly Effect[]): Promise<void>;

  markerOf(orderId: string): Promise<ReservationMarker | undefined>;

  /**
   * Closes a reservation to further chunks; the first shortages stay on record.
   * Throws where the reservation is complete, which a retry finds in the log.
   */
  abandon(orderId: string, shortages: readonly StockLine[]): Promise<ReservationMarker>;
}
