import type { MoneyEvent } from './events';
import { followUpKey } from '../state/money/payment-key';
import {
  type FollowUp, type Payment, findRequest, heldBy, isStopping, keptBy, mayComeYet,
} from '../state/money/payments';
import type { OrderState } from '../state/order-state';
import { outOfStep } from '../state/refusal';

/** Records a capture, a void or a refund, before the provider is asked. */
export interface RequestFollowUp {
  readonly type: 'RequestFollowUp';
  readonly purpose: FollowUp['purpose'];
  /** The key of the payment. */
  readonly payment: string;
  /** In minor units, at least 1. */
  readonly amount: number;
  /** ISO 8601, UTC. */
  readonly at: string;
}

const EVENTS = { capture: 'CaptureRequested', void: 'VoidRequested', refund: 'RefundRequested' } as const;

export function decideRequestFollowUp(state: OrderState, command: RequestFollowUp): readonly MoneyEvent[] {
  const { purpose, amount, at } = command;
  const found = findRequest(state, command.payment);
  if (!found || found.followUp) throw outOfStep(command.type, state);
  const { payment } = found;
  if (amount < 1 || amount > mostFor(purpose, payment)) return []; // somebody was faster
  const nth = payment.followUps.filter(one => one.purpose === purpose).length + 1;
  const { key, currency } = payment;
  return [{
    type: EVENTS[purpose],
    data: { key: followUpKey(key, purpose, nth), payment: key, amount, currency, requestedAt: at },
  }];
}

/** A payment that is not authorized yet is voided as a whole. */
function mostFor(purpose: FollowUp['purpose'], payment: Payment): number {
  if (purpose === 'refund') return keptBy(payment);
  if (purpose === 'capture' || payment.authorized > 0) return heldBy(payment);
  return mayComeYet(payment) && !isStopping(payment) ? payment.amount : 0;
}
