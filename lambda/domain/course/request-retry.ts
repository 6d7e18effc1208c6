import type { CourseEvent } from './events';
import type { OrderState } from '../state/order-state';
import { CommandRefused } from '../state/refusal';

/** Lets a parked order go on, whatever it is parked for. Its next run follows. */
export interface RequestRetry {
  readonly type: 'RequestRetry';
  readonly by: string;
}

export function decideRequestRetry(state: OrderState, { by }: RequestRetry): readonly CourseEvent[] {
  if (state.parked) return [{ type: 'RetryRequested', data: { by } }];
  throw new CommandRefused('NOT_PARKED', `the order is ${state.status}, and not parked; allowed: a parked order`);
}
