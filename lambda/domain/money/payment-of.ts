import type { Payment } from '../state/money';
import type { OrderState } from '../state/order-state';
import { outOfStep } from '../state/refusal';

/** The payment to which a provider's answer belongs. Refuses an answer that belongs to another payment. */
export function paymentOf({ type, key }: { readonly type: string; readonly key: string }, state: OrderState): Payment {
  if (state.payment?.key !== key) throw outOfStep(type, state);
  return state.payment;
}
