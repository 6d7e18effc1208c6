/**
 * What is due at the payment provider. Every way to settle an order asks this: the payment step, the compensation, a
 * run that the heartbeat starts, and a command.
 */
import { wasReserved } from './goods';
import {
  type Authorization, authorizationsOf, endsSoonAt, isExpired, wasRenewalTried, wasRenewed,
} from './money/authorization';
import {
  type FollowUp, type FoundRequest, type MoneyState, type Payment, allRequests, coverOf, heldBy, heldIn, isDeclined,
  isOpen, isStopping, isUnderway, keptBy, keptIn, mayComeYet, paymentsOf, requestIn,
} from './money/payments';
import { type OrderState, isStopped } from './order-state';
import { isFinal } from './status';
import type { ExpiringPolicyName } from '../../../src/contract/payment/payment';

/** What decides what is due, besides the state. */
export interface Terms {
  /** In milliseconds since 1970. */
  readonly now: number;
  readonly expiring: ExpiringPolicyName;
}

/**
 * What is due next.
 * - `ask`: a request is on record, and its outcome is not known.
 * - `look`: a request may have been answered since. Look it up, once in a run; if there is nothing new, leave it.
 * - `pay`: an attempt to pay has to be recorded, before it is asked for. It may renew an authorization.
 * - `request`: a request about a payment has to be recorded, before it is asked for.
 * - `give up`: a pending payment was not answered in time.
 * - `expire`: an authorization has ended.
 */
export type Due =
  | ({ readonly type: 'ask' | 'look' } & FoundRequest)
  | { readonly type: 'pay'; readonly renews?: string }
  | {
    readonly type: 'request';
    readonly purpose: FollowUp['purpose'];
    readonly payment: Payment;
    readonly amount: number;
  }
  | { readonly type: 'give up' | 'expire'; readonly payment: Payment };

/** Everything that is due at a time, the most urgent first. Pure. */
export function dueOf(state: OrderState, terms: Terms): readonly Due[] {
  return [
    ...openRequests(state),
    ...pendingRequests(state, terms),
    ...endedAuthorizations(state, terms),
    ...tooMuchTaken(state),
    ...tooMuchHeld(state),
    ...paymentsToStop(state),
    ...missingPayment(state),
    ...(state.status === 'CONFIRMED' ? endingAuthorizations(state, terms) : []),
  ];
}

const openRequests = (state: MoneyState): readonly Due[] => allRequests(state)
  .filter(found => isOpen(requestIn(found)))
  .map(one => ({ type: 'ask', ...one }));

/** Pending requests are looked up. When their time is over, a payment is given up; the others are asked for again. */
function pendingRequests(state: MoneyState, { now }: Terms): readonly Due[] {
  return allRequests(state).flatMap((found): Due[] => {
    const { payment, followUp } = found;
    const { status, answerBefore } = requestIn(found);
    if (status !== 'PENDING') return [];
    const isOver = answerBefore !== undefined && Date.parse(answerBefore) <= now;
    if (!isOver) return [{ type: 'look', payment, followUp }];
    return followUp ? [{ type: 'ask', payment, followUp }] : [{ type: 'look', payment }, { type: 'give up', payment }];
  });
}

const endedAuthorizations = (state: MoneyState, { now }: Terms): readonly Due[] => authorizationsOf(state)
  .filter(authorization => isExpired(authorization, now))
  .map(payment => ({ type: 'expire', payment }));

/** What the order may keep: its total, or nothing if it has failed. */
const owedFor = ({ failure, total = 0, onAccount = 0 }: OrderState): number => (failure ? 0 : total - onAccount);

/** Refunds what was captured beyond what is owed, such as an attempt that succeeds after another one did. */
function tooMuchTaken(state: OrderState): readonly Due[] {
  const excess = keptIn(state) - owedFor(state);
  const payment = paymentsOf(state).find(one => keptBy(one) > 0);
  if (excess <= 0 || !payment) return [];
  return [{ type: 'request', purpose: 'refund', payment, amount: Math.min(excess, keptBy(payment)) }];
}

/** Voids an authorization without which the order still holds enough, such as one that was renewed. */
function tooMuchHeld(state: OrderState): readonly Due[] {
  const needed = Math.max(0, owedFor(state) - keptIn(state));
  const payment = paymentsOf(state).find(one =>
    heldBy(one) > 0 && (wasRenewed(state, one) || heldIn(state) - heldBy(one) >= needed));
  return payment ? [{ type: 'request', purpose: 'void', payment, amount: heldBy(payment) }] : [];
}

/**
 * A failed order stops payments that may still succeed, and any order those that were not answered in time. Before it
 * tries again to stop one that could not be stopped, it looks whether it has succeeded. A failed order that has ended
 * runs again only if somebody has reason to think that the provider took the money of a declined payment after all, so
 * it looks at those.
 */
function paymentsToStop(state: OrderState): readonly Due[] {
  return paymentsOf(state).flatMap((payment): Due[] => {
    if (!state.failure && !payment.timedOut) return [];
    const isInDoubt = state.failure !== undefined && isFinal(state.status);
    const look: Due[] = isDeclined(payment) && (isInDoubt || wasNotStopped(payment)) ? [{ type: 'look', payment }] : [];
    if (!mayComeYet(payment) || isStopping(payment)) return look;
    return [...look, { type: 'request', purpose: 'void', payment, amount: payment.amount }];
  });
}

const wasNotStopped = ({ followUps }: Payment): boolean =>
  followUps.some(({ purpose, status }) => purpose === 'void' && status === 'FAILED');

/**
 * The most attempts to pay an order, renewals aside. A provider says that another attempt may succeed if its own
 * network fails, so the next one comes seconds later. The number is a choice: card networks count repeated attempts,
 * and charge for many. It also bounds what a provider can hold whose authorizations end at once.
 */
export const MAX_ATTEMPTS = 3;

export const mayAttempt = (state: MoneyState): boolean =>
  paymentsOf(state).filter(({ renews }) => renews === undefined).length < MAX_ATTEMPTS;

/** An order that is not covered is paid: for the first time, or after a decline that allows another attempt. */
function missingPayment(state: OrderState): readonly Due[] {
  const isReady = wasReserved(state) && !isStopped(state) && !isUnderway(state) && mayAttempt(state);
  return isReady && missingIn(state) > 0 ? [{ type: 'pay' }] : [];
}

/** What the order is not covered for, in minor units. */
export const missingIn = (state: OrderState): number => (state.total ?? 0) - coverOf(state);

/** Authorizations of a confirmed order that are about to end. */
function endingAuthorizations(state: OrderState, { now, expiring }: Terms): readonly Due[] {
  return authorizationsOf(state)
    .filter(authorization => endsSoonAt(authorization) <= now)
    .flatMap(authorization => beforeItEnds(state, authorization, expiring));
}

function beforeItEnds(state: OrderState, payment: Authorization, expiring: ExpiringPolicyName): readonly Due[] {
  if (expiring === 'CAPTURE') return [{ type: 'request', purpose: 'capture', payment, amount: heldBy(payment) }];
  if (expiring === 'RELEASE') return [{ type: 'request', purpose: 'void', payment, amount: heldBy(payment) }];
  // Once: if the provider declines, the authorization stands until its end. If it agrees, the old one is too much.
  return wasRenewalTried(state, payment) ? [] : [{ type: 'pay', renews: payment.key }];
}
