/** The rules for the texts of an order, as patterns, and functions that check texts against them. */

/**
 * Text without these characters:
 * - C0 and C1 control characters, which do not belong in an id or a name. In an email header, CR and LF would end it;
 * - half a surrogate pair, which has no UTF-8 form;
 * - U+FFFE and U+FFFF, which SQS does not accept in a message.
 *
 * The pattern matches the same texts with and without the flag `u`.
 */
export const NO_CONTROL =
  // eslint-disable-next-line no-control-regex
  /^(?:[^\u0000-\u001f\u007f-\u009f\ud800-\udfff\ufffe\uffff]|[\ud800-\udbff][\udc00-\udfff])*$/;

/** Half a surrogate pair, which has no UTF-8 form: a text with it cannot be stored. */
export const LONE_SURROGATE = /\p{Surrogate}/u;

/**
 * An id becomes a stream key, a URL path segment and an execution name. It starts with a letter or digit. It has no
 * `#`, which separates the parts of a key, and no `/` or `%`, which have a meaning in a URL. It may contain spaces, but
 * does not end with one.
 */
export const ORDER_ID = /^[A-Za-z0-9](?:[A-Za-z0-9 ._:@+()~=-]{0,126}[A-Za-z0-9._:@+()~=-])?$/;

const LOCAL_PART = '[A-Za-z0-9.!#$%&\'*+/=?^_`{|}~-]{1,64}';
const DOMAIN_LABEL = '[A-Za-z0-9](?:[A-Za-z0-9-]{0,61}[A-Za-z0-9])?';

/** One address, `local@domain`, of characters that need no quoting, so that it cannot inject a mail header. */
export const EMAIL = new RegExp(`^${LOCAL_PART}@${DOMAIN_LABEL}(?:\\.${DOMAIN_LABEL})+$`);

/** The longest address, by RFC 5321. */
export const MAX_EMAIL_LENGTH = 254;

/** A BCP 47 tag, in the usual forms: `en`, `de-CH`, `zh-Hant-TW`. */
export const LOCALE = /^[A-Za-z]{2,3}(?:-[A-Za-z0-9]{2,8}){0,3}$/;

/** Printable ASCII characters without spaces, of which tokens of payment providers consist. */
export const PAYMENT_TOKEN = /^[!-~]*$/;

/** Whether an order can have this id. Handlers do not look up other ids. */
export const isOrderId = (id: string): boolean => ORDER_ID.test(id);

/** Whether the notifier can send to the address. A rejected order may have any text as its address. */
export const isEmailAddress = (text: string): boolean => text.length <= MAX_EMAIL_LENGTH && EMAIL.test(text);

/** Whether a text has no control characters, so that it can be a message attribute, for example. */
export const isPlainText = (text: string): boolean => text !== '' && NO_CONTROL.test(text);
