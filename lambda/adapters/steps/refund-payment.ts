import { type StepHandler, finishStep } from './step';
import { wasDeclined } from '../../domain/state/money';
import { owesRefund } from '../../domain/state/order-state';
import { refundKey } from '../../domain/state/payment-key';
import { isFinal } from '../../domain/state/status';
import type { LoadedOrder, Orders } from '../../orders/orders';
import { PaymentOutcomeUnknown, type Provider } from '../payment/provider';

interface Needs {
  readonly orders: Orders;
  readonly provider: Provider;
}

/**
 * Compensation: refunds a captured payment with an idempotency key of its own, then records the refund. Does nothing if
 * no payment was captured. Throws PaymentOutcomeUnknown if it is not known whether the provider refunded.
 */
export const refundPayment = (needs: Needs): StepHandler => async ({ orderId }) => {
  const { orders, provider } = needs;
  const known = await recordLateCapture(needs, orderId, await orders.loadOrder(orderId));
  if (!owesRefund(known.state)) return finishStep(orderId, { appended: false, ...known });

  const { key, attempt, reference, amount, currency } = known.state.payment!;
  const request = { key: refundKey(key), charge: key, reference: reference!, orderId, amount, currency };
  const refund = await provider.refund(request);
  const command = { type: 'RecordRefund', key, reference: refund.reference } as const;
  return finishStep(orderId, await orders.execute(orderId, command, { id: `RecordRefund:${attempt}`, known }));
};

/**
 * Asks the provider once more about a payment that it declined, if the order is cancelled already. Such an order only
 * runs again when somebody has reason to think that the provider captured the money after all.
 */
async function recordLateCapture(
  { orders, provider }: Needs, orderId: string, known: LoadedOrder,
): Promise<LoadedOrder> {
  if (!isFinal(known.state.status) || !wasDeclined(known.state)) return known;
  const { key, attempt, amount, currency, method } = known.state.payment!;
  const answer = await provider.lookUp({ key, orderId, amount, currency, method });
  if (answer.status === 'unknown') throw new PaymentOutcomeUnknown(`declined charge ${key}: ${answer.reason}`);
  if (answer.status !== 'captured') return known;
  const command = { type: 'RecordCapture', key, reference: answer.reference } as const;
  return orders.execute(orderId, command, { id: `RecordCapture:${attempt}`, known });
}
