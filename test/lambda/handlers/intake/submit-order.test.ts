import type { APIGatewayProxyEvent } from 'aws-lambda';
import { OrderQueue } from '../../../../lambda/adapters/queue/order-queue';
import { submitOrder } from '../../../../lambda/handlers/intake/submit-order';
import { digestOf } from '../../../../lambda/lib/digest';
import { orderStream } from '../../../../lambda/orders/streams';
import { anOrder, orderPlaced } from '../../../support/given/orders';
import { imagesOf } from '../../../support/given/stream';
import { type Call, StubClient } from '../../../support/world/stub-client';
import { newWorld, world } from '../../../support/world/world';

const sqs = new StubClient();
const handler = submitOrder({
  orders: world.orders,
  queue: new OrderQueue(sqs.as(), 'https://queue.example.com/orders'),
});

let queued: readonly Call[];
beforeEach(() => {
  newWorld();
  queued = sqs.answer({ SendMessage: () => ({}) });
});

const post = async (body: unknown, more: Partial<APIGatewayProxyEvent> = {}) => {
  const text = typeof body === 'string' || body === null ? body : JSON.stringify(body);
  const {
    statusCode,
    headers,
    body: answer,
  } = await handler({
    body: text,
    isBase64Encoded: false,
    requestContext: { path: '/live/orders' },
    ...more,
  } as APIGatewayProxyEvent);
  return {
    statusCode,
    headers,
    ...(JSON.parse(answer) as { code?: string; problems?: { path: string; code: string }[]; url?: string }),
  };
};
const placed = (order = anOrder()) =>
  world.log.items.set(orderStream(order.orderId), imagesOf(order.orderId, [orderPlaced(order, digestOf(order))]));

test('an order is queued as it came, and answered with its URL', async () => {
  const text = `  ${JSON.stringify(anOrder(), null, 2)}`;
  expect(await post(text)).toMatchObject({
    statusCode: 202,
    orderId: 'A-1',
    status: 'ACCEPTED',
    url: '/live/orders/A-1',
    headers: { location: '/live/orders/A-1' },
  });
  expect(queued.map(({ input }) => input)).toEqual([
    { QueueUrl: 'https://queue.example.com/orders', MessageBody: text },
  ]);
});

test('the URL has the id encoded', async () => {
  expect((await post(anOrder({ orderId: 'order 1:a+b@c' }))).url).toBe('/live/orders/order%201%3Aa%2Bb%40c');
});

test('the same order again gets the same answer', async () => {
  const first = await post(anOrder());
  placed();
  expect(await post(anOrder())).toEqual(first);
});

test('a body in base64', async () => {
  expect(
    await post(Buffer.from(JSON.stringify(anOrder())).toString('base64'), { isBase64Encoded: true }),
  ).toMatchObject({ statusCode: 202 });
  expect(queued[0]!.input.MessageBody).toBe(JSON.stringify(anOrder()));
});

describe('refused, and not queued:', () => {
  afterEach(() => expect(queued).toEqual([]));

  test('an id that another order has', async () => {
    placed();
    expect(await post(anOrder({ currency: 'EUR' }))).toMatchObject({ statusCode: 409, code: 'ORDER_ID_CONFLICT' });
  });

  test.each([null, '', '{', 'null', '[]', '{"__proto__":1}', `${'['.repeat(10_000)}${']'.repeat(10_000)}`])(
    'what is no order: %.20s',
    async body => {
      const answer = await post(body);
      expect(answer).toMatchObject({
        statusCode: 400,
        code: answer.problems![0]!.code,
        headers: { 'content-type': 'application/problem+json' },
      });
    },
  );

  test('an order that breaks rules, by field', async () => {
    expect(await post(anOrder({ currency: 'XXX', lines: [] }))).toMatchObject({
      statusCode: 400,
      code: 'CURRENCY_UNKNOWN',
      problems: [
        { path: '$.currency', code: 'CURRENCY_UNKNOWN' },
        { path: '$.lines', code: 'LINES_EMPTY' },
      ],
    });
  });

  test('an order that is wrong as a whole', async () => {
    expect(
      await post(anOrder({ lines: [{ sku: 'A', quantity: 2, unitPrice: Number.MAX_SAFE_INTEGER }] })),
    ).toMatchObject({ statusCode: 422, code: 'TOTAL_TOO_LARGE' });
  });

  test('a body over 256 KiB', async () => {
    expect(await post('x'.repeat(256 * 1024 + 1))).toMatchObject({ statusCode: 413, code: 'ORDER_TOO_LARGE' });
  });

  test('a body with more problems than an answer of 6 MB holds', async () => {
    const { headers, ...answer } = await post(`{"lines":[${Array.from({ length: 120_000 }, () => 0).join()}]}`);
    expect(answer.statusCode).toBe(400);
    expect(JSON.stringify(answer).length).toBeLessThan(1_000_000);
  });
});

test('a queue that fails is not answered with a promise', async () => {
  sqs.answer({ SendMessage: () => { throw new Error('throttled'); } });
  await expect(post(anOrder())).rejects.toThrow('throttled');
});
