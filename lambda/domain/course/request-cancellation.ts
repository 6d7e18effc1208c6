import type { CourseEvent } from './events';
import { type OrderState, isStopped } from '../state/order-state';
import { CommandRefused } from '../state/refusal';

/** Requests to cancel the order. At its next step, the workflow stops the order and compensates. */
export interface RequestCancellation {
  readonly type: 'RequestCancellation';
  readonly by: string;
  /** What the client says about it. */
  readonly reason?: string;
}

/**
 * An order that has failed, or is cancelled or rejected, needs no request: what the client wants happens or has
 * happened.
 */
export function decideRequestCancellation(
  state: OrderState, { by, reason }: RequestCancellation,
): readonly CourseEvent[] {
  if (state.status === 'CONFIRMED') {
    throw new CommandRefused('ALREADY_CONFIRMED', 'the order is CONFIRMED; allowed: an order before its confirmation');
  }
  if (isStopped(state)) return [];
  return [{ type: 'CancellationRequested', data: { by, ...(reason !== undefined && { reason }) } }];
}
