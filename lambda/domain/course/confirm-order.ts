import type { CourseEvent } from './events';
import type { Order } from '../order/order';
import { SKUS_PER_TRANSACTION } from '../order/stock-lines';
import { missingIn } from '../state/due';
import { wasReserved } from '../state/goods';
import { type OrderState, isStopped } from '../state/order-state';
import { outOfStep } from '../state/refusal';

/**
 * Confirms the order, and sells the stock that it holds in the same transaction. If that is too much for one
 * transaction, `SellStock` follows.
 */
export interface ConfirmOrder {
  readonly type: 'ConfirmOrder';
}

export function decideConfirmOrder(state: OrderState, order: Order): readonly CourseEvent[] {
  if (isStopped(state)) return [];
  const { total } = state;
  if (total === undefined || !wasReserved(state) || missingIn(state) > 0) throw outOfStep('ConfirmOrder', state);
  const unsold = isTooMuch(state) && ({ unsold: true } as const);
  return [{ type: 'OrderConfirmed', data: { currency: order.currency, total, ...unsold } }];
}

const isTooMuch = ({ held }: OrderState): boolean => held !== undefined && held.length > SKUS_PER_TRANSACTION;
