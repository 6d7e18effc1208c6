import * as fc from 'fast-check';
import { parseOrder } from '../../../../lambda/domain/order/validation';
import { expectAcceptable, expectUnreadable, json, problemsOf } from '../../../support/given/reading';

/** JSON text, because a literal cannot have an own `__proto__`. */
const parsed = (text: string): unknown => JSON.parse(text);
const withField = (text: string, at = '"currency"') => parsed(JSON.stringify(json()).replace(at, `${text},${at}`));
const nested = (levels: number): unknown => {
  let value: unknown = 1;
  for (let level = 0; level < levels; level++) value = [value];
  return value;
};

test('an order that keeps the rules comes back as it was, with its total', () => {
  expect(parseOrder(json())).toEqual({ kind: 'acceptable', order: json(), total: 2999 });
});

test('what is optional may be missing', () => {
  expectAcceptable({ 'customer': {}, 'lines.0.description': undefined });
  expectAcceptable({ metadata: {} });
});

test.each(['null', '1', '"order"', 'true', '[]', '[{}]'])('%s is no order', text => {
  expect(problemsOf(parsed(text))).toEqual({ kind: 'unreadable', problems: ['WRONG_TYPE $'] });
});

test('nothing at all is no order', () => {
  expect(problemsOf(undefined)).toEqual({ kind: 'unreadable', problems: ['MISSING $'] });
});

test.each([
  'orderId', 'customer', 'currency', 'lines', 'payment',
  'lines.0.sku', 'lines.1.quantity', 'lines.1.unitPrice', 'payment.method',
])('%s is required', path => {
  expectUnreadable({ [path]: undefined }, `MISSING $.${path.replace(/\.(\d)/, '[$1]')}`);
});

test('every field that is missing is named at once', () => {
  const fields = ['orderId', 'customer', 'currency', 'lines', 'payment'];
  expect(problemsOf({})).toEqual({ kind: 'unreadable', problems: fields.map(field => `MISSING $.${field}`) });
});

describe('fault 27: wrong types', () => {
  test.each([
    ['orderId', 1], ['customer', 'Ada'], ['customer', []], ['customer', null], ['customer.name', 1],
    ['customer.email', ['a@example.com']], ['currency', null], ['lines', {}], ['lines', 'MUG'], ['lines.0', []],
    ['lines.0', 'MUG'], ['lines.1.quantity', '2'], ['lines.1.quantity', null], ['lines.0.unitPrice', true],
    ['lines.0.description', null], ['payment', []], ['payment.method', {}],
    ['metadata', []], ['metadata', 'x'], ['metadata', null],
  ])('%s as %j', (path, value) => {
    expectUnreadable({ [path]: value }, `WRONG_TYPE $.${path.replace(/\.(\d)/, '[$1]')}`);
  });

  test('of metadata entries', () => {
    expectUnreadable(
      { metadata: { 'a': 'x', 'b': 1, 'c d': null } },
      'WRONG_TYPE $.metadata.b', 'WRONG_TYPE $.metadata["c d"]',
    );
  });

  test('the message says what came and what is allowed', () => {
    const reading = parseOrder(json({ 'lines.0.quantity': 'two', 'lines.1.quantity': { n: 1 }, 'customer': [1, 2] }));
    expect('problems' in reading && reading.problems.map(({ message }) => message)).toEqual([
      '$.customer is an array of 2; allowed: Object',
      '$.lines[0].quantity is "two"; allowed: number',
      '$.lines[1].quantity is an object; allowed: number',
    ]);
  });
});

describe('fault 27: unknown fields', () => {
  test('each is named, wherever it is', () => {
    expectUnreadable(
      {
        'total': 1,
        'discount': 2,
        'customer.age': 3,
        'lines.1.colour': 'red',
        'lines.1.size': 'L',
        'payment.card number': '4',
      },
      'UNKNOWN_FIELD $.customer.age', 'UNKNOWN_FIELD $.lines[1].colour', 'UNKNOWN_FIELD $.lines[1].size',
      'UNKNOWN_FIELD $.payment["card number"]', 'UNKNOWN_FIELD $.total', 'UNKNOWN_FIELD $.discount',
    );
  });

  const INHERITED = ['__proto__', 'constructor', 'prototype', 'toString', 'hasOwnProperty', 'valueOf'];

  test.each(INHERITED)('%s is one', name => {
    const unknown = (path: string) => ({ kind: 'unreadable', problems: [`UNKNOWN_FIELD ${path}.${name}`] });
    expect(problemsOf(withField(`"${name}":{"orderId":"B"}`))).toEqual(unknown('$'));
    expect(problemsOf(withField(`"${name}":1`, '"quantity":1'))).toEqual(unknown('$.lines[1]'));
    expect(problemsOf(withField(`"${name}":[]`, '"method"'))).toEqual(unknown('$.payment'));
  });

  test.each(INHERITED)('%s in the metadata is kept or named, never dropped', name => {
    const input = withField(`"metadata":{"${name}":"x","b":"y"}`);
    const reading = parseOrder(input);
    if (reading.kind === 'acceptable') {
      expect(Object.entries(reading.order.metadata!)).toEqual([[name, 'x'], ['b', 'y']]);
    } else {
      expect(problemsOf(input)).toEqual({ kind: 'unreadable', problems: [`UNKNOWN_FIELD $.metadata.${name}`] });
    }
  });

  test('a prototype made of the body fills in for no field', () => {
    const order = '{"orderId":"A","customer":{},"currency":"GBP","lines":[],"payment":{"method":"card"}}';
    const input = parsed(`{"__proto__":${order}}`);
    expect(problemsOf(input).problems).toContain('MISSING $.orderId');
    expect(({} as Record<string, unknown>).orderId).toBeUndefined();
  });
});

describe('fault 50: too much of everything', () => {
  const GOOD = { sku: 'MUG', quantity: 1, unitPrice: 1 };

  test.each([
    'metadata', 'lines', 'customer', 'payment', 'orderId',
  ])('10,000 levels of arrays in %s do no harm', path => {
    const { kind, problems } = problemsOf(json({ [path]: nested(10_000) }));
    const wrong = expect.stringMatching(`^WRONG_TYPE \\$\\.${path}`);
    expect({ kind, path: problems[0] }).toEqual({ kind: 'unreadable', path: wrong });
  });

  test('10,000 levels of objects do no harm', () => {
    const input = withField(`"metadata":${'{"a":'.repeat(10_000)}1${'}'.repeat(10_000)}`);
    expect(problemsOf(input).problems).toEqual(['WRONG_TYPE $.metadata.a']);
  });

  test('no more problems are reported than an answer holds', () => {
    for (const line of [0, {}, { quantity: 0.5 }, { ...GOOD, quantity: 0 }]) {
      const reading = parseOrder(json({ lines: Array.from({ length: 5_000 }, () => line) }));
      expect('problems' in reading && reading.problems).toHaveLength(1_000);
      expect(JSON.stringify('problems' in reading && reading.problems).length).toBeLessThan(1_000_000);
    }
  });

  test('of lines or entries, they are counted, and none of them is looked at', () => {
    const untouched = () => new Proxy({}, { ownKeys: () => { throw new Error('looked at'); } });
    const lines = Array.from({ length: 80_000 }, untouched);
    expect(problemsOf(json({ lines }))).toEqual({ kind: 'unreadable', problems: ['LINES_TOO_MANY $.lines'] });
    const entries = Array.from({ length: 80_000 }, (_, n) => [`k${n}`, null]);
    const metadata: unknown = Object.fromEntries(entries);
    expect(problemsOf(json({ metadata }))).toEqual({ kind: 'unreadable', problems: ['METADATA_TOO_MANY $.metadata'] });
  });

  test('a problem after the last that is reported still counts: such an order is not recorded', () => {
    const broken = Array.from({ length: 1_500 }, () => ({ ...GOOD, quantity: 0 }));
    expect(parseOrder(json({ lines: broken })).kind).toBe('unacceptable');
    expect(parseOrder(json({ lines: [...broken, 'no line'] })).kind).toBe('unreadable');
    expect(parseOrder(json({ lines: [...broken, { ...GOOD, sku: '\ud800' }] })).kind).toBe('unreadable');
  });

  test('a field with a long name makes short problems', () => {
    const name = '"\u0007'.repeat(20_000);
    for (const input of [json({ [name]: 1 }), json({ metadata: { [name]: '\u0000' } })]) {
      const reading = parseOrder(input);
      const problems = 'problems' in reading ? reading.problems : [];
      expect(problems).not.toHaveLength(0);
      expect(problems.map(problem => JSON.stringify(problem).length).filter(length => length > 700)).toEqual([]);
    }
  });
});

test('fault 27: anything at all is read without a throw, and what is accepted is what came in', () => {
  const anyPath = fc.constantFrom(
    'orderId', 'customer', 'currency', 'lines', 'lines.0', 'lines.0.quantity', 'lines.1.unitPrice',
    'metadata', 'payment',
  );
  const anything = fc.oneof(
    fc.jsonValue(),
    fc.tuple(anyPath, fc.jsonValue()).map(([path, value]) => json({ [path]: value })),
  );
  fc.assert(fc.property(anything, input => {
    const reading = parseOrder(input);
    if (reading.kind === 'acceptable') {
      expect(JSON.parse(JSON.stringify(reading.order))).toEqual(JSON.parse(JSON.stringify(input)));
    } else {
      expect(reading.problems).not.toHaveLength(0);
    }
  }), { numRuns: 500 });
});
