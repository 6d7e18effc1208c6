import type { CourseEvent } from './events';
import { type OrderState, isStopped } from '../state/order-state';
import { CommandRefused } from '../state/refusal';

/** Asks that the order goes no further. The workflow then undoes what was done. */
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
