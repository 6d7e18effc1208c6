import type { CourseEvent } from './events';
import type { Order } from '../order/order';
import { wasReserved } from '../state/goods';
import { wasCaptured } from '../state/money';
import { type OrderState, isStopped } from '../state/order-state';
import { outOfStep } from '../state/refusal';

/** Sells the stock that the order holds, and confirms the order. */
export interface ConfirmOrder {
  readonly type: 'ConfirmOrder';
}

export function decideConfirmOrder(state: OrderState, order: Order): readonly CourseEvent[] {
  if (isStopped(state)) return [];
  const { total } = state;
  if (total === undefined || !(wasCaptured(state) || isFree(state))) throw outOfStep('ConfirmOrder', state);
  return [{ type: 'OrderConfirmed', data: { currency: order.currency, total } }];
}

/** Whether stock is reserved and there is nothing to pay. */
const isFree = (state: OrderState): boolean => wasReserved(state) && state.total === 0;
