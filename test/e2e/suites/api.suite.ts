/** The REST API: what it takes in, what it refuses and how it says so. */
import { HAPPY, fresh, orderOf } from '../support/samples';
import { shop } from '../support/shop';

const sku = fresh('api');

beforeAll(() => shop.stock({ [sku]: 100 }));

describe('POST /orders', () => {
  test('accepts an order with its URL; the order is confirmed and can be read', async () => {
    const order = orderOf(sku, { quantity: 2 });
    const accepted = await shop.call('POST', '/orders', order);
    const url = expect.stringMatching(new RegExp(`/orders/${order.orderId}$`));
    expect(accepted).toMatchObject({ status: 202, body: { orderId: order.orderId, status: 'ACCEPTED', url } });
    expect(accepted.headers.get('location')).toEqual(url);

    const { types, events } = await shop.ended(order.orderId);
    expect(types).toEqual(HAPPY);
    const { row } = await shop.row(order.orderId);
    const shown = await shop.call('GET', `/orders/${order.orderId}`);
    // The single requests to the payment provider stay inside.
    const { payments, ...visible } = row!;
    expect(payments).toHaveLength(1);
    expect(shown).toMatchObject({ status: 200, body: { ...visible, version: 6 } });
    expect(shown.body).not.toHaveProperty('payments');

    const timeline = await shop.call('GET', `/orders/${order.orderId}/events`);
    expect(timeline.status).toBe(200);
    expect(timeline.body).toEqual({
      orderId: order.orderId,
      events: events.map(({ id, version, time, command, actor, event: { type, data } }) =>
        ({ version, type, time, id, command, actor, data })),
    });
  });

  test('gives the same answer to the same order again, before and after its end, and there is one order', async () => {
    const order = orderOf(sku);
    const post = () => shop.call('POST', '/orders', order);
    const [first, second] = await Promise.all([post(), post()]);
    await shop.ended(order.orderId);
    const third = await post();
    for (const answer of [second, third]) expect([answer.status, answer.body]).toEqual([202, first.body]);
    await shop.take(orderOf(sku)); // the queue has been read past the repetition
    expect((await shop.look(order.orderId)).types).toEqual(HAPPY);
    expect(await shop.mails(order.orderId)).toHaveLength(1);
  });

  test('answers 409 to another order under the same id, which stays as it was', async () => {
    const order = orderOf(sku);
    const before = await shop.take(order);
    const answer = await shop.call('POST', '/orders', { ...order, lines: [{ ...order.lines[0]!, quantity: 50 }] });
    expect(answer).toMatchObject({ status: 409, body: { status: 409, code: 'ORDER_ID_CONFLICT' } });
    expect(answer.headers.get('content-type')).toContain('application/problem+json');
    expect((await shop.look(order.orderId)).events).toEqual(before.events);
  });

  test('fault 3: of two orders with one id at the same time, exactly one client gets 202', async () => {
    for (let round = 0; round < 5; round++) {
      const order = orderOf(sku);
      const other = { ...order, lines: [{ ...order.lines[0]!, unitPrice: 300 }] };
      const answers = await Promise.all([order, other].map(async one =>
        ({ one, status: (await shop.call('POST', '/orders', one)).status })));
      expect(answers.map(({ status }) => status).sort()).toEqual([202, 409]);
      const { state, types } = await shop.ended(order.orderId);
      expect(types).toEqual(HAPPY);
      expect(state.order).toEqual(answers.find(({ status }) => status === 202)!.one);
    }
  });

  test('fault 50: answers 413 to 6 MB of anything', async () => {
    for (const text of ['[', '{},', '"\\ud800",', '9', ' ']) {
      const answer = await shop.call('POST', '/orders', text.repeat(5_900_000 / text.length));
      expect(answer).toMatchObject({ status: 413, body: { code: 'ORDER_TOO_LARGE' } });
    }
  });

  test('fault 22: answers 413 to more than 256 KiB', async () => {
    const answer = await shop.call('POST', '/orders', { ...orderOf(sku), metadata: { note: 'ä'.repeat(131_072) } });
    expect(answer).toMatchObject({ status: 413, body: { code: 'ORDER_TOO_LARGE' } });
  });

  test('answers 422 to a total that no number carries', async () => {
    const huge = orderOf(sku, { quantity: 10_000_000, unitPrice: Number.MAX_SAFE_INTEGER });
    const answer = await shop.call('POST', '/orders', huge);
    expect(answer).toMatchObject({ status: 422, body: { code: 'TOTAL_TOO_LARGE', problems: [{ path: '$.lines' }] } });
  });

  const order = orderOf(sku);
  const line = order.lines[0]!;
  test.each<[string, unknown, string, string]>([
    ['malformed JSON', '{"orderId": ', '$', 'MALFORMED_JSON'],
    ['nothing', '', '$', 'MALFORMED_JSON'],
    ['JSON that is no object', '[]', '$', 'WRONG_TYPE'],
    ['deep nesting', `{"a":${'['.repeat(50_000)}${']'.repeat(50_000)}}`, '$.orderId', 'MISSING'],
    ['a missing field', { ...order, currency: undefined }, '$.currency', 'MISSING'],
    ['a wrong type', { ...order, lines: [line, { ...line, quantity: '2' }] }, '$.lines[1].quantity', 'WRONG_TYPE'],
    ['an unknown field', { ...order, customer: { vip: true } }, '$.customer.vip', 'UNKNOWN_FIELD'],
    ['a field of the prototype', '{"__proto__":{"polluted":true},"orderId":"x"}', '$.__proto__', 'UNKNOWN_FIELD'],
    ['a negative quantity', { ...order, lines: [{ ...line, quantity: -1 }] }, '$.lines[0].quantity', 'QUANTITY_NOT_POSITIVE'],
    ['a quantity of zero', { ...order, lines: [{ ...line, quantity: 0 }] }, '$.lines[0].quantity', 'QUANTITY_NOT_POSITIVE'],
    ['a fraction', { ...order, lines: [{ ...line, unitPrice: 9.99 }] }, '$.lines[0].unitPrice', 'PRICE_NOT_WHOLE'],
    ['a huge price', { ...order, lines: [{ ...line, unitPrice: 2 ** 53 }] }, '$.lines[0].unitPrice', 'PRICE_TOO_LARGE'],
    ['an unknown currency', { ...order, currency: 'XXX' }, '$.currency', 'CURRENCY_UNKNOWN'],
    ['an id with a slash', { ...order, orderId: 'a/b' }, '$.orderId', 'ORDER_ID_INVALID'],
    ['a line break in a name', { ...order, customer: { name: 'Ann\r\nBcc: all@example.com' } }, '$.customer.name', 'CONTROL_CHARACTER'],
    ['NUL in a name', { ...order, customer: { name: 'Ann\u0000' } }, '$.customer.name', 'CONTROL_CHARACTER'],
    ['a header in an address', { ...order, customer: { email: 'a@example.com\r\nBcc: b@example.com' } }, '$.customer.email', 'EMAIL_INVALID'],
  ])('answers 400 to %s, with its path', async (_, body, path, code) => {
    const answer = await shop.call('POST', '/orders', body);
    expect(answer).toMatchObject({ status: 400, body: { status: 400, title: expect.any(String) } });
    expect(answer.body.problems).toContainEqual({ path, code, message: expect.stringContaining('allowed: ') });
  });

  test('reports every problem at once, and takes nothing in', async () => {
    const bad = { ...orderOf(sku), currency: 'XXX', lines: [{ ...line, quantity: 0, unitPrice: -1 }] };
    const { status, body } = await shop.call('POST', '/orders', bad);
    expect(status).toBe(400);
    expect(body.problems.map(({ path }: { path: string }) => path).sort())
      .toEqual(['$.currency', '$.lines[0].quantity', '$.lines[0].unitPrice']);
    expect((await shop.look(bad.orderId)).events).toEqual([]);
  });
});

describe('GET /orders/{orderId}', () => {
  test.each([
    '/orders/nobody',
    '/orders/nobody/events',
    '/orders/%25',
    `/orders/${'x'.repeat(2_000)}`,
  ])('answers 404 for an order that there is not', async path => {
    expect(await shop.call('GET', path)).toMatchObject({ status: 404, body: { code: 'ORDER_NOT_FOUND' } });
  });
});
