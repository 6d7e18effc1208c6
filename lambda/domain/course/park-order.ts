import type { CourseEvent } from './events';
import { TechnicalError } from '../../../src/contract/errors';
import type { MoneyEvent } from '../money/events';
import type { OrderState } from '../state/order-state';
import { isFinal } from '../state/status';

/** Records that a technical failure has ended the workflow. */
export interface ParkOrder {
  readonly type: 'ParkOrder';
  readonly step: string;
  readonly error: string;
  readonly cause: string;
}

export function decideParkOrder(
  state: OrderState, { step, error, cause }: ParkOrder,
): readonly (CourseEvent | MoneyEvent)[] {
  // The outcome of an order that has ended does not change. The failed execution shows that work is left.
  if (isFinal(state.status)) return [];
  const { payment } = state;
  if (error === TechnicalError.PAYMENT_OUTCOME_UNKNOWN && payment?.status === 'REQUESTED') {
    return [{ type: 'PaymentOutcomeUnknown', data: { key: payment.key } }];
  }
  return [{ type: 'OrderParked', data: { step, error, cause } }];
}
