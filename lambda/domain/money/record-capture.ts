import type { MoneyEvent } from './events';
import { paymentOf } from './payment-of';
import { mayBeCaptured } from '../state/money';
import type { OrderState } from '../state/order-state';

/**
 * Records that the provider took the money, also if it comes to light after a decline or after the end of the order. A
 * failed order is then refunded.
 */
export interface RecordCapture {
  readonly type: 'RecordCapture';
  readonly key: string;
  /** A text for which `isReference` holds. */
  readonly reference: string;
}

export function decideRecordCapture(state: OrderState, command: RecordCapture): readonly MoneyEvent[] {
  const { key, amount, currency } = paymentOf(command, state);
  if (!mayBeCaptured(state)) return []; // it is on record, or refunded by now
  return [{ type: 'PaymentCaptured', data: { key, amount, currency, reference: command.reference } }];
}
