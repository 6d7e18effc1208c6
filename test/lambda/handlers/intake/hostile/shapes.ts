/** Texts that a client could send to make the intake slow, large or wrong; each fits into a message of 1 MiB. */
import { anOrder } from '../../../../support/given/orders';

const KIB = 1_024;
const LARGEST_READ = 256 * KIB;
const order = (more: object = {}) => JSON.stringify({ ...anOrder(), ...more });
/** As many copies of a text, with commas between them, as fit into so many bytes. */
const filled = (bytes: number, text: string) =>
  Array.from({ length: Math.floor(bytes / (text.length + 1)) }, () => text).join();
const SPACE = LARGEST_READ - order().length - 1_000;
const line = (fields: object) => JSON.stringify({ sku: 'MUG', quantity: 1, unitPrice: 1, ...fields });
const withLines = (lines: string) => order().replace(/"lines":\[.*?\]/, () => `"lines":[${lines}]`);
const many = (count: number, text: string) => Array.from({ length: count }, () => text).join();
const before = (field: string) => order().replace('"currency"', () => `${field},"currency"`);

/** A text, and the code of the first problem with it, or what is done with it. */
export interface Shape {
  readonly text: string;
  readonly answer: string;
}

export const SHAPES: Readonly<Record<string, Shape>> = {
  'empty lines': { text: withLines(filled(SPACE, '{}')), answer: 'LINES_TOO_MANY' },
  'lines that are numbers': { text: withLines(filled(SPACE, '0')), answer: 'LINES_TOO_MANY' },
  'lines that are null': { text: withLines(many(5_000, 'null')), answer: 'WRONG_TYPE' },
  'lines of the prototype': { text: withLines(many(5_000, '{"__proto__":{"sku":"A"}}')), answer: 'MISSING' },
  'four problems in each line': {
    text: withLines(many(5_000, line({ sku: '', quantity: -0.5, unitPrice: -1 }))),
    answer: 'TEXT_EMPTY',
  },
  'unknown fields in each line': {
    text: withLines(many(4_000, line({ a: 1, b: 1, c: 1 }))),
    answer: 'UNKNOWN_FIELD',
  },
  'nested arrays': { text: '['.repeat(SPACE / 2) + ']'.repeat(SPACE / 2), answer: 'WRONG_TYPE' },
  'nested arrays, not closed': { text: '['.repeat(SPACE), answer: 'MALFORMED_JSON' },
  'nested objects in the metadata': {
    text: before(`"metadata":${'{"a":'.repeat(SPACE / 6)}1${'}'.repeat(SPACE / 6)}`),
    answer: 'WRONG_TYPE',
  },
  'a long name': { text: order({ customer: { name: 'x'.repeat(SPACE) } }), answer: 'TEXT_TOO_LONG' },
  'a long name of control characters': {
    text: order({ customer: { name: '\u0001'.repeat(SPACE / 6) } }),
    answer: 'TEXT_TOO_LONG',
  },
  'a long address': { text: order({ customer: { email: `a@${'a-'.repeat(SPACE / 2)}` } }), answer: 'EMAIL_INVALID' },
  'a long locale': { text: order({ customer: { locale: 'en-'.repeat(SPACE / 3) } }), answer: 'LOCALE_INVALID' },
  'a long id': { text: order({ orderId: 'A '.repeat(SPACE / 2) }), answer: 'ORDER_ID_INVALID' },
  'a long key': { text: before(`"${'k'.repeat(SPACE)}":1`), answer: 'UNKNOWN_FIELD' },
  'many keys': {
    text: before(Array.from({ length: SPACE / 11 }, (_, n) => `"k${n}":1`).join().slice(0, -1) + '1'),
    answer: 'UNKNOWN_FIELD',
  },
  'much metadata': {
    text: order({ metadata: Object.fromEntries(Array.from({ length: 20_000 }, (_, n) => [`k${n}`, ''])) }),
    answer: 'METADATA_TOO_MANY',
  },
  'numbers that are too large': {
    text: withLines(many(4_000, line({}).replace(':1}', ':1e308}'))),
    answer: 'PRICE_TOO_LARGE',
  },
  'a number of many digits': {
    text: withLines(line({}).replace('"quantity":1', () => `"quantity":${'9'.repeat(SPACE)}`)),
    answer: 'QUANTITY_NOT_WHOLE',
  },
  'a number of many decimals': {
    text: withLines(line({}).replace('"quantity":1', () => `"quantity":0.${'0'.repeat(SPACE)}1`)),
    answer: 'QUANTITY_NOT_POSITIVE',
  },
  'a byte order mark': { text: `\ufeff${order()}`, answer: 'MALFORMED_JSON' },
  'white space': { text: ' '.repeat(SPACE), answer: 'MALFORMED_JSON' },
  'half a surrogate pair in each line': {
    text: withLines(many(3_000, line({ description: 'x' }).replace('"x"', '"\\ud800"'))),
    answer: 'BROKEN_UNICODE',
  },
  'half a surrogate pair in a key': { text: before('"metadata":{"\\udc00":"x"}'), answer: 'BROKEN_UNICODE' },
  '256 KiB and a byte': { text: order().padEnd(LARGEST_READ + 1), answer: 'ORDER_TOO_LARGE' },
  '1 MiB of empty lines': { text: withLines(filled(KIB * KIB - 1_000, '{}')), answer: 'ORDER_TOO_LARGE' },
  '1 MiB of nested arrays': { text: '['.repeat(KIB * KIB), answer: 'ORDER_TOO_LARGE' },
  'as many lines as fit': {
    text: withLines(many(5_000, line({}))),
    answer: 'accepted',
  },
  'the same key again and again: the last one counts': {
    text: before(many(10_000, '"currency":"XXX"')),
    answer: 'accepted',
  },
};
