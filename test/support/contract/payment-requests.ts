import type { PaymentGateway } from '../../../lambda/adapters/payment/gateway';
import { followUpKey, paymentKey } from '../../../lambda/domain/state/money/payment-key';
import type { AuthorizeRequest, FollowUpRequest } from '../../../src/contract/payment/payment-call';
import { IDENTITY } from '../given/identity';

export interface GatewayUnderTest {
  readonly gateway: PaymentGateway;
  /** The id of an order that has no payment yet. The same each time within one test. */
  readonly orderId: string;
  readonly now: () => Date;
  /** Lets time pass for the provider, in milliseconds. */
  readonly pass: (milliseconds: number) => void;
  /** How often the money was taken or authorized under a key, according to the books. */
  readonly charges: (key: string) => Promise<number>;
}

/** A payment of 2.50 GBP that is taken at once. */
export const aPayment = ({ orderId, now }: GatewayUnderTest, attempt = 1): AuthorizeRequest => ({
  purpose: 'authorize',
  key: paymentKey({ identity: IDENTITY, orderId, attempt }),
  pipeline: IDENTITY,
  orderId,
  amount: 250,
  currency: 'GBP',
  requestedAt: now().toISOString(),
  attempt,
  capture: true,
  method: 'card',
});

/** The nth request of a purpose about a payment. */
export function followUpOf(
  { key: payment, orderId, pipeline, currency, requestedAt }: AuthorizeRequest,
  purpose: FollowUpRequest['purpose'], amount: number, nth = 1,
): FollowUpRequest {
  const key = followUpKey(payment, purpose, nth);
  return { purpose, key, pipeline, orderId, amount, currency, requestedAt, payment: { key: payment } };
}
