import type { ProviderRequest } from '../../../../src/contract/payment/payment-call';
import type { FoundRequest } from '../../../domain/state/money/payments';
import type { OrderState } from '../../../domain/state/order-state';

/** The request to the provider that the log has on record. It is the same however often it is made. */
export function providerRequest(
  pipeline: string, { order }: OrderState, { payment, followUp }: FoundRequest,
): ProviderRequest {
  const { orderId, payment: { token } } = order!;
  const { currency, attempt, method, capture, reference } = payment;
  const { key, amount, requestedAt } = followUp ?? payment;
  const fields = { key, pipeline, orderId, amount, currency, requestedAt };
  if (!followUp) {
    const isImmediate = capture === 'IMMEDIATE';
    return { purpose: 'authorize', ...fields, attempt, capture: isImmediate, method, ...(token && { token }) };
  }
  const ref = { key: payment.key, ...(reference !== undefined && { reference }) };
  return { purpose: followUp.purpose, ...fields, payment: ref };
}
