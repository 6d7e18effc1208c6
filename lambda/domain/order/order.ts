import * as v from 'valibot';
import { MAX_AMOUNT } from './amount';
import { CURRENCIES } from './currencies';
import { ProblemCode } from './problem-codes';
import { EMAIL, LOCALE, MAX_EMAIL_LENGTH, NO_CONTROL, ORDER_ID, PAYMENT_TOKEN } from './texts';
import { CANARY_SKU } from '../../../src/contract/heartbeat/canary';

/** The most lines of one order. An order has at most 256 KiB, which holds fewer lines of usual length. */
export const MAX_LINES = 5_000;

const text = (max: number) => v.pipe(
  v.string(),
  v.maxLength(max, ProblemCode.TEXT_TOO_LONG),
  v.regex(NO_CONTROL, ProblemCode.CONTROL_CHARACTER),
);
/** A text of at least one character, which may be in an event, a mail and a message. */
export const requiredText = (max: number) => v.pipe(text(max), v.minLength(1, ProblemCode.TEXT_EMPTY));

const lineSchema = v.strictObject({
  sku: v.pipe(requiredText(100), v.notValue(CANARY_SKU, ProblemCode.SKU_RESERVED)),
  description: v.optional(text(500)),
  quantity: v.pipe(
    v.number(),
    v.integer(ProblemCode.QUANTITY_NOT_WHOLE),
    v.minValue(1, ProblemCode.QUANTITY_NOT_POSITIVE),
    v.maxValue(10_000_000, ProblemCode.QUANTITY_TOO_LARGE),
  ),
  unitPrice: v.pipe(
    v.number(),
    v.integer(ProblemCode.PRICE_NOT_WHOLE),
    v.minValue(0, ProblemCode.PRICE_NEGATIVE),
    v.maxValue(MAX_AMOUNT, ProblemCode.PRICE_TOO_LARGE),
  ),
});

const customerSchema = v.strictObject({
  id: v.optional(requiredText(100)),
  name: v.optional(text(200)),
  email: v.optional(v.pipe(
    v.string(),
    v.maxLength(MAX_EMAIL_LENGTH, ProblemCode.EMAIL_INVALID),
    v.regex(EMAIL, ProblemCode.EMAIL_INVALID),
  )),
  locale: v.optional(v.pipe(v.string(), v.regex(LOCALE, ProblemCode.LOCALE_INVALID))),
});

/**
 * The longest token. Most are ids: at Stripe, they have at most 255 characters, at Adyen 64. The longest are JSON Web
 * Tokens, as Cybersource issues them; where its API limits their length, it is to 2,048.
 * @see https://stripe.com/docs/upgrades (backwards-compatible changes)
 * @see https://docs.adyen.com/api-explorer/Checkout/72/post/payments (storedPaymentMethodId)
 * @see https://developer.cybersource.com/docs/cybs/en-us/api-fields (payerAuthValidateService_responseAccessToken)
 */
const MAX_PAYMENT_TOKEN = 2_048;

/** Only the pipeline and its payment provider see the token: published events and answers of the API leave it out. */
const paymentSchema = v.strictObject({
  method: requiredText(100),
  token: v.optional(v.pipe(
    v.string(),
    v.minLength(1, ProblemCode.PAYMENT_TOKEN_INVALID),
    v.maxLength(MAX_PAYMENT_TOKEN, ProblemCode.PAYMENT_TOKEN_INVALID),
    v.regex(PAYMENT_TOKEN, ProblemCode.PAYMENT_TOKEN_INVALID),
    v.metadata({
      writeOnly: true,
      description: 'The payment provider\'s own token for the payment data of the customer. Nobody but the payment '
        + 'provider receives it: published events and the API leave it out.',
    }),
  )),
});

/**
 * The schema of an order as a client sends it. An order with the right fields and types is readable. The actions inside
 * `pipe`, each with its code, are the rules that make a readable order acceptable.
 */
export const orderSchema = v.strictObject({
  orderId: v.pipe(v.string(), v.regex(ORDER_ID, ProblemCode.ORDER_ID_INVALID)),
  customer: customerSchema,
  currency: v.pipe(v.string(), v.values(CURRENCIES, ProblemCode.CURRENCY_UNKNOWN)),
  lines: v.pipe(
    v.array(lineSchema),
    v.minLength(1, ProblemCode.LINES_EMPTY),
    v.maxLength(MAX_LINES, ProblemCode.LINES_TOO_MANY),
  ),
  payment: paymentSchema,
  metadata: v.optional(v.pipe(
    v.record(requiredText(100), text(1_000)),
    v.maxEntries(50, ProblemCode.METADATA_TOO_MANY),
  )),
});

export type Order = v.InferOutput<typeof orderSchema>;
export type OrderLine = Order['lines'][number];
