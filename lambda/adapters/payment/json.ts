/**
 * The JSON between the pipeline and a payment provider, as schemas. `tools/schemas.ts` publishes them. Both sides
 * ignore fields that they do not know.
 */
import * as v from 'valibot';
import {
  PAYMENT_CONTRACT_VERSION, type PaymentAnswer, type PaymentCall,
} from '../../../src/contract/payment/payment-call';
import type { PaymentMessage } from '../../../src/contract/payment/payment-callback';
import { MAX_AMOUNT } from '../../domain/order/amount';
import { received } from '../../domain/order/problem';
import { MAX_FOREIGN, REFERENCE, foreignText } from '../../domain/state/foreign-text';
import { A_UTC_TIME, utcTimeIn } from '../../lib/input/utc-time';

/**
 * A time in UTC as languages write it: JavaScript and Java with `Z`, Python with `+00:00`, Java without seconds if they
 * are 0.
 */
const TIME_OF_ANY_LANGUAGE = /^\d{4}-\d{2}-\d{2}T\d{2}:\d{2}(?::\d{2}(?:\.\d{1,9})?)?(?:Z|\+00:00)$/;

const reference = v.pipe(v.string(), v.regex(REFERENCE, '1 to 255 printable ASCII characters without spaces'));
const amount = v.pipe(
  v.number(),
  v.integer('whole minor units'),
  v.minValue(1, 'at least 1'),
  v.maxValue(MAX_AMOUNT, 'at most 2^53 - 1'),
);
const time = v.pipe(v.string(), v.regex(TIME_OF_ANY_LANGUAGE, A_UTC_TIME));

/** As RFC 9562 writes UUIDs. A pattern, because a validator may not know the format `uuid` of JSON Schema. */
const uuid = v.pipe(v.string(), v.regex(/^[0-9a-f]{8}(?:-[0-9a-f]{4}){3}-[0-9a-f]{12}$/));

const callFields = {
  version: v.literal(PAYMENT_CONTRACT_VERSION),
  operation: v.picklist(['authorize', 'capture', 'void', 'refund', 'lookUp']),
  key: uuid,
  pipeline: v.string(),
  orderId: v.string(),
  amount,
  currency: v.pipe(v.string(), v.regex(/^[A-Z]{3}$/)),
  requestedAt: time,
};

/** What the pipeline sends to a payment function. */
export const paymentCallSchema = v.variant('purpose', [
  v.object({
    ...callFields,
    purpose: v.literal('authorize'),
    attempt: v.pipe(v.number(), v.integer(), v.minValue(1)),
    capture: v.boolean(),
    method: v.string(),
    token: v.optional(v.string()),
  }),
  v.object({
    ...callFields,
    purpose: v.picklist(['capture', 'void', 'refund']),
    payment: v.object({ key: uuid, reference: v.optional(reference) }),
  }),
]) satisfies v.GenericSchema<PaymentCall>;

const answerBefore = time;

/** What the pipeline sends to a payment system that answers later. */
export const paymentMessageSchema = v.variant('purpose', [
  v.object({ ...paymentCallSchema.options[0].entries, answerBefore }),
  v.object({ ...paymentCallSchema.options[1].entries, answerBefore }),
]) satisfies v.GenericSchema<PaymentMessage>;

/** What a payment provider answers. */
export const paymentAnswerSchema = v.variant('status', [
  v.object({
    status: v.literal('succeeded'),
    reference,
    amount: v.optional(amount),
    captureBefore: v.optional(time),
  }),
  v.object({ status: v.literal('declined'), code: v.string(), retryable: v.optional(v.boolean()) }),
  v.object({ status: v.literal('pending'), reference: v.optional(reference) }),
  v.object({ status: v.literal('unknown'), reason: v.optional(v.string()) }),
  v.object({ status: v.literal('notFound') }),
]) satisfies v.GenericSchema<PaymentAnswer>;

/**
 * Reads the answer of a provider. An answer that breaks a rule is an unknown outcome; its reason names the field, what
 * was received, and what is allowed. A field that is null counts as absent, because many serializers write it so.
 */
export function readAnswer(answer: unknown): PaymentAnswer | { readonly status: 'unknown'; readonly reason: string } {
  if (!hasFields(answer)) return notUnderstood(`the answer is ${received(answer)}; allowed: a JSON object`);
  const { success, output, issues } = v.safeParse(paymentAnswerSchema, withoutNulls(answer), { abortEarly: true });
  if (!success) return notUnderstood(brokenRule(issues[0]));
  if (output.status !== 'succeeded' || output.captureBefore === undefined) return output;
  const end = utcTimeIn(output.captureBefore.replace('+00:00', 'Z'));
  if (end) return { ...output, captureBefore: end.toISOString() };
  return notUnderstood(`captureBefore is ${received(output.captureBefore)}; allowed: a time that exists`);
}

const hasFields = (value: unknown): value is object =>
  typeof value === 'object' && value !== null && !Array.isArray(value);

const withoutNulls = (fields: object): object =>
  Object.fromEntries(Object.entries(fields).filter(([, value]) => value !== null));

function brokenRule({ kind, input, path, expected, message }: v.BaseIssue<unknown>): string {
  const field = path!.map(({ key }) => String(key)).join('.');
  if (input === undefined) return `${field} is missing`;
  return `${field} is ${received(input)}; allowed: ${kind === 'validation' ? message : expected}`;
}

const notUnderstood = (problem: string) =>
  ({ status: 'unknown', reason: foreignText(`wrong answer: ${problem}`, MAX_FOREIGN.message) }) as const;
