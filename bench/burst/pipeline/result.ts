import { type ParkedFor, type OrderPlace, type OrderRecord, parkedFor, placeOf } from './order-record';

/** What became of all orders of a run. Times are in seconds. */
export interface RunResult {
  readonly orders: number;
  /** Orders by the place where they are in the end. */
  readonly places: Readonly<Record<OrderPlace, number>>;
  readonly parked: Readonly<Record<ParkedFor, number>>;
  /** Orders that a bug in the code stops: these have to be parked. */
  readonly planted: number;
  /** Orders that are paid and neither confirmed nor refunded. */
  readonly paidAndWaiting: number;
  readonly restarts: number;
  readonly retries: number;
  readonly redeliveries: number;
  readonly transitions: number;
  /** The longest time from the arrival of an order to its end, of those that ended. */
  readonly longestAge: number;
  /** The same of the orders that no outage concerns. Undefined if there is none, or if it concerns all orders. */
  readonly longestOtherAge?: number;
  /** When the last order came to its place. */
  readonly drainedAt: number;
  /** Records of the stream that the relay and the projector gave up. */
  readonly givenUp: { readonly relay: number; readonly projector: number };
  /** How far the order view was behind at most. */
  readonly longestLag: number;
}

/** Counts where the orders are. Each is in exactly one place. */
export function countPlaces(
  orders: readonly OrderRecord[],
): Pick<RunResult, 'orders' | 'places' | 'parked' | 'planted' | 'paidAndWaiting'> {
  const places: Record<OrderPlace, number> = { ended: 0, dead: 0, parked: 0, stranded: 0, running: 0, queued: 0 };
  const parked: Record<ParkedFor, number> = { transient: 0, payment: 0, business: 0 };
  for (const order of orders) {
    places[placeOf(order)]++;
    if (placeOf(order) === 'parked') parked[parkedFor(order)]++;
  }
  return {
    orders: orders.length,
    places,
    parked,
    planted: orders.filter(({ isDefective }) => isDefective).length,
    paidAndWaiting: orders.filter(isPaidAndWaiting).length,
  };
}

const isPaidAndWaiting = ({ log }: OrderRecord): boolean =>
  log.has('captured') && !log.has('confirmed') && !log.has('refunded');
