/**
 * The digest of an order identifies its PlaceOrder command. If the library had another canonical form than the code
 * before it, an order that is sent again would conflict with its record. Both forms are equal for all orders: they sort
 * keys by UTF-16 code units, leave out undefined fields, and write strings and numbers as JSON.stringify does, which
 * RFC 8785 prescribes. They differ for NaN and Infinity, which the library refuses. No order has these numbers, because
 * parseOrder finds an order unreadable if a table cannot record one of its numbers.
 */
import { createHash } from 'node:crypto';
import * as fc from 'fast-check';
import { digestOf } from '../../../lambda/lib/digest';
import { anOrder } from '../../support/given/orders';

/** The home-made form, as a reference. */
function canonicalBefore(value: unknown): string {
  if (Array.isArray(value)) return `[${value.map(canonicalBefore).join(',')}]`;
  if (typeof value !== 'object' || value === null) return JSON.stringify(value);
  const entries = Object.entries(value)
    .filter(([, entry]) => entry !== undefined)
    .sort(([a], [b]) => (a < b ? -1 : 1));
  return `{${entries.map(([key, entry]) => `${JSON.stringify(key)}:${canonicalBefore(entry)}`).join(',')}}`;
}
const digestBefore = (value: unknown): string => createHash('sha256').update(canonicalBefore(value)).digest('hex');

const line = anOrder().lines[0]!;
const { lines, currency, payment, customer, orderId } = anOrder();

/** Digests on record: computed by the home-made code. */
const RECORDED: readonly [name: string, order: unknown, digest: string][] = [
  ['the default order', anOrder(), '489a6f25fdd185b2e6d3e4235a428ec05f0ee5553ffd265617d3a215a746bdfa'],
  ['the same with its keys in another order', { payment, lines, currency, customer, orderId },
    '489a6f25fdd185b2e6d3e4235a428ec05f0ee5553ffd265617d3a215a746bdfa'],
  ['Unicode, quotes and escapes',
    anOrder({ customer: { name: 'Zoë 山田 👩‍👧 \u20ac\u0080\u007f"\\\u2028', email: 'z@example.com' } }),
    '3bb6647c833f5b796a5654f5b4af5bfbe977acca63633c7a2107b640cd356ef2'],
  ['half a surrogate pair and control characters', anOrder({ customer: { name: 'a\ud800b\u0000\n' } }),
    '0c776755ec8781e482c8c396b6a07fd0de26ef5f693adab547632ed6a108a33f'],
  ['keys that sort by code units, not by code points or as numbers',
    anOrder({
      metadata: { 'é': '1', '😀': '2', 'ﬀ': '3', 'B': '4', 'a': '5', '10': '6', '9': '7', '': '8', 'toJSON': '9' },
    }),
    '3226c339d5cc9dde12ca0eb4f2092246882e80a493ffbb13e70e533de5f42f78'],
  ['keys of prototypes', JSON.parse('{"metadata":{"__proto__":"x","constructor":"y"}}'),
    '4066bdd420d14a97c0622babf2af8d91f802d51920866a85bd37186882612b66'],
  ['optional fields that are undefined', anOrder({ customer: { name: undefined }, metadata: undefined }),
    'ce1c569c5d40b2f2f7d3625630e93d17a69752239b13ed6f5c7c6a986c5375ce'],
  ['0, -0, 1e21, 1e-7, 0.1 and 2^53 - 1',
    anOrder({
      lines: [
        { ...line, quantity: 0, unitPrice: -0 },
        { ...line, quantity: 1e21, unitPrice: 1e-7 },
        { ...line, quantity: 0.1, unitPrice: Number.MAX_SAFE_INTEGER },
      ],
    }),
    'b41f09637dc072a16c011262f0ac15749a596f936a6b203640929d13517fe296'],
];

test.each(RECORDED)('%s has the digest on record', (_, order, digest) => {
  expect(digestOf(order)).toBe(digest);
  expect(digestBefore(order)).toBe(digest);
});

/** Any text, half surrogate pairs among them. */
const anyText = fc.oneof(
  fc.string({ unit: 'binary' }),
  fc.array(fc.integer({ min: 0, max: 0xffff })).map(units => String.fromCharCode(...units)),
  fc.constantFrom('__proto__', 'constructor', 'toJSON', 'toString', '10', '9'),
);
const optionalText = fc.option(anyText, { nil: undefined });
const anyNumber = fc.oneof(
  fc.double({ noNaN: true, noDefaultInfinity: true }),
  fc.maxSafeInteger(),
  fc.constantFrom(0, -0, 1e21, 1e-7),
);
const anyOrder = fc.record({
  orderId: anyText,
  customer: fc.record({ id: optionalText, name: optionalText, email: optionalText, locale: optionalText }),
  currency: anyText,
  lines: fc.array(fc.record({ sku: anyText, description: optionalText, quantity: anyNumber, unitPrice: anyNumber })),
  payment: fc.record({ method: anyText }),
  metadata: fc.option(fc.dictionary(anyText, anyText), { nil: undefined }),
}, { requiredKeys: [] });

test('whatever has the shape of an order has the digest that it had before', () => {
  fc.assert(fc.property(anyOrder, order => {
    expect(digestOf(order)).toBe(digestBefore(order));
    expect(digestOf(JSON.parse(JSON.stringify(order)))).toBe(digestBefore(order));
  }), { numRuns: 1_000 });
});

test('what JSON cannot hold is refused', () => {
  expect(() => digestOf(undefined)).toThrow('value is undefined; allowed: what JSON can hold');
  expect(() => digestOf({ quantity: Number.NaN })).toThrow('NaN is not allowed');
  expect(() => digestOf({ quantity: Number.POSITIVE_INFINITY })).toThrow('Infinity is not allowed');
});
