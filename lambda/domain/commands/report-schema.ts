import * as v from 'valibot';
import { MAX_AMOUNT } from '../order/amount';
import { CURRENCIES } from '../order/currencies';
import { requiredText } from '../order/order';
import { ProblemCode } from '../order/problem-codes';
import { REFERENCE } from '../state/foreign-text';

/** As RFC 9562 writes UUIDs, and as the pipeline writes its keys. */
const UUID = /^[0-9a-f]{8}(?:-[0-9a-f]{4}){3}-[0-9a-f]{12}$/;

/** A time in UTC. JavaScript and Java write it with `Z`, Python with `+00:00`. */
const REPORTED_TIME =
  /^\d{4}-(?:0[1-9]|1[0-2])-(?:0[1-9]|[12]\d|3[01])T(?:[01]\d|2[0-3])(?::[0-5]\d){2}(?:\.\d{1,9})?(?:Z|\+00:00)$/;

const referenceSchema = v.pipe(v.string(), v.regex(REFERENCE, ProblemCode.REFERENCE_INVALID));
const reportedAmount = v.pipe(
  v.number(),
  v.integer(ProblemCode.AMOUNT_INVALID),
  v.minValue(1, ProblemCode.AMOUNT_INVALID),
  v.maxValue(MAX_AMOUNT, ProblemCode.AMOUNT_INVALID),
);

/** The answers of the payment contract (`src/contract/payment-call.ts`), but for that of a look-up. */
const answer = v.variant('status', [
  v.strictObject({
    status: v.literal('succeeded'),
    reference: referenceSchema,
    amount: v.optional(reportedAmount),
    captureBefore: v.optional(v.pipe(v.string(), v.regex(REPORTED_TIME, ProblemCode.TIME_INVALID))),
  }),
  v.strictObject({ status: v.literal('declined'), code: requiredText(200), retryable: v.optional(v.boolean()) }),
  v.strictObject({ status: v.literal('pending'), reference: v.optional(referenceSchema) }),
  v.strictObject({ status: v.literal('unknown'), reason: v.optional(requiredText(1_000)) }),
], ProblemCode.ANSWER_UNKNOWN);

/** The fields of a report about a payment. */
export const reportEntries = {
  key: v.pipe(v.string(), v.regex(UUID, ProblemCode.PAYMENT_KEY_INVALID)),
  answer,
  amount: v.optional(reportedAmount),
  currency: v.optional(v.pipe(v.string(), v.values(CURRENCIES, ProblemCode.CURRENCY_UNKNOWN))),
};
