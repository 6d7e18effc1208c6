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
  const most = mostFor(purpose, payment);
  if (amount < 1 || amount > most) return []; // somebody was faster
  // A payment that is not authorized yet is voided as a whole: the provider stops it, whatever its amount.
  if (purpose === 'void' && payment.authorized === 0 && amount !== most) return [];
  const nth = payment.followUps.filter(one => one.purpose === purpose).length + 1;
  const { key, currency } = payment;
  return [{
    type: EVENTS[purpose],
    data: { key: followUpKey(key, purpose, nth), payment: key, amount, currency, requestedAt: at },
  }];
}

/** What may be asked for at the most. */
function mostFor(purpose: FollowUp['purpose'], payment: Payment): number {
  if (purpose === 'refund') return keptBy(payment);
  if (purpose === 'capture' || payment.authorized > 0) return heldBy(payment);
  return mayComeYet(payment) && !isStopping(payment) ? payment.amount : 0;
}
