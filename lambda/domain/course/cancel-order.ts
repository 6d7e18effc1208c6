import type { CourseEvent } from './events';
import { reasonFor } from '../state/failure';
import { allRequests, holdsMoney, isOpen, isPaymentOpen, requestIn } from '../state/money/payments';
import type { OrderState } from '../state/order-state';
import { outOfStep } from '../state/refusal';
import { isFinal } from '../state/status';

/** Ends a failed order, after any payment is refunded and any stock is released. */
export interface CancelOrder {
  readonly type: 'CancelOrder';
}

export function decideCancelOrder(state: OrderState): readonly CourseEvent[] {
  if (isFinal(state.status)) return [];
  const reason = reasonFor(state.failure);
  const owes = isPaymentOpen(state) || holdsMoney(state) || hasOpenRequest(state);
  if (!reason || state.held || owes) throw outOfStep('CancelOrder', state);
  return [{ type: 'OrderCancelled', data: { reason, by: 'workflow' } }];
}

/** The order is cancelled before a pending request is answered, but not while the outcome of one is unknown. */
const hasOpenRequest = (state: OrderState): boolean =>
  allRequests(state).some(found => isOpen(requestIn(found)));
