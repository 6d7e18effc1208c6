import { COMMAND_NAMES, COMMAND_VERSION, MAX_COMMAND_BYTES } from '../../../src/contract/commands';

/**
 * The codes of what can be wrong with an order or a command. A code never changes, because clients and reports rely on
 * it.
 */
export const ProblemCode = {
  // what makes an order or a command unreadable
  MALFORMED_JSON: 'MALFORMED_JSON',
  MISSING: 'MISSING',
  WRONG_TYPE: 'WRONG_TYPE',
  UNKNOWN_FIELD: 'UNKNOWN_FIELD',
  ORDER_ID_INVALID: 'ORDER_ID_INVALID',
  BROKEN_UNICODE: 'BROKEN_UNICODE',
  RUN_MESSAGE_INVALID: 'RUN_MESSAGE_INVALID',
  CARD_NUMBER: 'CARD_NUMBER',
  LINES_TOO_MANY: 'LINES_TOO_MANY',
  METADATA_TOO_MANY: 'METADATA_TOO_MANY',
  // what makes a command unreadable, besides
  COMMAND_TOO_LARGE: 'COMMAND_TOO_LARGE',
  COMMAND_VERSION_UNKNOWN: 'COMMAND_VERSION_UNKNOWN',
  COMMAND_UNKNOWN: 'COMMAND_UNKNOWN',
  COMMAND_ID_INVALID: 'COMMAND_ID_INVALID',
  ACTOR_INVALID: 'ACTOR_INVALID',
  PAYMENT_KEY_INVALID: 'PAYMENT_KEY_INVALID',
  ANSWER_UNKNOWN: 'ANSWER_UNKNOWN',
  REFERENCE_INVALID: 'REFERENCE_INVALID',
  AMOUNT_INVALID: 'AMOUNT_INVALID',
  TIME_INVALID: 'TIME_INVALID',
  // what makes a readable order unacceptable
  TEXT_EMPTY: 'TEXT_EMPTY',
  TEXT_TOO_LONG: 'TEXT_TOO_LONG',
  CONTROL_CHARACTER: 'CONTROL_CHARACTER',
  EMAIL_INVALID: 'EMAIL_INVALID',
  LOCALE_INVALID: 'LOCALE_INVALID',
  PAYMENT_TOKEN_INVALID: 'PAYMENT_TOKEN_INVALID',
  CURRENCY_UNKNOWN: 'CURRENCY_UNKNOWN',
  LINES_EMPTY: 'LINES_EMPTY',
  SKU_RESERVED: 'SKU_RESERVED',
  QUANTITY_NOT_WHOLE: 'QUANTITY_NOT_WHOLE',
  QUANTITY_NOT_POSITIVE: 'QUANTITY_NOT_POSITIVE',
  QUANTITY_TOO_LARGE: 'QUANTITY_TOO_LARGE',
  PRICE_NOT_WHOLE: 'PRICE_NOT_WHOLE',
  PRICE_NEGATIVE: 'PRICE_NEGATIVE',
  PRICE_TOO_LARGE: 'PRICE_TOO_LARGE',
  // what makes an order unacceptable as a whole, though each field is fine
  TOTAL_TOO_LARGE: 'TOTAL_TOO_LARGE',
} as const;
export type ProblemCode = (typeof ProblemCode)[keyof typeof ProblemCode];

const AN_ID = '1 to 128 letters, digits, inner spaces or any of . _ : @ + ( ) ~ = - starting with a letter or digit';

/** What is allowed, in words, by code. `{limit}` stands for the limit of the rule that the value breaks. */
export const ALLOWED: Record<ProblemCode, string> = {
  MALFORMED_JSON: 'one JSON object in UTF-8',
  MISSING: 'the field is required',
  WRONG_TYPE: 'a value of the expected type',
  UNKNOWN_FIELD: 'only the fields of the schema',
  ORDER_ID_INVALID: AN_ID,
  BROKEN_UNICODE: 'text in whole Unicode characters, without half a surrogate pair',
  RUN_MESSAGE_INVALID:
    'an order; or, on the order queue, exactly {"run":"id"}, without spaces, with the id of an order',
  CARD_NUMBER: 'a payment method and the token of the payment provider, never the number of a card',
  LINES_TOO_MANY: 'at most 5,000 lines',
  METADATA_TOO_MANY: 'at most 50 entries',
  COMMAND_TOO_LARGE: `at most ${MAX_COMMAND_BYTES} bytes`,
  COMMAND_VERSION_UNKNOWN: String(COMMAND_VERSION),
  COMMAND_UNKNOWN: COMMAND_NAMES.join(', '),
  COMMAND_ID_INVALID: AN_ID,
  ACTOR_INVALID: '1 to 100 printable ASCII characters, without a space at either end',
  PAYMENT_KEY_INVALID: 'the key of the request, a UUID in lower case',
  ANSWER_UNKNOWN: 'succeeded, declined, pending, unknown',
  REFERENCE_INVALID: '1 to 255 printable ASCII characters without spaces',
  AMOUNT_INVALID: 'whole minor units, from 1 to 9,007,199,254,740,991',
  TIME_INVALID: 'a time in UTC, such as 2026-11-24T17:00:00Z',
  TEXT_EMPTY: 'at least one character',
  TEXT_TOO_LONG: 'at most {limit} characters',
  CONTROL_CHARACTER: 'text without control characters',
  EMAIL_INVALID: 'one address, local@domain, of at most 254 characters',
  LOCALE_INVALID: 'a BCP 47 tag such as en-GB',
  PAYMENT_TOKEN_INVALID: '1 to 2,048 printable ASCII characters without spaces',
  CURRENCY_UNKNOWN: 'an active ISO 4217 code in capitals',
  LINES_EMPTY: 'at least one line',
  SKU_RESERVED: 'another SKU: the heartbeat sells this one',
  QUANTITY_NOT_WHOLE: 'a whole number',
  QUANTITY_NOT_POSITIVE: 'at least 1',
  QUANTITY_TOO_LARGE: 'at most 10,000,000',
  PRICE_NOT_WHOLE: 'a whole number of minor units, such as pence',
  PRICE_NEGATIVE: 'at least 0',
  PRICE_TOO_LARGE: 'at most 9,007,199,254,740,991 minor units',
  TOTAL_TOO_LARGE: 'a total of at most 9,007,199,254,740,991 minor units',
};
