import type { MoneyEvent } from './events';
import type { Order } from '../order/order';
import { wasReserved } from '../state/goods';
import { type OrderState, isStopped } from '../state/order-state';
import { outOfStep } from '../state/refusal';

/** Records the charge that the provider will be asked for, before it is asked. */
export interface RequestPayment {
  readonly type: 'RequestPayment';
}

export function decideRequestPayment(state: OrderState, order: Order): readonly MoneyEvent[] {
  if (isStopped(state) || state.payment) return [];
  const { total } = state;
  if (total === undefined || !wasReserved(state)) throw outOfStep('RequestPayment', state);
  if (total === 0) return []; // nothing to pay
  const { orderId, currency, payment: { method } } = order;
  const attempt = 1;
  return [{
    type: 'PaymentRequested',
    data: { key: `${orderId}#${attempt}`, attempt, amount: total, currency, method },
  }];
}
