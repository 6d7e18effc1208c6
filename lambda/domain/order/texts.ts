/** The rules for the texts of an order, as patterns, and the questions that other code asks by them. */

/**
 * Text without these characters:
 * - C0 and C1 control characters: they have no place in an id, a name or a mail header, which CR and LF would end;
 * - half a surrogate pair, which has no UTF-8 form;
 * - U+FFFE and U+FFFF, which SQS does not accept in a message.
 *
 * The pattern matches the same texts with and without the flag `u`.
 */
export const NO_CONTROL =
  // eslint-disable-next-line no-control-regex
  /^(?:[^\u0000-\u001f\u007f-\u009f\ud800-\udfff\ufffe\uffff]|[\ud800-\udbff][\udc00-\udfff])*$/;

/**
 * An id becomes a stream key, a URL path segment and an execution name. It starts with a letter or digit. It has no
 * `#`, which separates the parts of a key, and no `/` or `%`, which have a meaning in a URL. Spaces may stand inside.
 */
export const ORDER_ID = /^[A-Za-z0-9](?:[A-Za-z0-9 ._:@+()~=-]{0,126}[A-Za-z0-9._:@+()~=-])?$/;

const LOCAL_PART = '[A-Za-z0-9.!#$%&\'*+/=?^_`{|}~-]{1,64}';
const DOMAIN_LABEL = '[A-Za-z0-9](?:[A-Za-z0-9-]{0,61}[A-Za-z0-9])?';

/** One address, `local@domain`, of characters that need no quoting, so that it cannot inject a mail header. */
export const EMAIL = new RegExp(`^${LOCAL_PART}@${DOMAIN_LABEL}(?:\\.${DOMAIN_LABEL})+$`);

/** The longest address, by RFC 5321. */
export const MAX_EMAIL_LENGTH = 254;

/** BCP 47, as far as it matters here: `en`, `de-CH`, `zh-Hant-TW`. */
export const LOCALE = /^[A-Za-z]{2,3}(?:-[A-Za-z0-9]{2,8}){0,3}$/;

/** Whether an order can have this id. No other id is looked up. */
export const isOrderId = (id: string): boolean => ORDER_ID.test(id);

/** Whether mail can be sent to the address. A rejected order may hold any text as its address. */
export const isEmailAddress = (text: string): boolean => text.length <= MAX_EMAIL_LENGTH && EMAIL.test(text);

/** Whether a text can stand where control characters are not allowed, such as in a message attribute. */
export const isPlainText = (text: string): boolean => text !== '' && NO_CONTROL.test(text);
