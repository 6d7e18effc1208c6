import type { OrderEvent } from '../lambda/domain/events';
import { fold } from '../lambda/domain/fold';
import { reasonFor } from '../lambda/domain/state/failure';
import type { OrderState } from '../lambda/domain/state/order-state';
import type { StoredEvent } from '../lambda/orders/stored-event';
import { MAILED_EVENT_TYPES } from '../src/contract/events';

/** What became of an order, by its events alone. Times are milliseconds since 1970. */
export interface Ending {
  readonly state: OrderState;
  readonly outcome: 'CONFIRMED' | 'REJECTED' | 'CANCELLED' | 'OPEN';
  /** The code of a rejection, or the reason of a cancellation. */
  readonly reason?: string;
  readonly placedAt: number;
  readonly finalAt?: number;
}

/** The event that ends an order, by its outcome. */
const FINAL_EVENTS = { CONFIRMED: 'OrderConfirmed', REJECTED: 'OrderRejected', CANCELLED: 'OrderCancelled' } as const;

/** Whether customers get mail about an outcome. */
export const isMailed = (outcome: string): boolean =>
  (MAILED_EVENT_TYPES as readonly string[]).includes((FINAL_EVENTS as Record<string, string>)[outcome] ?? '');

export function toEnding(events: ReadonlyArray<StoredEvent<OrderEvent>>): Ending {
  const state = fold(events.map(({ event }) => event));
  const placedAt = Date.parse(events[0]!.time);
  for (const { event, time } of events) {
    const finalAt = Date.parse(time);
    switch (event.type) {
      case 'OrderConfirmed': return { state, outcome: 'CONFIRMED', placedAt, finalAt };
      case 'OrderRejected': return { state, outcome: 'REJECTED', reason: event.data.code, placedAt, finalAt };
      case 'OrderCancelled': return { state, outcome: 'CANCELLED', reason: event.data.reason, placedAt, finalAt };
      default:
    }
  }
  const reason = state.parked ? `parked at ${state.parked.step}: ${state.parked.error}` : reasonFor(state.failure);
  return { state, outcome: 'OPEN', reason, placedAt };
}
