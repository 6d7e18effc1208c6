import type { CourseEvent } from './events';
import type { Order } from '../order/order';
import { wasReserved } from '../state/goods';
import { wasCaptured } from '../state/money';
import { type OrderState, isStopped } from '../state/order-state';
import { outOfStep } from '../state/refusal';

/** Sells what the order holds. */
export interface ConfirmOrder {
  readonly type: 'ConfirmOrder';
}

export function decideConfirmOrder(state: OrderState, order: Order): readonly CourseEvent[] {
  if (isStopped(state)) return [];
  const { total } = state;
  if (total === undefined || !(wasCaptured(state) || isFree(state))) throw outOfStep('ConfirmOrder', state);
  return [{ type: 'OrderConfirmed', data: { currency: order.currency, total } }];
}

/** Reserved, and nothing to pay. */
const isFree = (state: OrderState): boolean => wasReserved(state) && state.total === 0;
