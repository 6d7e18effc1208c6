import type { MoneyEvent } from './events';
import type { CaptureModeName } from '../../../src/contract/payment/payment-call';
import type { Order } from '../order/order';
import { mayAttempt, missingIn } from '../state/due';
import { wasReserved } from '../state/goods';
import { authorizationsOf, wasRenewalTried } from '../state/money/authorization';
import { paymentKey } from '../state/money/payment-key';
import { heldBy, isUnderway, paymentsOf } from '../state/money/payments';
import type { OrderState } from '../state/order-state';
import { outOfStep } from '../state/refusal';
import { isFinal } from '../state/status';

/** Records an attempt to pay, before the provider is asked. */
export interface RequestPayment {
  readonly type: 'RequestPayment';
  /** The identity of the pipeline. */
  readonly identity: string;
  readonly capture: CaptureModeName;
  /** The key of the payment whose authorization it renews. Otherwise, it pays what the order is not covered for. */
  readonly renews?: string;
  /** ISO 8601, UTC. */
  readonly at: string;
}

export function decideRequestPayment(
  state: OrderState, order: Order, { identity, capture, renews, at }: RequestPayment,
): readonly MoneyEvent[] {
  if (isUnderway(state) || state.failure !== undefined) return [];
  const amount = renews === undefined ? missingAmount(state) : amountToRenew(state, renews);
  if (amount <= 0) return []; // nothing to pay, or somebody was faster
  const { orderId, currency, payment: { method } } = order;
  const attempt = paymentsOf(state).length + 1;
  const key = paymentKey({ identity, orderId, attempt });
  const renewal = renews !== undefined && { renews };
  const data = { key, attempt, amount, currency, method, capture, ...renewal, requestedAt: at };
  return [{ type: 'PaymentRequested', data }];
}

function missingAmount(state: OrderState): number {
  if (isFinal(state.status)) return 0;
  if (state.total === undefined || !wasReserved(state)) throw outOfStep('RequestPayment', state);
  return mayAttempt(state) ? missingIn(state) : 0;
}

function amountToRenew(state: OrderState, key: string): number {
  const authorization = authorizationsOf(state).find(one => one.key === key);
  return authorization && !wasRenewalTried(state, authorization) ? heldBy(authorization) : 0;
}
