import type { MoneyEvent } from './events';
import type { Order } from '../order/order';
import { missingIn } from '../state/due';
import { wasReserved } from '../state/goods';
import { isUnderway } from '../state/money/payments';
import { type OrderState, isStopped } from '../state/order-state';
import { outOfStep } from '../state/refusal';

/**
 * Records that the order is charged to the customer's account, where no provider takes payments: all of it, or what is
 * missing after an attempt to pay it.
 */
export interface PutOnAccount {
  readonly type: 'PutOnAccount';
}

export function decidePutOnAccount(state: OrderState, { currency }: Order): readonly MoneyEvent[] {
  if (isStopped(state) || isUnderway(state)) return [];
  if (state.total === undefined || !wasReserved(state)) throw outOfStep('PutOnAccount', state);
  const amount = missingIn(state);
  return amount <= 0 ? [] : [{ type: 'PaymentOnAccount', data: { amount, currency } }];
}
