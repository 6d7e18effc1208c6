import type { CaptureModeName } from '../../../../src/contract/payment/payment-call';

/**
 * How one request to the provider stands.
 * - `REQUESTED`: on record, and perhaps sent. `UNKNOWN`: sent, and nobody knows what became of it. Either may have
 *   moved the money.
 * - `PENDING`: the provider works on it, and answers later.
 * - `DONE`, `FAILED`: the provider did it, or refused to.
 */
export type RequestStatus = 'REQUESTED' | 'UNKNOWN' | 'PENDING' | 'DONE' | 'FAILED';

/** Captures or voids some of what a payment holds, or refunds some of what it has captured. */
export interface FollowUp {
  readonly purpose: 'capture' | 'void' | 'refund';
  readonly key: string;
  readonly amount: number;
  /** ISO 8601, UTC, as all times here. From then on the key is in use: the provider forgets it after its life. */
  readonly requestedAt: string;
  readonly status: RequestStatus;
  /** Of a pending request: when the provider is asked about it, and until when the answer is waited for. */
  readonly lookAt?: string;
  readonly answerBefore?: string;
}

/** One attempt to pay the order. All amounts are in minor units. */
export interface Payment {
  readonly key: string;
  readonly attempt: number;
  /** What the provider was asked for. */
  readonly amount: number;
  readonly currency: string;
  readonly method: string;
  /** Whether the money is taken at once, or authorized first. */
  readonly capture: CaptureModeName;
  /** The key of the payment whose authorization it renews. */
  readonly renews?: string;
  readonly requestedAt: string;
  /** How the request of the payment stands. `FAILED` if it was declined, or not answered in time. */
  readonly status: RequestStatus;
  readonly lookAt?: string;
  readonly answerBefore?: string;
  /** Whether the provider did not answer in time. It may still take the money, unless the payment is voided. */
  readonly timedOut?: true;
  /** The provider's reference of the payment, which later requests name. */
  readonly reference?: string;
  readonly authorizedAt?: string;
  /** When the authorization ends, unless it is captured before. */
  readonly captureBefore?: string;
  readonly authorized: number;
  readonly captured: number;
  /** What was voided, or has expired. */
  readonly voided: number;
  readonly refunded: number;
  readonly followUps: readonly FollowUp[];
}

/** The part of the state about money. */
export interface MoneyState {
  /** By attempt. Undefined until the first one. */
  readonly payments?: readonly Payment[];
  /** The amount that is not charged, because the customer has an account. */
  readonly onAccount?: number;
}

const IS_OPEN: Record<RequestStatus, boolean> = {
  REQUESTED: true, UNKNOWN: true, PENDING: false, DONE: false, FAILED: false,
};

/** Whether the money may have moved, and only the provider knows. */
export const isOpen = ({ status }: { readonly status: RequestStatus }): boolean => IS_OPEN[status];

export const paymentsOf = ({ payments = [] }: MoneyState): readonly Payment[] => payments;

/** The sum of the follow-ups of a purpose that are neither done nor refused. */
const underway = ({ followUps }: Payment, purpose: FollowUp['purpose']): number => followUps
  .filter(one => one.purpose === purpose && (isOpen(one) || one.status === 'PENDING'))
  .reduce((sum, { amount }) => sum + amount, 0);

/**
 * What may still be captured or voided: authorized, and no request about it is underway. A request to void may be about
 * a payment that is not authorized yet, so the difference may be below zero.
 */
export const heldBy = (payment: Payment): number => Math.max(0,
  payment.authorized - payment.captured - payment.voided - underway(payment, 'capture') - underway(payment, 'void'));

/**
 * What may still be refunded: captured, and no refund of it is underway. A refund that was refused may turn out to be
 * done while another one is underway, so the difference may be below zero.
 */
export const keptBy = (payment: Payment): number =>
  Math.max(0, payment.captured - payment.refunded - underway(payment, 'refund'));

const sumOf = (state: MoneyState, amountOf: (payment: Payment) => number): number =>
  paymentsOf(state).reduce((sum, payment) => sum + amountOf(payment), 0);

/** What the order has taken and does not give back. */
export const keptIn = (state: MoneyState): number => sumOf(state, keptBy);

/** What the order holds of the customer's, and may still capture. */
export const heldIn = (state: MoneyState): number => sumOf(state, heldBy);

/** What the order has taken, authorized or put on an account. */
export const coverOf = (state: MoneyState): number => keptIn(state) + heldIn(state) + (state.onAccount ?? 0);

/** Whether the order has money that no request gives back. */
export const holdsMoney = (state: MoneyState): boolean => keptIn(state) + heldIn(state) > 0;

/** Whether anything was authorized, even if it was voided later. */
export const wasAuthorized = (state: MoneyState): boolean => paymentsOf(state).some(({ authorized }) => authorized > 0);

/** Whether anything was captured, even if it was refunded later. */
export const wasCaptured = (state: MoneyState): boolean => paymentsOf(state).some(({ captured }) => captured > 0);

/** Whether the provider declined a payment, as far as is known. */
export const wasDeclined = (state: MoneyState): boolean => paymentsOf(state).some(isDeclined);

export const isDeclined = ({ status, authorized }: Payment): boolean => status === 'FAILED' && authorized === 0;

/**
 * Whether a payment was requested and its outcome is not known. The money may have moved, so the workflow must ask the
 * provider again before it decides anything else. A payment that is pending, or was not answered in time, counts until
 * somebody has asked to void it.
 */
export const isPaymentOpen = (state: MoneyState): boolean =>
  paymentsOf(state).some(payment => isOpen(payment) || (mayComeYet(payment) && !isStopping(payment)));

/** Whether the provider may still make a payment of which it has made nothing. */
export const mayComeYet = ({ status, timedOut, authorized }: Payment): boolean =>
  status === 'PENDING' || (timedOut === true && authorized === 0);

/** Whether a request to void the payment is underway or done. */
export const isStopping = ({ followUps }: Payment): boolean =>
  followUps.some(({ purpose, status }) => purpose === 'void' && status !== 'FAILED');

/** A request to the provider, by its key: an attempt, or a follow-up with the attempt to which it belongs. */
export type FoundRequest = { readonly payment: Payment; readonly followUp?: FollowUp };

/** The request itself: that of a payment, or one about it. */
export const requestIn = ({ payment, followUp }: FoundRequest): Payment | FollowUp => followUp ?? payment;

export function findRequest(state: MoneyState, key: string): FoundRequest | undefined {
  return allRequests(state).find(found => requestIn(found).key === key);
}

/** All requests to the provider: each payment, followed by the requests about it. */
export const allRequests = (state: MoneyState): readonly FoundRequest[] => paymentsOf(state).flatMap(payment =>
  [{ payment }, ...payment.followUps.map(followUp => ({ payment, followUp }))]);

/** Whether the provider was asked for a payment and has neither made nor declined it. */
export const isUnderway = (state: MoneyState): boolean =>
  paymentsOf(state).some(payment => isOpen(payment) || payment.status === 'PENDING');

/** The request of which nobody knows what became, and of which the log does not say so yet. */
export function firstRequested(state: MoneyState): { readonly key: string } | undefined {
  return allRequests(state).map(requestIn).find(({ status }) => status === 'REQUESTED');
}

/**
 * Whether the provider still knows the key of a request when it arrives there. `now` and `within`, the time that the
 * request may take, are in milliseconds, like `keyLife`. The age counts from the record of the request, which is before
 * the provider first saw the key, so it is never too short.
 */
export const isKeyAlive = (
  { requestedAt }: Pick<Payment, 'requestedAt'>,
  { now, within, keyLife }: Readonly<Record<'now' | 'within' | 'keyLife', number>>,
): boolean => now + within - Date.parse(requestedAt) < keyLife;
