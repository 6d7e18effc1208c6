import type { MoneyEvent } from './events';
import { paymentOf } from './payment-of';
import { holdsMoney } from '../state/money';
import type { OrderState } from '../state/order-state';
import { outOfStep } from '../state/refusal';

/** Records that the provider refunded the payment of an order that has failed. */
export interface RecordRefund {
  readonly type: 'RecordRefund';
  readonly key: string;
  readonly reference: string;
}

export function decideRecordRefund(state: OrderState, command: RecordRefund): readonly MoneyEvent[] {
  const { key, amount, currency, status } = paymentOf(command, state);
  if (status === 'REFUNDED') return [];
  if (!holdsMoney(state) || !state.failure) throw outOfStep(command.type, state);
  return [{ type: 'PaymentRefunded', data: { key, amount, currency, reference: command.reference } }];
}
