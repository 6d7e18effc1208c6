import { malformedJson } from '../../../../../lambda/domain/order/problem';
import { readMessage } from '../../../../../lambda/domain/order/read-message';
import { parseOrder } from '../../../../../lambda/domain/order/validation';
import { anOrder } from '../../../../support/given/orders';
import { expectAcceptable, expectUnacceptable, expectUnreadable, json } from '../../../../support/given/reading';

const CARD = '4111111111111111';
const GROUPED = '4111 1111 1111 1111';
const messagesFor = (input: unknown) => {
  const reading = parseOrder(input);
  return 'problems' in reading ? reading.problems.map(({ message }) => message) : [];
};

describe('a token', () => {
  test.each([
    'x', 'pm_1NswiXLkdIwHu7ixPFt0kGtc', '8415890871952836', 'eyJhbGciOiJSUzI1NiJ9.eyJqdGkiOiIxIn0.s-_~', '!"#$%&/(){}~',
    'x'.repeat(2_048),
  ])('%.40s is allowed', token => expectAcceptable({ 'payment.token': token }));

  test('may be left out', () => expectAcceptable({ payment: { method: 'card' } }));

  test.each(['', ' ', 'a b', 'a\n', '\u0000', 'é', '😀', 'x'.repeat(2_049)])('%.40j is not', token =>
    expectUnacceptable({ 'payment.token': token }, 'PAYMENT_TOKEN_INVALID $.payment.token'));

  test('is a text', () => {
    for (const token of [null, 7, true, {}, ['x']]) {
      expectUnreadable({ 'payment.token': token }, 'WRONG_TYPE $.payment.token');
    }
    expectUnreadable({ 'payment.token': '\ud800' }, 'BROKEN_UNICODE $.payment.token');
  });

  test('is never shown, not even if it is wrong', () => {
    const allowed = 'allowed: 1 to 2,048 printable ASCII characters without spaces';
    expect(messagesFor(json({ 'payment.token': 'secret token' })))
      .toEqual([`$.payment.token is a text of 12 characters; ${allowed}`]);
    expect(messagesFor(json({ 'payment.token': 123_456 })))
      .toEqual(['$.payment.token is a number; allowed: string']);
    expect(messagesFor(json({ 'payment.token': null }))).toEqual(['$.payment.token is null; allowed: string']);
    expect(messagesFor(json({ 'payment.token': 'secret\udc00' }))[0]).not.toContain('secret');
  });
});

describe('what looks like the number of a card makes no order, so it is never recorded', () => {
  test.each([
    ['method', CARD], ['method', `card ${GROUPED}`], ['token', CARD], ['token', `tok_${CARD}`],
    ['token', '4111-1111-1111-1111'],
    // where somebody puts it by mistake
    ['number', CARD], ['number', Number(CARD)], ['card', { details: [{ pan: GROUPED }] }], ['card', { [CARD]: true }],
    // JSON reads a number of more than 15 digits inexactly
    ['number', JSON.parse('6205500000000000004')], ['method', Number(CARD)],
  ])('payment.%s: %j', (field, value) =>
    expectUnreadable({ [`payment.${field}`]: value }, `CARD_NUMBER $.payment.${field}`));

  test('as the payment itself, or as the name of a field', () => {
    expectUnreadable({ payment: GROUPED }, 'CARD_NUMBER $.payment');
    expectUnreadable({ payment: Number(CARD) }, 'CARD_NUMBER $.payment');
    expectUnreadable({ payment: [CARD] }, 'CARD_NUMBER $.payment');
    expectUnreadable({ payment: { method: 'card', [CARD]: 1 } }, 'CARD_NUMBER $.payment');
  });

  test('each field that has one is named, and the number is not, whatever else is wrong', () => {
    const order = json({ 'payment.method': GROUPED, 'payment.token': CARD, 'currency': 'XXX', 'lines': 7 });
    const allowed = 'allowed: a payment method and the token of the payment provider, never the number of a card';
    expect(messagesFor(order)).toEqual([
      `$.payment.method is what looks like the number of a card; ${allowed}`,
      `$.payment.token is what looks like the number of a card; ${allowed}`,
    ]);
  });

  test('other numbers are none, and other fields are not searched', () => {
    expectUnreadable({ 'payment.at': 1_764_000_000_001 }, 'UNKNOWN_FIELD $.payment.at');
    expectUnreadable({ 'payment.at': 1e300 }, 'UNKNOWN_FIELD $.payment.at');
    expectAcceptable({ 'lines.0.description': CARD, 'metadata': { note: GROUPED } });
    expect(parseOrder({ ...anOrder(), orderId: CARD })).toMatchObject({ kind: 'acceptable' });
  });

  test('what is no order at all has no payment to search', () => {
    for (const input of [null, CARD, [{ payment: CARD }], { payment: undefined }]) {
      expect(JSON.stringify(parseOrder(input))).not.toContain('CARD_NUMBER');
    }
  });

  test('fault 50: at any depth', () => {
    const depth = 100_000;
    const text = `{"payment":${'['.repeat(depth)}"${CARD}"${']'.repeat(depth)}}`;
    expect(readMessage(text)).toMatchObject({ kind: 'unreadable', problems: [{ code: 'CARD_NUMBER' }] });
  });
});

test('what is quoted of a text that is no JSON has no digits', () => {
  for (const text of [`{"method":"${CARD}"`, `{"method":"${CARD}"]`, `{"method":${CARD} x}`, `${CARD.repeat(9)}x`]) {
    const { problems } = readMessage(text) as { readonly problems: readonly { readonly message: string }[] };
    expect(problems[0]!.message).toMatch(/^\$ is not JSON/);
    expect(problems[0]!.message).not.toMatch(/1{4}/);
  }
  expect(malformedJson('Unexpected token \'x\', ..."4111x" is not valid JSON').message)
    .toBe('$ is not JSON (Unexpected token \'x\', ..."****x" is not valid JSON); allowed: one JSON object in UTF-8');
});
