import type { MoneyEvent } from './events';
import { type FollowUp, type MoneyState, type Payment, type RequestStatus, paymentsOf } from '../state/money/payments';
import { type OtherEvents, unchanged } from '../state/part-events';

/** How an event changes the money of an order. */
export function evolveMoney(money: MoneyState, event: MoneyEvent | OtherEvents<MoneyEvent>): Partial<MoneyState> {
  switch (event.type) {
    case 'PaymentRequested':
      return { payments: [...paymentsOf(money), { ...event.data, ...NOTHING_MOVED }] };
    case 'PaymentPending': {
      const { key, reference, lookAt, answerBefore } = event.data;
      return withRequest(money, key, request =>
        ({ ...request, status: 'PENDING', lookAt, answerBefore, ...(reference !== undefined && { reference }) }));
    }
    case 'PaymentAuthorized': {
      const { key, amount, reference, authorizedAt, captureBefore } = event.data;
      const held = { authorized: amount, authorizedAt, captureBefore, reference };
      return withPayment(money, key, payment =>
        ({ ...over(payment, 'DONE'), ...held, voided: wasStopped(payment) ? amount : payment.voided }));
    }
    case 'PaymentCaptured':
      return { payments: paymentsOf(money).map(payment => withCapture(payment, event.data)) };
    case 'PaymentDeclined':
      return withPayment(money, event.data.key, ({ timedOut: _, ...payment }) =>
        ({ ...over(payment, 'FAILED'), ...(event.data.timedOut && { timedOut: true }) }));
    case 'PaymentOnAccount':
      return { onAccount: (money.onAccount ?? 0) + event.data.amount };
    case 'CaptureRequested': return withFollowUp(money, 'capture', event.data);
    case 'VoidRequested': return withFollowUp(money, 'void', event.data);
    case 'RefundRequested': return withFollowUp(money, 'refund', event.data);
    case 'PaymentVoided':
      return withPayment(money, event.data.payment, payment => withVoid(payment, event.data));
    case 'PaymentRefunded':
      return withPayment(money, event.data.payment, payment =>
        ({ ...withStatus(payment, event.data.key, 'DONE'), refunded: payment.refunded + event.data.amount }));
    case 'CaptureFailed':
    case 'VoidFailed':
      return withPayment(money, event.data.payment, payment => withStatus(payment, event.data.key, 'FAILED'));
    case 'RefundFailed':
      return withPayment(money, event.data.payment, payment => withoutRefund(payment, event.data.key));
    case 'AuthorizationExpired':
      return withPayment(money, event.data.key, payment =>
        ({ ...payment, voided: payment.voided + event.data.amount }));
    case 'PaymentOutcomeUnknown':
      return withRequest(money, event.data.key, request => ({ ...request, status: 'UNKNOWN' }));
    default:
      return unchanged<MoneyEvent>(event);
  }
}

const NOTHING_MOVED = {
  status: 'REQUESTED', authorized: 0, captured: 0, voided: 0, refunded: 0, followUps: [],
} as const satisfies Partial<Payment>;

/** A request that is answered: nobody waits for it any more. */
function over<R extends Payment | FollowUp>({ lookAt: _, answerBefore: __, ...request }: R, status: RequestStatus): R {
  return { ...request, status } as R;
}

/** The provider stopped the payment. So it holds nothing, even if the log hears later that it was authorized. */
const wasStopped = ({ followUps }: Payment): boolean =>
  followUps.some(({ purpose, status }) => purpose === 'void' && status === 'DONE');

function withPayment(money: MoneyState, key: string, change: (payment: Payment) => Payment): Partial<MoneyState> {
  return { payments: paymentsOf(money).map(payment => (payment.key === key ? change(payment) : payment)) };
}

/** Changes the request with this key, whether it is that of a payment or about one. */
function withRequest(
  money: MoneyState, key: string, change: <R extends Payment | FollowUp>(request: R) => R,
): Partial<MoneyState> {
  return {
    payments: paymentsOf(money).map(payment =>
      (payment.key === key ? change(payment) : withFollowUpOf(payment, key, change))),
  };
}

const withFollowUpOf = (payment: Payment, key: string, change: (followUp: FollowUp) => FollowUp): Payment =>
  ({ ...payment, followUps: payment.followUps.map(one => (one.key === key ? change(one) : one)) });

/** Ends a request about a payment. */
const withStatus = (payment: Payment, key: string, status: 'DONE' | 'FAILED'): Payment =>
  withFollowUpOf(payment, key, one => over(one, status));

function withFollowUp(
  money: MoneyState, purpose: FollowUp['purpose'], { key, payment: of, amount, requestedAt }: FollowUpData,
): Partial<MoneyState> {
  return withPayment(money, of, payment => ({
    ...payment, followUps: [...payment.followUps, { purpose, key, amount, requestedAt, status: 'REQUESTED' }],
  }));
}

/** The refund was refused, or sent back after it was made. Then the payment keeps the money again. */
function withoutRefund(payment: Payment, key: string): Payment {
  const sentBack = payment.followUps.find(one => one.key === key && one.status === 'DONE')?.amount ?? 0;
  return { ...withStatus(payment, key, 'FAILED'), refunded: payment.refunded - sentBack };
}

type FollowUpData = Extract<MoneyEvent, { type: 'RefundRequested' }>['data'];

/** The amount was taken at once, or it was captured of what was authorized. */
function withCapture(payment: Payment, { key, payment: of, amount, reference }: CaptureData): Payment {
  if (payment.key !== of) return payment;
  const captured = payment.captured + amount;
  if (payment.key !== key) return { ...withStatus(payment, key, 'DONE'), captured };
  return { ...over(payment, 'DONE'), authorized: payment.authorized + amount, captured, reference };
}

type CaptureData = Extract<MoneyEvent, { type: 'PaymentCaptured' }>['data'];

/**
 * A payment that was not authorized is ended by it: nothing was held, and nothing will be taken. One that was taken in
 * the meantime has nothing left to void.
 */
function withVoid(payment: Payment, { key, amount }: { readonly key: string; readonly amount: number }): Payment {
  const voided = withStatus(payment, key, 'DONE');
  if (payment.authorized === 0) return over(voided, 'FAILED');
  const left = payment.authorized - payment.captured - payment.voided;
  return { ...voided, voided: payment.voided + Math.min(amount, left) };
}
