import type { CourseEvent } from './events';
import type { MoneyEvent } from '../money/events';
import { MAX_FOREIGN, foreignText } from '../state/foreign-text';
import { type OrderState, owesRefund } from '../state/order-state';
import { isFinal } from '../state/status';

/** Records that a technical failure has ended the workflow. */
export interface ParkOrder {
  readonly type: 'ParkOrder';
  readonly step: string;
  /** The name and the message of the failure, as a provider or a runtime wrote them. */
  readonly error: string;
  readonly cause: string;
}

/**
 * The state decides, not the error: whatever ended the workflow while a charge is open, the outcome of the charge is
 * unknown. A time-out or a crash of the payment step has many names.
 */
export function decideParkOrder(state: OrderState, command: ParkOrder): readonly (CourseEvent | MoneyEvent)[] {
  // The outcome of an order that has ended does not change. The failed execution shows that work is left.
  if (isFinal(state.status) && !owesRefund(state)) return [];
  const failure = {
    step: command.step,
    error: foreignText(command.error, MAX_FOREIGN.name),
    cause: foreignText(command.cause, MAX_FOREIGN.message),
  };
  const { payment } = state;
  if (payment?.status === 'REQUESTED') {
    return [{ type: 'PaymentOutcomeUnknown', data: { key: payment.key, ...failure } }];
  }
  return [{ type: 'OrderParked', data: failure }];
}
