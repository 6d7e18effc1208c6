/** Texts that a client could send to make the intake slow, large or wrong. */
import type { Order } from '../../lambda/domain/order/order';
import { MAX_ORDER_BYTES } from '../../src/contract/intake';

const ORDER: Order = {
  orderId: 'A-1',
  customer: { id: 'C-1', name: 'Ada Lovelace', email: 'ada@example.com', locale: 'en-GB' },
  currency: 'GBP',
  lines: [{ sku: 'MUG', quantity: 2, unitPrice: 1250 }],
  payment: { method: 'card' },
};

/** A text, and the code of the first problem with it, or what is done with it. */
export interface HostileShape {
  readonly text: string;
  readonly answer: string;
}

/** A shape of any size, and its answer if it is small enough to be read. */
interface Kind {
  readonly text: (bytes: number) => string;
  readonly answer: string;
}

/** Repeats a text as often as it fits into so many bytes, with a beginning and an end. All are ASCII. */
function filled(bytes: number, unit: string, [start, end]: readonly [string, string] = ['', ''], comma = ''): string {
  const count = Math.floor((bytes - start.length - end.length + comma.length) / (unit.length + comma.length));
  return (start + Array<string>(count).fill(unit).join(comma) + end).padEnd(bytes);
}

const HOLE = '"@"';

/** The order as JSON, before and after the value of a field. */
function around(changes: object, [open, close] = ['', '']): [string, string] {
  const [start = '', end = ''] = JSON.stringify({ ...ORDER, ...changes }).split(HOLE);
  return [start + open, close + end];
}

const inText = (changes: object) => around(changes, ['"', '"']);
const linesAround = around({ lines: '@' }, ['[', ']']);
const withLines = (count: number, line: string) => linesAround.join(Array<string>(count).fill(line).join());
/** Where more fields of the order go, each with a comma after it. */
const moreFields: readonly [string, string] = ['{', JSON.stringify(ORDER).slice(1)];
const before = (fields: string) => moreFields.join(`${fields},`);

/** Beginnings and ends that repeat one inside another, around a value. */
function nested(bytes: number, [open, close]: readonly [string, string], value = '', [start, end] = ['', '']): string {
  const depth = Math.floor((bytes - `${start}${value}${end}`.length) / (open.length + close.length));
  return (start + open.repeat(depth) + value + close.repeat(depth) + end).padEnd(bytes);
}

/** As many fields with names of their own as fit into so many bytes. */
const entries = (bytes: number, value: string) =>
  Array.from({ length: Math.floor(bytes / `"k0000000":${value},`.length) }, (_, n) =>
    `"k${String(n).padStart(7, '0')}":${value}`).join();
const line = (fields: object = {}) => JSON.stringify({ sku: 'MUG', quantity: 1, unitPrice: 1, ...fields });
const quantityAround = linesAround.join(line({ quantity: '@' })).split(HOLE) as [string, string];

/** Shapes that can fill a message or a body of any size. */
export const KINDS: Readonly<Record<string, Kind>> = {
  'empty lines': { text: bytes => filled(bytes, '{}', linesAround, ','), answer: 'LINES_TOO_MANY' },
  'lines that are numbers': { text: bytes => filled(bytes, '0', linesAround, ','), answer: 'LINES_TOO_MANY' },
  'nested arrays': { text: bytes => nested(bytes, ['[', ']']), answer: 'WRONG_TYPE' },
  'nested arrays, not closed': { text: bytes => filled(bytes, '['), answer: 'MALFORMED_JSON' },
  'nested objects in the metadata': {
    text: bytes => nested(bytes, ['{"a":', '}'], '1', around({ metadata: '@' })),
    answer: 'WRONG_TYPE',
  },
  'a long name': { text: bytes => filled(bytes, 'x', inText({ customer: { name: '@' } })), answer: 'TEXT_TOO_LONG' },
  'a long name of control characters': {
    text: bytes => filled(bytes, '\\u0001', inText({ customer: { name: '@' } })),
    answer: 'TEXT_TOO_LONG',
  },
  'a long name of half surrogate pairs': {
    text: bytes => filled(bytes, '\\ud800', inText({ customer: { name: '@' } })),
    answer: 'BROKEN_UNICODE',
  },
  'a long address': {
    text: bytes => filled(bytes, 'a-', around({ customer: { email: '@' } }, ['"a@', '"'])),
    answer: 'EMAIL_INVALID',
  },
  'a long locale': {
    text: bytes => filled(bytes, 'en-', inText({ customer: { locale: '@' } })),
    answer: 'LOCALE_INVALID',
  },
  'a long id': { text: bytes => filled(bytes, 'A ', inText({ orderId: '@' })), answer: 'ORDER_ID_INVALID' },
  'a long key': {
    text: bytes => filled(bytes, 'k', [`${moreFields[0]}"`, `":1,${moreFields[1]}`]),
    answer: 'UNKNOWN_FIELD',
  },
  'many keys': {
    text: bytes => before(entries(bytes - moreFields.join().length, '1')).padEnd(bytes),
    answer: 'UNKNOWN_FIELD',
  },
  'much metadata': {
    text: bytes => {
      const frame = around({ metadata: '@' }, ['{', '}']);
      return frame.join(entries(bytes - frame.join().length, '""')).padEnd(bytes);
    },
    answer: 'METADATA_TOO_MANY',
  },
  'almost card numbers': {
    text: bytes => filled(bytes, '4111111111111112 ', inText({ payment: { method: '@' } })),
    answer: 'TEXT_TOO_LONG',
  },
  'digits that stand alone': {
    text: bytes => filled(bytes, '7 ', inText({ payment: { method: '@' } })),
    answer: 'TEXT_TOO_LONG',
  },
  'card numbers': {
    text: bytes => filled(bytes, '4111-1111-1111-1111 ', inText({ payment: { method: '@' } })),
    answer: 'CARD_NUMBER',
  },
  'a card number in nested arrays': {
    text: bytes => nested(bytes, ['[', ']'], '"4111111111111111"', around({ payment: '@' })),
    answer: 'CARD_NUMBER',
  },
  'card numbers as keys': {
    text: bytes => filled(bytes, '"4111111111111111":1', around({ payment: '@' }, ['{', '}']), ','),
    answer: 'CARD_NUMBER',
  },
  'a number of many digits': { text: bytes => filled(bytes, '9', quantityAround), answer: 'QUANTITY_NOT_WHOLE' },
  'a number of many decimals': {
    text: bytes => filled(bytes, '0', [`${quantityAround[0]}0.`, `1${quantityAround[1]}`]),
    answer: 'QUANTITY_NOT_POSITIVE',
  },
  'white space': { text: bytes => filled(bytes, ' '), answer: 'MALFORMED_JSON' },
  'the same key again and again: the last one counts': {
    text: bytes => filled(bytes, '"currency":"XXX",', moreFields),
    answer: 'accepted',
  },
};

/** Shapes that fit into the largest order that is read, and are as large as their kind allows. */
export const SHAPES: Readonly<Record<string, HostileShape>> = {
  ...Object.fromEntries(Object.entries(KINDS).map(([name, { text, answer }]) =>
    [name, { text: text(MAX_ORDER_BYTES), answer }])),
  'lines that are null': { text: withLines(5_000, 'null'), answer: 'WRONG_TYPE' },
  'lines of the prototype': { text: withLines(5_000, '{"__proto__":{"sku":"A"}}'), answer: 'MISSING' },
  'four problems in each line': {
    text: withLines(5_000, line({ sku: '', quantity: -0.5, unitPrice: -1 })),
    answer: 'TEXT_EMPTY',
  },
  'unknown fields in each line': { text: withLines(4_000, line({ a: 1, b: 1, c: 1 })), answer: 'UNKNOWN_FIELD' },
  'numbers that are too large': {
    text: withLines(5_000, line().replace(':1}', ':1e308}')),
    answer: 'PRICE_TOO_LARGE',
  },
  'a byte order mark': { text: `\ufeff${JSON.stringify(ORDER)}`, answer: 'MALFORMED_JSON' },
  'half a surrogate pair in each line': {
    text: withLines(3_000, line({ description: 'x' }).replace('"x"', '"\\ud800"')),
    answer: 'BROKEN_UNICODE',
  },
  'half a surrogate pair in a key': { text: before('"metadata":{"\\udc00":"x"}'), answer: 'BROKEN_UNICODE' },
  '256 KiB and a byte': { text: JSON.stringify(ORDER).padEnd(MAX_ORDER_BYTES + 1), answer: 'ORDER_TOO_LARGE' },
  'as many lines as fit': { text: withLines(5_000, line()), answer: 'accepted' },
};

/** An order that keeps all rules, of the largest size: 5,000 lines, each of a product of its own. */
export const LARGEST_ORDER: string = linesAround
  .join(Array.from({ length: 5_000 }, (_, n) => line({ sku: `MUG-${n}`, unitPrice: 100 })).join())
  .padEnd(MAX_ORDER_BYTES);
