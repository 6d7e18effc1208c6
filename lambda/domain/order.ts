import * as v from 'valibot';
import { CURRENCIES, MAX_AMOUNT } from './money';
import { Code } from './problem-codes';

/** The most lines of one order; 256 KiB, the most that an order may have, holds fewer lines of usual length. */
export const MAX_LINES = 5_000;

/**
 * No C0 and C1 control characters, which have no place in an id, a name or a mail header (CR and LF would end one), and none that cannot be
 * kept as they are: half a surrogate pair has no UTF-8, U+FFFE and U+FFFF no place in a message. Matches the same with and without the flag `u`.
 */
// eslint-disable-next-line no-control-regex
const NO_CONTROL = /^(?:[^\u0000-\u001f\u007f-\u009f\ud800-\udfff\ufffe\uffff]|[\ud800-\udbff][\udc00-\udfff])*$/;

/**
 * An id becomes a stream key, a URL path segment and an execution name: it starts with a letter or digit, and has no `#`, which separates the
 * parts of a key, and no `/` or `%`, which a URL would read. Spaces may stand inside.
 */
const ORDER_ID = /^[A-Za-z0-9](?:[A-Za-z0-9 ._:@+()~=-]{0,126}[A-Za-z0-9._:@+()~=-])?$/;

/** One address, `local@domain`, of characters that need no quoting: what cannot be a header injection. RFC 5321 limits it to 254. */
const EMAIL = /^[A-Za-z0-9.!#$%&'*+/=?^_`{|}~-]{1,64}@[A-Za-z0-9](?:[A-Za-z0-9-]{0,61}[A-Za-z0-9])?(?:\.[A-Za-z0-9](?:[A-Za-z0-9-]{0,61}[A-Za-z0-9])?)+$/;

/** Whether a mail can go there. An order that was rejected may hold anything for an address. */
export const isEmailAddress = (text: string): boolean => text.length <= 254 && EMAIL.test(text);

/** Whether a text can go where no control character may, such as the attribute of a message. */
export const isPlainText = (text: string): boolean => text !== '' && NO_CONTROL.test(text);

/** BCP 47, as far as it matters here: `en`, `de-CH`, `zh-Hant-TW`. */
const LOCALE = /^[A-Za-z]{2,3}(?:-[A-Za-z0-9]{2,8}){0,3}$/;

const text = (max: number) => v.pipe(v.string(), v.maxLength(max, Code.TEXT_TOO_LONG), v.regex(NO_CONTROL, Code.CONTROL_CHARACTER));
const requiredText = (max: number) => v.pipe(text(max), v.minLength(1, Code.TEXT_EMPTY));

/** Whether an order can have this id; nothing else is looked up. */
export const isOrderId = (id: string): boolean => ORDER_ID.test(id);

export const orderIdSchema = v.pipe(v.string(), v.regex(ORDER_ID, Code.ORDER_ID_INVALID));

const lineSchema = v.strictObject({
  sku: requiredText(100),
  description: v.optional(text(500)),
  quantity: v.pipe(v.number(), v.integer(Code.QUANTITY_NOT_WHOLE), v.minValue(1, Code.QUANTITY_NOT_POSITIVE), v.maxValue(10_000_000, Code.QUANTITY_TOO_LARGE)),
  unitPrice: v.pipe(v.number(), v.integer(Code.PRICE_NOT_WHOLE), v.minValue(0, Code.PRICE_NEGATIVE), v.maxValue(MAX_AMOUNT, Code.PRICE_TOO_LARGE)),
});

/**
 * An order as a client sends it. The types and the fields are what makes it readable; the actions inside `pipe`, each with its code, are
 * the rules that it must keep to be accepted.
 */
export const orderSchema = v.strictObject({
  orderId: orderIdSchema,
  customer: v.strictObject({
    id: v.optional(requiredText(100)),
    name: v.optional(text(200)),
    email: v.optional(v.pipe(v.string(), v.maxLength(254, Code.EMAIL_INVALID), v.regex(EMAIL, Code.EMAIL_INVALID))),
    locale: v.optional(v.pipe(v.string(), v.regex(LOCALE, Code.LOCALE_INVALID))),
  }),
  currency: v.pipe(v.string(), v.values(CURRENCIES, Code.CURRENCY_UNKNOWN)),
  lines: v.pipe(v.array(lineSchema), v.minLength(1, Code.LINES_EMPTY), v.maxLength(MAX_LINES, Code.LINES_TOO_MANY)),
  payment: v.strictObject({ method: requiredText(100) }),
  metadata: v.optional(v.pipe(v.record(requiredText(100), text(1_000)), v.maxEntries(50, Code.METADATA_TOO_MANY))),
});

export type Order = v.InferOutput<typeof orderSchema>;
export type OrderLine = Order['lines'][number];

/** How much of one SKU: what stock is reserved, released and sold by. */
export interface StockLine {
  readonly sku: string;
  readonly quantity: number;
}

/** The lines merged by SKU, in the order in which the SKUs first appear. */
export function mergeBySku(lines: readonly StockLine[]): StockLine[] {
  const quantities = new Map<string, number>();
  for (const { sku, quantity } of lines) quantities.set(sku, (quantities.get(sku) ?? 0) + quantity);
  return [...quantities].map(([sku, quantity]) => ({ sku, quantity }));
}
