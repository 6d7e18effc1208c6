import type { PaymentAnswer } from '../../../src/contract/payment/payment-call';

/** What came of a call: a valid answer, or none in time. To the pipeline, no answer is an unknown outcome. */
export type Reply = PaymentAnswer | { readonly status: 'noAnswer'; readonly reason: string };

/** Something that the contract forbids, in one sentence or two. */
export class ContractBroken extends Error {
  override readonly name = 'ContractBroken';
}

const ANSWER_STATUSES = ['succeeded', 'declined', 'pending', 'unknown', 'notFound'];
const REFERENCE_RULE = /^[!-~]{1,255}$/;
const UTC = /^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d(\.\d{1,9})?(Z|\+00:00)$/;

/** Checks an answer. Throws ContractBroken if it is none of the contract. */
export function readAnswerTo(operation: unknown, amount: unknown, value: unknown): PaymentAnswer {
  const broken = (path: string, received: unknown, allowed: string): never => {
    throw new ContractBroken(`The answer is not valid: ${path} is ${shortJson(received)}; allowed: ${allowed}.`);
  };
  if (typeof value !== 'object' || value === null || Array.isArray(value)) {
    return broken('the answer', value, 'an object with a status');
  }
  // A field that is null counts as absent, because many serializers write it so.
  const answer = Object.fromEntries(Object.entries(value).filter(([, given]) => given !== null));
  const allowed = operation === 'lookUp' ? ANSWER_STATUSES : ANSWER_STATUSES.filter(status => status !== 'notFound');
  const text = (field: string, isAllowed: (value: string) => boolean, what: string): void => {
    const received = answer[field];
    if (typeof received !== 'string' || !isAllowed(received)) broken(field, received, what);
  };
  const isReference = (given: string) => REFERENCE_RULE.test(given);
  const REFERENCES = '1 to 255 printable ASCII characters without spaces';

  switch (answer.status) {
    case 'succeeded':
      text('reference', isReference, REFERENCES);
      if (answer.amount !== undefined && answer.amount !== amount) {
        broken('amount', answer.amount, `${shortJson(amount)}, the amount of the request, or no amount`);
      }
      if (answer.captureBefore !== undefined) {
        const isTime = (given: string) => UTC.test(given) && !Number.isNaN(Date.parse(given));
        text('captureBefore', isTime, 'a time of ISO 8601 in UTC, or none');
      }
      break;
    case 'declined':
      text('code', () => true, 'a text');
      if (answer.retryable !== undefined && typeof answer.retryable !== 'boolean') {
        broken('retryable', answer.retryable, 'true, false, or nothing');
      }
      break;
    case 'pending':
      if (answer.reference !== undefined) text('reference', isReference, `${REFERENCES}, or none`);
      break;
    case 'unknown':
      if (answer.reason !== undefined) text('reason', () => true, 'a text, or none');
      break;
    default:
      if (!allowed.includes(answer.status as string)) broken('status', answer.status, allowed.join(', '));
  }
  return answer as PaymentAnswer;
}

/** The longest value that a message shows. */
const MAX_SHOWN = 500;

/** A value as JSON, cut. */
export function shortJson(value: unknown): string {
  const text = value === undefined ? 'nothing' : JSON.stringify(value);
  return text.length > MAX_SHOWN ? `${text.slice(0, MAX_SHOWN)}… (${text.length} characters)` : text;
}
