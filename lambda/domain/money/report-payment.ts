import type { MoneyEvent } from './events';
import { type RecordedAnswer, decideRecordAnswer } from './record-answer';
import type { PaymentAnswer } from '../../../src/contract/payment/payment-call';
import { type FoundRequest, type Payment, findRequest, requestIn } from '../state/money/payments';
import type { OrderState } from '../state/order-state';
import { CommandRefused } from '../state/refusal';

/** What somebody can report about a request. Who reports has not looked it up, so there is no `notFound`. */
export type ReportedAnswer = Exclude<PaymentAnswer, { readonly status: 'notFound' }>;

/**
 * Reports, from outside, what became of a request to the provider: a payment system that answers later, a webhook, or a
 * person who has looked at the provider's books. It is recorded as if the provider had answered.
 */
export interface ReportPayment {
  readonly type: 'ReportPayment';
  /** The key of the request. */
  readonly key: string;
  readonly answer: ReportedAnswer;
  /** What was done, if it is known, in minor units. */
  readonly amount?: number;
  readonly currency?: string;
  /** When the report came, and when an authorization ends if the answer does not say it. ISO 8601, UTC. */
  readonly at: string;
  readonly captureBefore: string;
}

export function decideReportPayment(state: OrderState, command: ReportPayment): readonly MoneyEvent[] {
  const { key, answer } = command;
  const found = checkMoney(state, command);
  switch (answer.status) {
    case 'unknown':
      throw new CommandRefused('OUTCOME_UNKNOWN', 'the answer is unknown; allowed: succeeded, declined, pending');
    case 'pending':
      return []; // nothing is known yet, and the time until which the order waits stays as it is
    default:
      return decideRecordAnswer(state, {
        type: 'RecordAnswer', key, answer: recordedOf(answer, found.payment, command),
      });
  }
}

/** The request. Throws CommandRefused if the answer is not about the money that was requested. */
function checkMoney(state: OrderState, { key, answer, amount, currency }: ReportPayment): FoundRequest {
  const found = findRequest(state, key);
  if (!found) throw new CommandRefused('PAYMENT_UNKNOWN', `the order has no request with the key ${key}`);
  const { payment } = found;
  const requested = requestIn(found).amount;
  const amounts = [amount, answer.status === 'succeeded' ? answer.amount : undefined];
  const other = amounts.find(one => one !== undefined && one !== requested);
  if (other !== undefined) {
    throw new CommandRefused('AMOUNT_MISMATCH', `the amount is ${other}; allowed: ${requested}, as requested`);
  }
  if (currency === undefined || currency === payment.currency) return found;
  throw new CommandRefused('CURRENCY_MISMATCH',
    `the currency is ${currency}; allowed: ${payment.currency}, as requested`);
}

function recordedOf(
  answer: Extract<ReportedAnswer, { status: 'succeeded' | 'declined' }>,
  { requestedAt }: Payment,
  { at, captureBefore }: ReportPayment,
): RecordedAnswer {
  if (answer.status === 'declined') return answer;
  // The life of an authorization counts from its request: a report may come days later.
  const end = Date.parse(requestedAt) + Date.parse(captureBefore) - Date.parse(at);
  const told = answer.captureBefore ?? end;
  const { status, reference } = answer;
  return { status, reference, authorizedAt: requestedAt, captureBefore: new Date(told).toISOString() };
}
