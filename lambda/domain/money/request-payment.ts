import type { MoneyEvent } from './events';
import type { Order } from '../order/order';
import { wasReserved } from '../state/goods';
import { type OrderState, isStopped } from '../state/order-state';
import { chargeKey } from '../state/payment-key';
import { outOfStep } from '../state/refusal';

/** Records the charge that the provider will be asked for, before it is asked. */
export interface RequestPayment {
  readonly type: 'RequestPayment';
  /** The identity of the pipeline. */
  readonly identity: string;
  /** ISO 8601, UTC. */
  readonly at: string;
}

export function decideRequestPayment(
  state: OrderState, order: Order, { identity, at }: RequestPayment,
): readonly MoneyEvent[] {
  if (isStopped(state) || state.payment) return [];
  const { total } = state;
  if (total === undefined || !wasReserved(state)) throw outOfStep('RequestPayment', state);
  if (total === 0) return []; // nothing to pay
  const { orderId, currency, payment: { method } } = order;
  const attempt = 1;
  return [{
    type: 'PaymentRequested',
    data: {
      key: chargeKey({ identity, orderId, attempt }), attempt, amount: total, currency, method, requestedAt: at,
    },
  }];
}
