import type { MoneyEvent } from './events';
import type { MoneyState, Payment } from '../state/money';
import { type OtherEvents, unchanged } from '../state/part-events';

/** How an event changes the payment of an order. */
export function evolveMoney(
  { payment }: MoneyState,
  event: MoneyEvent | OtherEvents<MoneyEvent>,
): Partial<MoneyState> {
  const settled = (status: Payment['status']) => ({ payment: { ...payment!, status } });
  switch (event.type) {
    case 'PaymentRequested':
      return { payment: { ...event.data, status: 'REQUESTED' } };
    case 'PaymentCaptured':
      return { payment: { ...payment!, status: 'CAPTURED', reference: event.data.reference } };
    case 'PaymentDeclined':
      return settled('DECLINED');
    case 'PaymentRefunded':
      return settled('REFUNDED');
    case 'PaymentOutcomeUnknown':
      return settled('UNKNOWN');
    default:
      return unchanged<MoneyEvent>(event);
  }
}
