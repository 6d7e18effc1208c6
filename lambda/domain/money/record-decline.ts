import type { MoneyEvent } from './events';
import { paymentOf } from './payment-of';
import { MAX_FOREIGN, foreignText } from '../state/foreign-text';
import { isPaymentOpen } from '../state/money';
import type { OrderState } from '../state/order-state';

/** Records that the provider declined the payment. */
export interface RecordDecline {
  readonly type: 'RecordDecline';
  readonly key: string;
  readonly code: string;
}

export function decideRecordDecline(state: OrderState, command: RecordDecline): readonly MoneyEvent[] {
  const { key } = paymentOf(command, state);
  if (!isPaymentOpen(state)) return []; // an earlier answer has settled the payment
  return [{ type: 'PaymentDeclined', data: { key, code: foreignText(command.code, MAX_FOREIGN.code) } }];
}
