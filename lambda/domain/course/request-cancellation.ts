import type { CourseEvent } from './events';
import { type OrderState, isStopped } from '../state/order-state';
import { CommandRefused } from '../state/refusal';

/** Requests to cancel the order. At its next step, the workflow stops the order and compensates. */
export interface RequestCancellation {
  readonly type: 'RequestCancellation';
  readonly by: string;
}

export function decideRequestCancellation(state: OrderState, { by }: RequestCancellation): readonly CourseEvent[] {
  if (state.status === 'CONFIRMED') {
    throw new CommandRefused('ALREADY_FINAL', 'the order is confirmed; a confirmed order is returned, not cancelled');
  }
  return isStopped(state) ? [] : [{ type: 'CancellationRequested', data: { by } }];
}
