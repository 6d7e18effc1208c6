import type { APIGatewayProxyEvent } from 'aws-lambda';
import * as fc from 'fast-check';
import { CommandRequests } from '../../../../lambda/adapters/api/command-requests';
import { OrderQueue } from '../../../../lambda/adapters/queue/order-queue';
import { submit } from '../../../../lambda/handlers/intake/submit';
import { digestOf } from '../../../../lambda/lib/digest';
import { orderStream } from '../../../../lambda/orders/streams';
import { anOrder, orderPlaced } from '../../../support/given/orders';
import { imagesOf } from '../../../support/given/stream';
import { type Call, StubClient } from '../../../support/world/stub-client';
import { newWorld, world } from '../../../support/world/world';

const sqs = new StubClient();
const queue = new OrderQueue(sqs.as(), 'https://queue.example.com/orders');
const { orders, commands, count } = world;
const handler = submit({ orders, queue, commandRequests: new CommandRequests({ commands, queue, count }) });

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
    resource: '/orders',
    requestContext: { path: '/live/orders', requestId: 'request-1' },
    ...more,
  } as APIGatewayProxyEvent);
  return {
    statusCode,
    headers,
    ...(JSON.parse(answer) as { code?: string; problems?: { path: string; code: string }[]; url?: string }),
  };
};
const typesOf = (orderId: string) => world.log.items.get(orderStream(orderId))?.map(item => item.t!.S);
const placed = (order = anOrder()) =>
  world.log.items.set(orderStream(order.orderId), imagesOf(order.orderId, [orderPlaced(order, digestOf(order))]));

test('an order is recorded, queued as it came, and answered with its URL', async () => {
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
  expect(typesOf('A-1')).toEqual(['OrderPlaced']);
});

test('the URL has the id encoded', async () => {
  expect((await post(anOrder({ orderId: 'order 1:a+b@c' }))).url).toBe('/live/orders/order%201%3Aa%2Bb%40c');
});

test('fault 2: the same order again gets the same answer', async () => {
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
  const EMPTY_LINES = `{"lines":[${'{},'.repeat(80_000)}{}]}`;

  test('fault 3: an id that another order has', async () => {
    placed();
    expect(await post(anOrder({ currency: 'EUR' }))).toMatchObject({ statusCode: 409, code: 'ORDER_ID_CONFLICT' });
  });

  test('fault 3: the same order with another payment token, or with none, is another order', async () => {
    placed(anOrder({ payment: { method: 'card', token: 'pm_1' } }));
    for (const payment of [{ method: 'card', token: 'pm_2' }, { method: 'card' }]) {
      const answer = await post(anOrder({ payment }));
      expect(answer).toMatchObject({ statusCode: 409, code: 'ORDER_ID_CONFLICT' });
      expect(JSON.stringify(answer)).not.toContain('pm_');
    }
  });

  test.each([null, '', '{', 'null', '[]', '{"__proto__":1}', `${'['.repeat(10_000)}${']'.repeat(10_000)}`])(
    'fault 27: what is no order: %.20s',
    async body => {
      const answer = await post(body);
      expect(answer).toMatchObject({
        statusCode: 400,
        code: answer.problems![0]!.code,
        headers: { 'content-type': 'application/problem+json' },
      });
    },
  );

  test('fault 24: an order that breaks rules, by field', async () => {
    expect(await post(anOrder({ currency: 'XXX', lines: [] }))).toMatchObject({
      statusCode: 400,
      code: 'CURRENCY_UNKNOWN',
      problems: [
        { path: '$.currency', code: 'CURRENCY_UNKNOWN' },
        { path: '$.lines', code: 'LINES_EMPTY' },
      ],
    });
  });

  test('fault 25: an order that is wrong as a whole', async () => {
    expect(
      await post(anOrder({ lines: [{ sku: 'A', quantity: 2, unitPrice: Number.MAX_SAFE_INTEGER }] })),
    ).toMatchObject({ statusCode: 422, code: 'TOTAL_TOO_LARGE' });
  });

  test('fault 22: a body over 256 KiB', async () => {
    expect(await post('x'.repeat(256 * 1024 + 1))).toMatchObject({ statusCode: 413, code: 'ORDER_TOO_LARGE' });
  });

  test('fault 50: a body with more problems than an answer of 6 MB holds', async () => {
    const { headers, ...answer } = await post(EMPTY_LINES);
    const message = '$.lines is an array of 80001; allowed: at most 5,000 lines';
    expect(answer.statusCode).toBe(400);
    expect(answer.problems).toContainEqual({ path: '$.lines', code: 'LINES_TOO_MANY', message });
    expect(JSON.stringify(answer).length).toBeLessThan(10_000);
  });
});

describe('an order with an id that another client uses at the same time', () => {
  test('fault 2: the same order: both get the same answer, and there is one order', async () => {
    const [first, second] = await Promise.all([post(anOrder()), post(anOrder())]);
    expect(second).toEqual(first);
    expect(first.statusCode).toBe(202);
    expect(typesOf('A-1')).toEqual(['OrderPlaced']);
  });

  test('fault 3: another order: exactly one client gets 202, the other 409', async () => {
    const answers = await Promise.all([post(anOrder()), post(anOrder({ currency: 'EUR' })), post(anOrder())]);
    expect(answers.map(({ statusCode }) => statusCode)).toEqual([202, 409, 202]);
    expect(typesOf('A-1')).toEqual(['OrderPlaced']);
    expect(queued.map(({ input }) => input.MessageBody)).not.toContain(JSON.stringify(anOrder({ currency: 'EUR' })));
  });

  test('fault 3: in whatever order they come, one order wins, and its clients alone get 202', async () => {
    const arrivals = fc.array(fc.nat(2), { minLength: 1, maxLength: 6 });
    await fc.assert(fc.asyncProperty(fc.scheduler(), arrivals, async (scheduler, choices) => {
      newWorld();
      queued = sqs.answer({ SendMessage: () => ({}) });
      const bodies = choices.map(choice => JSON.stringify(anOrder({ metadata: { choice: String(choice) } })));
      const posted = Promise.all(bodies.map(async body => {
        await scheduler.schedule(Promise.resolve());
        return { body, status: (await post(body)).statusCode };
      }));
      await scheduler.waitAll();
      const answers = await posted;
      const accepted = answers.filter(({ status }) => status === 202).map(({ body }) => body);
      expect(new Set(accepted).size).toBe(1);
      expect(answers.filter(({ status }) => status === 409).every(({ body }) => body !== accepted[0])).toBe(true);
      expect(queued.map(({ input }) => input.MessageBody)).toEqual(accepted);
      expect(typesOf('A-1')).toEqual(['OrderPlaced']);
    }));
  });
});

describe('a service that fails is answered with 503, and the client may repeat the request:', () => {
  const unavailable = { statusCode: 503, code: 'UNAVAILABLE', headers: { 'retry-after': '5' } };
  const error = Object.assign(new Error('Rate exceeded'), { name: 'ThrottlingException' });
  const failing = () => { throw error; };

  test('fault 8: the log, so nothing is recorded and nothing queued', async () => {
    world.log.faults = [{ kind: 'crash', error }];
    expect(await post(anOrder())).toMatchObject(unavailable);
    expect([typesOf('A-1'), queued]).toEqual([undefined, []]);
    expect((await post(anOrder())).statusCode).toBe(202);
  });

  test('the log, after it has recorded the order', async () => {
    world.log.faults = [{ kind: 'crash after', error }];
    expect(await post(anOrder())).toMatchObject(unavailable);
    expect((await post(anOrder())).statusCode).toBe(202);
    expect(typesOf('A-1')).toEqual(['OrderPlaced']);
  });

  test('the queue: the order is recorded once, and the repetition sends its message', async () => {
    sqs.answer({ SendMessage: failing });
    expect(await post(anOrder())).toMatchObject(unavailable);
    expect(typesOf('A-1')).toEqual(['OrderPlaced']);
    queued = sqs.answer({ SendMessage: () => ({}) });
    expect((await post(anOrder())).statusCode).toBe(202);
    expect([typesOf('A-1'), queued.length]).toEqual([['OrderPlaced'], 1]);
  });
});

test('a defect is no reason to repeat the request: it counts as an error of the function', async () => {
  world.log.faults = [{ kind: 'crash', error: new TypeError('x is undefined') }];
  await expect(post(anOrder())).rejects.toThrow('x is undefined');
});

test('an order carries the id of the request that placed it', async () => {
  await post(anOrder());
  expect(world.log.items.get(orderStream('A-1'))![0]).toMatchObject({ cor: { S: 'request-1' } });
});
