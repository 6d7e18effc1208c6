/** Requests that send commands, and what becomes of them. */
import type { APIGatewayProxyEvent } from 'aws-lambda';
import { CommandRequests } from '../../../../lambda/adapters/api/command-requests';
import { OrderQueue } from '../../../../lambda/adapters/queue/order-queue';
import type { OrderEvent } from '../../../../lambda/domain/events';
import { submit } from '../../../../lambda/handlers/intake/submit';
import { orderStream } from '../../../../lambda/orders/streams';
import { SITUATIONS } from '../../../support/given/orders';
import { imagesOf } from '../../../support/given/stream';
import { throttled } from '../../../support/world/intake';
import { type Call, StubClient } from '../../../support/world/stub-client';
import { newWorld, world } from '../../../support/world/world';

const sqs = new StubClient();
const queue = new OrderQueue(sqs.as(), 'https://queue.example.com/orders');
const { orders, commands, count } = world;
const handler = submit({ orders, queue, commandRequests: new CommandRequests({ commands, queue, count }) });

let queued: readonly Call[];
beforeEach(() => {
  newWorld();
  world.count.mockClear();
  queued = sqs.answer({ SendMessage: () => ({}) });
});

const given = (events: readonly OrderEvent[]) => world.log.items.set(orderStream('A-1'), imagesOf('A-1', events));
const typesOf = (orderId = 'A-1') => world.log.items.get(orderStream(orderId))?.map(item => item.t!.S);
const messages = () => queued.map(({ input }) => input.MessageBody);

async function post(body: unknown, { orderId = 'A-1', to = 'cancellations', isBase64Encoded = false } = {}) {
  const { statusCode, headers, body: answer } = await handler({
    body: typeof body === 'string' || body === null ? body : JSON.stringify(body),
    isBase64Encoded,
    resource: `/orders/{orderId}/${to}`,
    pathParameters: { orderId },
    requestContext: { path: `/live/orders/${orderId}/${to}`, requestId: 'request-1' },
  } as unknown as APIGatewayProxyEvent);
  const read = JSON.parse(answer) as { code?: string; title?: string; problems?: { path: string; code: string }[] };
  return { statusCode, headers, ...read };
}

describe('a command that is accepted', () => {
  test('is on record, starts its order, and is answered with its URL', async () => {
    given(SITUATIONS.reserved);
    expect(await post({ commandId: 'c:1', actor: 'support:jane', reason: 'wrong size' })).toMatchObject({
      statusCode: 202,
      headers: { location: '/live/orders/A-1/commands/c%3A1' },
      orderId: 'A-1',
      commandId: 'c:1',
      command: 'CancelOrder',
      status: 'ACCEPTED',
      orderVersion: 4,
      url: '/live/orders/A-1/commands/c%3A1',
    });
    expect(typesOf()!.at(-1)).toBe('CancellationRequested');
    expect(messages()).toEqual(['{"run":"A-1"}']);
    expect((await commands.outcomeOf({ orderId: 'A-1', commandId: 'c:1' }))!.record.type).toBe('CommandAccepted');
  });

  test('again is answered the same, and starts the order again, because the first message may be lost', async () => {
    given(SITUATIONS['parked while reserved']);
    const retry = async () => post({ commandId: 'c-1' }, { to: 'retries' });
    const first = await retry();
    expect(await retry()).toEqual(first);
    expect(typesOf()!.slice(-2)).toEqual(['OrderParked', 'RetryRequested']);
    expect(messages()).toEqual(['{"run":"A-1"}', '{"run":"A-1"}']);
  });

  test('of which the message cannot be sent is answered 503; repeated, it is accepted', async () => {
    given(SITUATIONS.reserved);
    sqs.answer({ SendMessage: () => { throw throttled(); } });
    expect(await post({ commandId: 'c-1' })).toMatchObject({ statusCode: 503 });
    queued = sqs.answer({ SendMessage: () => ({}) });
    expect(await post({ commandId: 'c-1' })).toMatchObject({ statusCode: 202, orderVersion: 4 });
    expect(messages()).toEqual(['{"run":"A-1"}']);
  });

  test('has its body in base64, and its order id encoded', async () => {
    world.log.items.set(orderStream('A 1'), imagesOf('A 1', SITUATIONS.reserved));
    const body = Buffer.from('{"commandId":"c-1"}').toString('base64');
    const answer = await post(body, { orderId: 'A%201', isBase64Encoded: true });
    expect(answer).toMatchObject({ statusCode: 202, orderId: 'A 1', url: '/live/orders/A%201/commands/c-1' });
  });
});

describe('not accepted, and no order started:', () => {
  afterEach(() => expect(queued).toEqual([]));

  test('a command that the state of the order does not allow: 409 with the reason, counted', async () => {
    given(SITUATIONS.confirmed);
    const refused = {
      statusCode: 409,
      headers: { 'content-type': 'application/problem+json' },
      code: 'ALREADY_CONFIRMED',
      title: 'the order is CONFIRMED; allowed: an order before its confirmation',
    };
    expect(await post({ commandId: 'c-1' })).toMatchObject(refused);
    expect(await post({ commandId: 'c-1' })).toMatchObject(refused);
    const properties = { orderId: 'A-1', commandId: 'c-1', code: 'ALREADY_CONFIRMED' };
    expect(world.count).toHaveBeenCalledWith('CommandRefused', properties, { command: 'CancelOrder' });
  });

  test('a retry of an order that is not parked', async () => {
    given(SITUATIONS.paid);
    const answer = await post({ commandId: 'c-1' }, { to: 'retries' });
    expect(answer).toMatchObject({ statusCode: 409, code: 'NOT_PARKED' });
    expect(answer.title).toContain('PAID');
  });

  test('another command with an id that is taken: 409, and the first stays', async () => {
    given(SITUATIONS.confirmed);
    await post({ commandId: 'c-1' });
    const other = await post({ commandId: 'c-1', reason: 'x' });
    expect(other).toMatchObject({ statusCode: 409, code: 'COMMAND_ID_CONFLICT' });
  });

  const nobody = ['A-2', 'A#1', '_canary-1', 'x'.repeat(2_000), '%'];
  test.each(nobody)('an order that there is not, %.20s: 404', async orderId => {
    expect(await post({ commandId: 'c-1' }, { orderId })).toMatchObject({ statusCode: 404, code: 'ORDER_NOT_FOUND' });
    expect(world.log.items.size).toBe(0);
  });

  test.each<[unknown, string, string]>([
    [null, '$', 'MALFORMED_JSON'],
    ['{', '$', 'MALFORMED_JSON'],
    ['[]', '$', 'WRONG_TYPE'],
    [{}, '$.commandId', 'MISSING'],
    [{ commandId: 'c/1' }, '$.commandId', 'COMMAND_ID_INVALID'],
    [{ commandId: 'c-1', orderId: 'B-1' }, '$.orderId', 'UNKNOWN_FIELD'],
    ['{"commandId":"c-1","__proto__":{}}', '$.__proto__', 'UNKNOWN_FIELD'],
    [{ commandId: 'c-1', reason: 'a\r\nb' }, '$.reason', 'CONTROL_CHARACTER'],
    [{ commandId: 'c-1', actor: '' }, '$.actor', 'ACTOR_INVALID'],
  ])('fault 27: the body %j: 400 with the path', async (body, path, code) => {
    given(SITUATIONS.reserved);
    const answer = await post(body);
    expect(answer).toMatchObject({ statusCode: 400, code, title: 'the body is not a CancelOrder' });
    expect(answer.problems).toContainEqual(expect.objectContaining({ path, code }));
    expect(typesOf()).toHaveLength(3);
  });

  test.each([16 * 1024 + 1, 6_000_000])('fault 50: a body of %d bytes: 413', async bytes => {
    const answer = await post('{"commandId":"c-1"}'.padEnd(bytes));
    expect(answer).toMatchObject({ statusCode: 413, code: 'COMMAND_TOO_LARGE' });
  });
});
