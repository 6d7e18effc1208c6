import type { OrderHistory } from './tables';
import type { OrderEvent } from '../lambda/domain/events';
import { fold } from '../lambda/domain/fold';
import type { CourseEnd } from '../lambda/domain/state/course';
import { reasonFor } from '../lambda/domain/state/failure';
import type { OrderState } from '../lambda/domain/state/order-state';
import { type OrderStatus, isFinal } from '../lambda/domain/state/status';
import { type EventType, MAILED_EVENT_TYPES } from '../src/contract/events';

/** The event that ends an order, by the status that it leads to. */
const FINAL_EVENTS = {
  CONFIRMED: 'OrderConfirmed',
  REJECTED: 'OrderRejected',
  CANCELLED: 'OrderCancelled',
} as const satisfies Record<CourseEnd, EventType>;

/** How an order ended, or that it has not ended, according to its events. Times are milliseconds since 1970. */
export interface Ending {
  readonly state: OrderState;
  readonly outcome: CourseEnd | 'NOT_ENDED';
  /** The code of a rejection, or the reason of a cancellation. */
  readonly reason?: string;
  readonly placedAt: number;
  readonly finalAt?: number;
}

export const isFinalEvent = (type: EventType): boolean => Object.values(FINAL_EVENTS).some(final => final === type);

/** Whether customers get an email about an order with this status or outcome. */
export const isMailed = (status: OrderStatus | Ending['outcome']): boolean =>
  status !== 'NOT_ENDED' && isFinal(status) && MAILED_EVENT_TYPES.some(mailed => mailed === FINAL_EVENTS[status]);

export function toEnding(events: OrderHistory): Ending {
  const state = fold(events.map(({ event }) => event));
  const placedAt = Date.parse(events[0]!.time);
  const outcome = isFinal(state.status) ? state.status : 'NOT_ENDED';
  if (outcome === 'NOT_ENDED') return { state, outcome, reason: waitingFor(state), placedAt };
  const { event, time } = events.find(({ event: { type } }) => type === FINAL_EVENTS[outcome])!;
  return { state, outcome, reason: reasonOfEnd(event), placedAt, finalAt: Date.parse(time) };
}

function reasonOfEnd(event: OrderEvent): string | undefined {
  switch (event.type) {
    case 'OrderRejected': return event.data.code;
    case 'OrderCancelled': return event.data.reason;
    default: return undefined;
  }
}

function waitingFor({ parked, failure }: OrderState): string | undefined {
  return parked ? `parked at ${parked.step}: ${parked.error}` : reasonFor(failure);
}

/** The endings of all orders, by id. */
export const endingsOf = (orders: ReadonlyMap<string, OrderHistory>): Array<Ending & { readonly orderId: string }> =>
  [...orders].map(([orderId, events]) => ({ orderId, ...toEnding(events) }));
