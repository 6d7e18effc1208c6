import type { CourseEvent } from './events';
import type { MoneyEvent } from '../money/events';
import { MAX_FOREIGN, foreignText } from '../state/foreign-text';
import { type OrderState, isSettled } from '../state/order-state';

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
  if (isSettled(state)) return []; // nothing waits for anything
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
