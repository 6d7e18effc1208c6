import type { MoneyEvent } from './events';
import { MAX_ATTEMPTS, missingIn } from '../state/due';
import { MAX_FOREIGN, foreignText } from '../state/foreign-text';
import { type FollowUp, type Payment, type RequestStatus, findRequest } from '../state/money/payments';
import { type OrderState, isStopped } from '../state/order-state';
import { CommandRefused } from '../state/refusal';

/** What became of a request, as the provider or a person says. */
export type RecordedAnswer =
  | {
    readonly status: 'succeeded';
    /** A text for which `isReference` holds. */
    readonly reference: string;
    /** Of an authorization: when it was made, and when it ends. ISO 8601, UTC. */
    readonly authorizedAt: string;
    readonly captureBefore: string;
  }
  | { readonly status: 'declined'; readonly code: string; readonly retryable?: boolean }
  | {
    readonly status: 'pending';
    readonly reference?: string;
    /** When the provider is asked whether it has answered, and until when its answer is waited for. ISO 8601, UTC. */
    readonly lookAt: string;
    readonly answerBefore: string;
  }
  /** A pending payment was not answered in time. */
  | { readonly status: 'noAnswer' };

/**
 * Records what became of a request. Answers may come early, late, more than once and in any order. A success is always
 * recorded, also after a decline or after the end of the order: what is too much is then refunded.
 */
export interface RecordAnswer {
  readonly type: 'RecordAnswer';
  /** The key of the request. */
  readonly key: string;
  readonly answer: RecordedAnswer;
}

/** The code of a payment that was not answered in time. */
const NO_ANSWER = 'NO_ANSWER';

export function decideRecordAnswer(state: OrderState, { key, answer }: RecordAnswer): readonly MoneyEvent[] {
  const found = findRequest(state, key);
  if (!found) {
    throw new CommandRefused('PAYMENT_UNKNOWN', `the order has no request with the key ${JSON.stringify(key)}`);
  }
  const { payment, followUp } = found;
  return followUp ? answerToFollowUp(payment, followUp, answer) : answerToPayment(state, payment, answer);
}

const MAY_BE_ANSWERED: Record<RequestStatus, boolean> = {
  REQUESTED: true, UNKNOWN: true, PENDING: true, DONE: false, FAILED: false,
};

function answerToPayment(state: OrderState, payment: Payment, answer: RecordedAnswer): readonly MoneyEvent[] {
  const { key, amount, currency } = payment;
  if (answer.status === 'succeeded') {
    if (payment.authorized > 0) return []; // it is on record
    const { reference, authorizedAt, captureBefore } = answer;
    return payment.capture === 'IMMEDIATE'
      ? [{ type: 'PaymentCaptured', data: { key, payment: key, amount, currency, reference } }]
      : [{ type: 'PaymentAuthorized', data: { key, amount, currency, reference, authorizedAt, captureBefore } }];
  }
  const isLateDecline = answer.status === 'declined' && payment.timedOut === true && payment.authorized === 0;
  if (!MAY_BE_ANSWERED[payment.status] && !isLateDecline) return []; // an earlier answer has settled the payment
  switch (answer.status) {
    case 'declined': {
      const retry = (isPaid(state) || mayRetry(state, payment, answer)) && GOES_ON;
      return [{ type: 'PaymentDeclined', data: { key, code: codeOf(answer), ...retry } }];
    }
    case 'pending': {
      const { status: _, ...data } = answer;
      return [{ type: 'PaymentPending', data: { key, ...data } }];
    }
    case 'noAnswer':
      if (payment.status !== 'PENDING') return [];
      return [{
        type: 'PaymentDeclined', data: { key, code: NO_ANSWER, timedOut: true, ...(isPaid(state) && GOES_ON) },
      }];
  }
}

const codeOf = ({ code }: { readonly code: string }): string => foreignText(code, MAX_FOREIGN.code);

const GOES_ON = { retry: true } as const;

/** Whether an order that is on its way needs no other payment: an earlier attempt has succeeded after all. */
const isPaid = (state: OrderState): boolean => !isStopped(state) && missingIn(state) <= 0;

/** Whether another attempt follows. A payment that renews an authorization is tried once. */
const mayRetry = (
  state: OrderState, { attempt }: Payment, { retryable }: { readonly retryable?: boolean },
): boolean => retryable === true && attempt < MAX_ATTEMPTS && !isStopped(state);

const DONE = { capture: 'PaymentCaptured', refund: 'PaymentRefunded' } as const;
const REFUSED = { capture: 'CaptureFailed', void: 'VoidFailed', refund: 'RefundFailed' } as const;

function answerToFollowUp(
  { key: payment, currency }: Payment, followUp: FollowUp, answer: RecordedAnswer,
): readonly MoneyEvent[] {
  const { key, purpose, amount } = followUp;
  if (answer.status === 'succeeded') {
    if (followUp.status === 'DONE') return [];
    const data = { key, payment, amount, currency };
    if (purpose === 'void') return [{ type: 'PaymentVoided', data }];
    return [{ type: DONE[purpose], data: { ...data, reference: answer.reference } }];
  }
  // A bank may send a refund back, days after the provider has made it.
  const isSentBack = purpose === 'refund' && followUp.status === 'DONE' && answer.status === 'declined';
  if (!MAY_BE_ANSWERED[followUp.status] && !isSentBack) return [];
  switch (answer.status) {
    case 'declined':
      return [{ type: REFUSED[purpose], data: { key, payment, code: codeOf(answer) } }];
    case 'pending': {
      const { status: _, ...data } = answer;
      return [{ type: 'PaymentPending', data: { key, ...data } }];
    }
    case 'noAnswer':
      return [];
  }
}
