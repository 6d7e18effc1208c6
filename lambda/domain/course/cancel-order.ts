import type { CourseEvent } from './events';
import { reasonFor } from '../state/failure';
import { holdsMoney, isPaymentOpen } from '../state/money';
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
  if (!reason || state.held || isPaymentOpen(state) || holdsMoney(state)) throw outOfStep('CancelOrder', state);
  return [{ type: 'OrderCancelled', data: { reason, by: 'workflow' } }];
}
