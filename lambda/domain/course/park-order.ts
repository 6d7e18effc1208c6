import type { CourseEvent } from './events';
import type { MoneyEvent } from '../money/events';
import { MAX_FOREIGN, foreignText } from '../state/foreign-text';
import { firstRequested } from '../state/money/payments';
import type { OrderState } from '../state/order-state';
import { isSettled } from '../state/settled';

/** Records that a technical failure has ended the workflow. */
export interface ParkOrder {
  readonly type: 'ParkOrder';
  readonly step: string;
  /** The name and the message of the failure, as a provider or a runtime wrote them. */
  readonly error: string;
  readonly cause: string;
}

/**
 * The state decides, not the error: whatever ended the workflow while a request to the provider is open, its outcome
 * is unknown. A time-out or a crash of the payment step has many names.
 */
export function decideParkOrder(state: OrderState, command: ParkOrder): readonly (CourseEvent | MoneyEvent)[] {
  if (isSettled(state)) return []; // nothing waits for anything
  const failure = {
    step: command.step,
    error: foreignText(command.error, MAX_FOREIGN.name),
    cause: foreignText(command.cause, MAX_FOREIGN.message),
  };
  const requested = firstRequested(state);
  if (requested) return [{ type: 'PaymentOutcomeUnknown', data: { key: requested.key, ...failure } }];
  return [{ type: 'OrderParked', data: failure }];
}
