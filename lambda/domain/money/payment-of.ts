import type { Payment } from '../state/money';
import type { OrderState } from '../state/order-state';
import { outOfStep } from '../state/refusal';

/** The payment that a provider's answer belongs to. An answer to another payment is out of step. */
export function paymentOf({ type, key }: { readonly type: string; readonly key: string }, state: OrderState): Payment {
  if (state.payment?.key !== key) throw outOfStep(type, state);
  return state.payment;
}
