import type { MoneyEvent } from './events';
import { paymentOf } from './payment-of';
import { isPaymentOpen } from '../state/money';
import type { OrderState } from '../state/order-state';

/** Records that the provider took the money. */
export interface RecordCapture {
  readonly type: 'RecordCapture';
  readonly key: string;
  readonly reference: string;
}

export function decideRecordCapture(state: OrderState, command: RecordCapture): readonly MoneyEvent[] {
  const { key, amount, currency } = paymentOf(command, state);
  if (!isPaymentOpen(state)) return []; // an earlier answer has settled the payment
  return [{ type: 'PaymentCaptured', data: { key, amount, currency, reference: command.reference } }];
}
