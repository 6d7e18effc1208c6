import { MAX_LINES } from '../../../../lambda/domain/order/order';
import { malformedJson } from '../../../../lambda/domain/order/problem';
import { ALLOWED, ProblemCode } from '../../../../lambda/domain/order/problem-codes';
import { parseOrder } from '../../../../lambda/domain/order/validation';
import { anOrder } from '../../../support/given/orders';
import {
  expectAcceptable, expectUnacceptable, expectUnreadable, json, problemsOf,
} from '../../../support/given/reading';

const MAX = Number.MAX_SAFE_INTEGER;
const line = (quantity: number, unitPrice: number) => ({ sku: 'MUG', quantity, unitPrice });

describe('fault 24: quantity', () => {
  test.each([1, 2, 10_000_000])('%d is allowed', quantity => expectAcceptable({ 'lines.0.quantity': quantity }));

  test.each([
    [0, 'QUANTITY_NOT_POSITIVE'], [-1, 'QUANTITY_NOT_POSITIVE'], [1.5, 'QUANTITY_NOT_WHOLE'],
    [10_000_001, 'QUANTITY_TOO_LARGE'], [MAX, 'QUANTITY_TOO_LARGE'],
  ])('%d is %s', (quantity, code) =>
    expectUnacceptable({ 'lines.0.quantity': quantity }, `${code} $.lines[0].quantity`));

  test('may break more than one rule', () => expectUnacceptable(
    { 'lines.1.quantity': -0.5 },
    'QUANTITY_NOT_WHOLE $.lines[1].quantity', 'QUANTITY_NOT_POSITIVE $.lines[1].quantity',
  ));
});

describe('fault 24: price', () => {
  test.each([0, 1, 1_000_000])('%d is allowed', price => expectAcceptable({ 'lines.0.unitPrice': price }));

  test.each([[-1, 'PRICE_NEGATIVE'], [0.1, 'PRICE_NOT_WHOLE']])('%d is %s', (price, code) =>
    expectUnacceptable({ 'lines.1.unitPrice': price }, `${code} $.lines[1].unitPrice`));
});

describe('fault 25: numbers that cannot be recorded as they are make no order', () => {
  test.each([
    ['quantity', '1e20', 'QUANTITY_TOO_LARGE'], ['unitPrice', '9007199254740993', 'PRICE_TOO_LARGE'],
    ['unitPrice', '1e300', 'PRICE_TOO_LARGE'], ['unitPrice', '-1e300', 'PRICE_NEGATIVE'],
    ['unitPrice', '1e-200', 'PRICE_NOT_WHOLE'],
  ])('%s %s', (field, text, code) =>
    expectUnreadable({ [`lines.0.${field}`]: JSON.parse(text) }, `${code} $.lines[0].${field}`));

  test('infinity, which JSON text can say', () => {
    const reading = parseOrder(json({ 'lines.0.unitPrice': JSON.parse('1e999') }));
    const message = '$.lines[0].unitPrice is Infinity; allowed: a whole number of minor units, such as pence';
    expect(reading).toMatchObject({ kind: 'unreadable', problems: [{ message }, {}] });
  });
});

describe('fault 25: total', () => {
  test('of exactly 2^53 - 1 is allowed, whatever makes it up', () => {
    expect(parseOrder(json({ lines: [line(1, MAX)] }))).toMatchObject({ kind: 'acceptable', total: MAX });
    const two = json({ lines: [line(1, MAX - 1), line(1, 1)] });
    expect(parseOrder(two)).toMatchObject({ kind: 'acceptable', total: MAX });
    const four = json({ lines: [line(3, (MAX - 1) / 3), line(1, 1)] });
    expect(parseOrder(four)).toMatchObject({ kind: 'acceptable', total: MAX });
  });

  test.each([
    [[line(1, MAX), line(1, 1)]],
    [[line(2, MAX)]],
    [[line(10_000_000, MAX), line(10_000_000, MAX)]],
  ])('of more is refused as a whole: %j', lines => {
    const problems = [{ path: '$.lines', code: 'TOTAL_TOO_LARGE' }];
    expect(parseOrder(json({ lines }))).toMatchObject({ kind: 'unacceptable', whole: true, problems });
  });
});

describe('currency', () => {
  test.each(['GBP', 'JPY', 'KWD'])('%s is allowed', currency => expectAcceptable({ currency }));
  test.each(['gbp', 'XXX', '', 'EURO', 'XAU', 'toString'])('%j is not', currency =>
    expectUnacceptable({ currency }, 'CURRENCY_UNKNOWN $.currency'));
});

describe('SKU', () => {
  const lineOf = (sku: string) => ({ lines: [{ sku, quantity: 1, unitPrice: 1 }] });
  test.each(['MUG', '_MUG', '_canary-2'])('%s is allowed', sku => expectAcceptable(lineOf(sku)));
  test('that of the canaries is reserved: an order for it would sell what they need', () =>
    expectUnacceptable(lineOf('_canary'), 'SKU_RESERVED $.lines[0].sku'));
});

describe('order id', () => {
  test.each([
    'A', '7', 'A-1', 'order 12', '2026.01_A:b@c+d(e)~=', 'a'.repeat(128), 'http:x',
  ])('%j is allowed', orderId => expectAcceptable({ orderId }));

  test.each([
    '', ' A', 'A ', '-A', '_A', '.', '..', 'a/b', 'a#b', 'A#NTF', 'a%2Fb', 'a?b', 'a&b', 'a\\b',
    'a\u0000b', 'a\nb', 'A\n', 'a\r\nb', 'é', 'a\u202eb', '😀', '<b>', 'a"b', 'a'.repeat(129),
  ])('%j is no id, so there is no order to record', orderId =>
    expectUnreadable({ orderId }, 'ORDER_ID_INVALID $.orderId'));
});

describe('fault 28: names and texts', () => {
  test.each([
    'Ada', 'Zoë Müller', '山田太郎', '👩‍👩‍👧‍👦', '\u202eevil', '<script>', "O'Neill & Sons", 'x'.repeat(200), '',
  ])('%j is a name', name => expectAcceptable({ 'customer.name': name }));

  test.each([
    '\u0000', 'a\nb', 'a\r\nBcc: b@example.com', 'a\tb', '\u001b[31m', '\u007f', '\u0085', '\uffff',
  ])('%j has what no name has', name =>
    expectUnacceptable({ 'customer.name': name }, 'CONTROL_CHARACTER $.customer.name'));

  test.each([
    ['customer.name', 200], ['customer.id', 100], ['lines.0.sku', 100], ['lines.0.description', 500],
    ['payment.method', 100],
  ])('%s has at most %d characters', (path, max) => {
    expectAcceptable({ [path]: 'x'.repeat(max) });
    expectUnacceptable({ [path]: 'x'.repeat(max + 1) }, `TEXT_TOO_LONG $.${path.replace(/\.(\d)/, '[$1]')}`);
  });

  test.each(['customer.id', 'lines.0.sku', 'payment.method'])('%s is not empty', path =>
    expectUnacceptable({ [path]: '' }, `TEXT_EMPTY $.${path.replace(/\.(\d)/, '[$1]')}`));
});

describe('fault 28: email', () => {
  test.each([
    'a@example.com', 'first.last+tag@sub.example.co.uk', "o'neill@example.ie",
  ])('%s is allowed', email => expectAcceptable({ 'customer.email': email }));

  test.each([
    '', 'a', '@example.com', 'a@', 'a@localhost', 'a b@example.com',
    'a@example.com\r\nBcc: b@example.com', 'a@example.com\n', 'a@example.com,b@example.com', '<a@example.com>',
    '"a b"@example.com', 'Ada <a@example.com>', 'a@-example.com', 'a@example..com', 'é@example.com',
    'a@exämple.com', 'a\u0000@example.com', 'a@b@example.com',
  ])('%j is not', email => expectUnacceptable({ 'customer.email': email }, 'EMAIL_INVALID $.customer.email'));

  test('has at most 254 characters, and 64 before the @', () => {
    const domain = `${'a'.repeat(63)}.${'b'.repeat(63)}.${'c'.repeat(58)}.com`;
    expectAcceptable({ 'customer.email': `${'x'.repeat(64)}@${domain}`.slice(-254) });
    expectUnacceptable({ 'customer.email': `${'x'.repeat(65)}@example.com` }, 'EMAIL_INVALID $.customer.email');
    expect(problemsOf(json({ 'customer.email': `${'x'.repeat(64)}@${domain}d` })).kind).toBe('unacceptable');
  });

  test('a long hostile address is refused at once', () => {
    for (const email of [`${'a.'.repeat(50_000)}@`, `a@${'a-'.repeat(50_000)}`]) {
      expect(problemsOf(json({ 'customer.email': email })).problems).toContain('EMAIL_INVALID $.customer.email');
    }
  });
});

describe('locale', () => {
  test.each(['en', 'de-CH', 'zh-Hant-TW', 'es-419'])('%s is allowed', locale =>
    expectAcceptable({ 'customer.locale': locale }));
  test.each(['', 'english', 'en_GB', 'e', 'en-', 'en-GB\n', 'en-a-b-c-d'])('%j is not', locale =>
    expectUnacceptable({ 'customer.locale': locale }, 'LOCALE_INVALID $.customer.locale'));
});

describe('fault 50: lines and metadata', () => {
  test('at least one line, and at most 5,000', () => {
    expectUnacceptable({ lines: [] }, 'LINES_EMPTY $.lines');
    expectAcceptable({ lines: Array.from({ length: MAX_LINES }, () => line(1, 1)) });
    // They are not looked at one by one, so nobody knows whether they are lines.
    expectUnreadable({ lines: Array.from({ length: MAX_LINES + 1 }, () => line(1, 1)) }, 'LINES_TOO_MANY $.lines');
  });

  test('at most 50 entries of metadata, of 1,000 characters each', () => {
    const entries = (count: number) => Object.fromEntries(Array.from({ length: count }, (_, n) => [`key ${n}`, 'x']));
    expectAcceptable({ metadata: entries(50) });
    expectUnreadable({ metadata: entries(51) }, 'METADATA_TOO_MANY $.metadata');
    expectUnacceptable(
      { metadata: { 'a': 'x'.repeat(1_001), 'b c': '\n' } },
      'TEXT_TOO_LONG $.metadata.a', 'CONTROL_CHARACTER $.metadata["b c"]',
    );
  });
});

test('names of metadata entries keep the rules of texts', () => {
  expectAcceptable({ metadata: { 'gift note': 'x', ['k'.repeat(100)]: 'x', 'é😀': 'x' } });
  expectUnacceptable({ metadata: { '': 'x' } }, 'TEXT_EMPTY $.metadata[""]');
  expectUnacceptable({ metadata: { 'a\uffff': 'x' } }, 'CONTROL_CHARACTER $.metadata["a\uffff"]');
  const problem = expect.stringMatching(/^TEXT_TOO_LONG \$\.metadata\["k+\.\.\.\]$/);
  expectUnacceptable({ metadata: { ['k'.repeat(101)]: 'x' } }, problem);
});

describe('fault 50: half a surrogate pair cannot be stored, so there is no order to record', () => {
  const HALVES = ['\ud800', 'a\udc00', '\udc00\ud800', 'x'.repeat(10_000) + '\udfff'];
  const TEXTS = [
    'orderId', 'customer.id', 'customer.name', 'customer.email', 'customer.locale', 'currency', 'lines.0.sku',
    'lines.0.description', 'payment.method',
  ];

  test.each(TEXTS)('in %s', path => {
    for (const half of HALVES) {
      expectUnreadable({ [path]: half }, `BROKEN_UNICODE $.${path.replace(/\.(\d)/, '[$1]')}`);
    }
  });

  test('in the metadata, as a name or as a value', () => {
    for (const half of HALVES.slice(0, 3)) {
      expectUnreadable({ metadata: { note: half } }, 'BROKEN_UNICODE $.metadata.note');
      const path = `$.metadata[${JSON.stringify(half)}]`;
      expectUnreadable({ metadata: { [half]: 'x' } }, `BROKEN_UNICODE ${path}`);
    }
  });

  test('a whole pair is text as any other', () => {
    expectAcceptable({ 'customer.name': '😀\ud83d\ude00', 'metadata': { '😀': '\ud83d\ude00' } });
  });
});

test('all problems come at once', () => {
  expectUnacceptable(
    {
      'customer.name': '\n',
      'customer.email': 'x',
      'currency': 'XXX',
      'lines.0.quantity': 0,
      'lines.1.unitPrice': -1,
      'payment.method': '',
    },
    'CONTROL_CHARACTER $.customer.name', 'EMAIL_INVALID $.customer.email', 'CURRENCY_UNKNOWN $.currency',
    'QUANTITY_NOT_POSITIVE $.lines[0].quantity', 'PRICE_NEGATIVE $.lines[1].unitPrice', 'TEXT_EMPTY $.payment.method',
  );
});

test('a broken rule beside a wrong type is reported, too', () => {
  expectUnreadable({ 'currency': 'XXX', 'lines.0.quantity': '1', 'lines.1.quantity': 0 },
    'CURRENCY_UNKNOWN $.currency', 'WRONG_TYPE $.lines[0].quantity', 'QUANTITY_NOT_POSITIVE $.lines[1].quantity');
});

test('an order that breaks rules can be recorded, and is read the same from the record', () => {
  const reading = parseOrder(json({ 'lines.0.quantity': 0.5, 'customer.name': '\u0000' }));
  expect(reading.kind).toBe('unacceptable');
  expect(parseOrder(JSON.parse(JSON.stringify('order' in reading && reading.order)))).toEqual(reading);
});

test('text that is no JSON has a code and a path of its own', () => {
  expect(malformedJson('Unexpected end')).toEqual({
    path: '$',
    code: 'MALFORMED_JSON',
    message: '$ is not JSON (Unexpected end); allowed: one JSON object in UTF-8',
  });
});

test('each code says in words what is allowed', () => {
  expect(Object.keys(ALLOWED)).toEqual(Object.values(ProblemCode));
});

test('a text that is too long is told how long it may be', () => {
  const value = `"${'x'.repeat(56)}...`;
  const message = (path: string, max: string) => `$.${path} is ${value}; allowed: at most ${max} characters`;
  const order = { ...anOrder(), payment: { method: 'x'.repeat(101) }, metadata: { a: 'x'.repeat(1_001) } };
  expect(parseOrder(order)).toMatchObject({
    problems: [{ message: message('payment.method', '100') }, { message: message('metadata.a', '1,000') }],
  });
});
