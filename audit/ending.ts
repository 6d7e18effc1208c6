import type { OrderHistory } from './tables';
import { fold } from '../lambda/domain/fold';
import { reasonFor } from '../lambda/domain/state/failure';
import type { OrderState } from '../lambda/domain/state/order-state';
import type { OrderStatus } from '../lambda/domain/state/status';
import { type EventType, MAILED_EVENT_TYPES } from '../src/contract/events';

/** The event that ends an order, by the status that it leads to. */
const FINAL_EVENTS = { CONFIRMED: 'OrderConfirmed', REJECTED: 'OrderRejected', CANCELLED: 'OrderCancelled' } as const;

/** How an order ended, or that it is still open, according to its events. Times are milliseconds since 1970. */
export interface Ending {
  readonly state: OrderState;
  readonly outcome: keyof typeof FINAL_EVENTS | 'OPEN';
  /** The code of a rejection, or the reason of a cancellation. */
  readonly reason?: string;
  readonly placedAt: number;
  readonly finalAt?: number;
}

export const isFinalEvent = (type: EventType): boolean => (Object.values(FINAL_EVENTS) as EventType[]).includes(type);

/** Whether customers get an email about an order with this status or outcome. */
export function isMailed(status: OrderStatus | Ending['outcome']): boolean {
  const event = (FINAL_EVENTS as Partial<Record<typeof status, EventType>>)[status];
  return MAILED_EVENT_TYPES.some(mailed => mailed === event);
}

export function toEnding(events: OrderHistory): Ending {
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
  return { state, outcome: 'OPEN', reason: waitingFor(state), placedAt };
}

function waitingFor({ parked, failure }: OrderState): string | undefined {
  return parked ? `parked at ${parked.step}: ${parked.error}` : reasonFor(failure);
}

/** The endings of all orders, by id. */
export const endingsOf = (orders: ReadonlyMap<string, OrderHistory>): Array<Ending & { readonly orderId: string }> =>
  [...orders].map(([orderId, events]) => ({ orderId, ...toEnding(events) }));
