import { dueOf } from './due';
import { authorizationsOf, endsSoonAt, wasRenewalTried } from './money/authorization';
import { type FoundRequest, allRequests, holdsMoney, requestIn } from './money/payments';
import type { OrderState } from './order-state';
import { isFinal } from './status';

/**
 * Whether the order has failed and still holds money. It is due back even if the order is cancelled already, because a
 * capture may come to light late.
 */
export const owesRefund = (state: OrderState): boolean => state.failure !== undefined && holdsMoney(state);

/**
 * Whether the order has ended, and nothing is left to do for it. Otherwise, it is on its way, waits, or is parked. An
 * order that has ended may still owe a refund, wait for the answer to one, hold an authorization that nobody has
 * captured, or hold stock that is too much for one transaction and has to be sold.
 */
export const isSettled = (state: OrderState): boolean => {
  if (!isFinal(state.status) || state.held !== undefined || isDueNow(state)) return false;
  return !allRequests(state).some(isPending) && authorizationsOf(state).length === 0;
};

/** Whether anything is due at the provider that neither its answer nor time has to bring first. */
const isDueNow = (state: OrderState): boolean =>
  dueOf(state, { now: 0, expiring: 'RENEW' }).some(({ type }) => type !== 'look');

const isPending = (found: FoundRequest): boolean => requestIn(found).status === 'PENDING';

/**
 * Until when the order waits for somebody else, in milliseconds since 1970: until it is time to ask the provider for an
 * answer, or until one of its authorizations is about to end. Undefined if it waits for nobody, because it has ended or
 * is on its way.
 */
export function waitsUntil(state: OrderState): number | undefined {
  const isEnded = isFinal(state.status);
  if (isSettled(state) || (isEnded ? state.held !== undefined || isDueNow(state) : state.failure !== undefined)) {
    return undefined;
  }
  const pending = allRequests(state).filter(one => isPending(one) && (isEnded || !one.followUp));
  const answers = pending.map(one => Date.parse(requestIn(one).lookAt!));
  const ends = isEnded ? authorizationsOf(state).map(one =>
    (wasRenewalTried(state, one) ? Date.parse(one.captureBefore) : endsSoonAt(one))) : [];
  return answers.length + ends.length === 0 ? undefined : Math.min(...answers, ...ends);
}

/**
 * The same for an order that may be parked, since its last event in milliseconds since 1970. A run of an order that has
 * ended may fail at a time when nothing is due. Then it has left nothing undone, and the order still waits.
 */
export function waitsOnUntil(state: OrderState, since: number): number | undefined {
  const end = waitsUntil(state);
  const wasInTime = end !== undefined && end > since && isFinal(state.status);
  return state.parked && !wasInTime ? undefined : end;
}
