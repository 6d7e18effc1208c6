/** The number of a card in the payment of an order: refused by queue and API, and kept nowhere. */
import type { APIGatewayProxyEvent, SQSEvent } from 'aws-lambda';
import { CommandRequests } from '../../../../lambda/adapters/api/command-requests';
import { OrderQueue } from '../../../../lambda/adapters/queue/order-queue';
import { submit } from '../../../../lambda/handlers/intake/submit';
import { log } from '../../../../lambda/lib/log';
import { RefusalAttribute } from '../../../../src/contract/intake';
import { anOrder } from '../../../support/given/orders';
import { ORDER_QUEUE, intake, messageOf } from '../../../support/world/intake';
import type { Call } from '../../../support/world/stub-client';
import { newWorld, world } from '../../../support/world/world';

const NUMBER = '4111111111111111';
const ORDERS: readonly (readonly [string, object])[] = [
  ['as the method', { method: NUMBER }],
  ['in the method, in groups', { method: 'card 4111 1111 1111 1111' }],
  ['as the token', { method: 'card', token: NUMBER }],
  ['in a field of its own, with a security code', { method: 'card', card: { number: NUMBER, cvc: '123' } }],
  ['as a number', { method: 'card', number: Number(NUMBER) }],
  ['as a name', { method: 'card', [NUMBER]: true }],
];

let calls: readonly Call[];
const logged = (['info', 'warn', 'error'] as const).map(level => jest.spyOn(log, level));
const { orders, commands, count } = world;
const queue = new OrderQueue(intake.sqs.as(), ORDER_QUEUE);
const handler = submit({ orders, queue, commandRequests: new CommandRequests({ commands, queue, count }) });
const post = async (body: string) => handler({
  body,
  resource: '/orders',
  isBase64Encoded: false,
  requestContext: { path: '/orders', requestId: 'r-1' },
} as APIGatewayProxyEvent);
const bodyWith = (payment: object) => JSON.stringify({ ...anOrder({ orderId: 'A-1' }), payment });
/** Whether a text has the number, whatever is between its digits. */
const hasNumber = (value: unknown) => JSON.stringify(value).replace(/[ -]/g, '').includes(NUMBER);

beforeEach(() => {
  newWorld();
  for (const spy of logged) spy.mockClear();
  calls = intake.sqs.answer({ SendMessage: () => ({}) });
  intake.sfn.answer({ StartExecution: () => ({}) });
});
afterEach(() => expect(hasNumber(logged.map(spy => spy.mock.calls))).toBe(false));

describe.each(ORDERS)('%s', (_, payment) => {
  test('the API answers 400 with a code of its own, records nothing and queues nothing', async () => {
    const { statusCode, body } = await post(bodyWith(payment));
    expect(statusCode).toBe(400);
    expect(JSON.parse(body)).toMatchObject({ code: 'CARD_NUMBER', problems: [{ code: 'CARD_NUMBER' }] });
    expect(hasNumber(body)).toBe(false);
    expect(world.log.items.size).toBe(0);
    expect(calls).toEqual([]);
  });

  test('the intake puts it on the dead-letter queue without the number, and its batch goes on', async () => {
    const body = bodyWith(payment);
    const good = messageOf(anOrder({ orderId: 'mate' }), { messageId: 'm-2' });
    expect(await intake.handler({ Records: [messageOf(body), good] } as SQSEvent)).toEqual({ batchItemFailures: [] });
    const [{ input: { MessageBody: kept, MessageAttributes: attributes } }, ...others] = calls as [Call];
    expect(others).toEqual([]);
    expect(attributes).toMatchObject({
      [RefusalAttribute.REASON]: { StringValue: 'UNREADABLE_ORDER' },
      [RefusalAttribute.DETAIL]: { StringValue: expect.stringContaining('"code":"CARD_NUMBER"') },
    });
    expect(hasNumber(attributes)).toBe(false);
    expect(hasNumber(kept)).toBe(false);
    // All else is there, so that somebody finds the sender and the order.
    expect(kept).toBe(body.replace(NUMBER, '*'.repeat(16)).replace('4111 1111 1111 1111', '**** **** **** ****'));
    expect([...world.log.items.keys()]).toEqual(['ORDER#mate']);
  });
});

test('elsewhere in an order the pipeline does not search for card numbers: the order is taken as it is', async () => {
  const order = anOrder({ metadata: { note: NUMBER } });
  expect((await post(JSON.stringify(order))).statusCode).toBe(202);
  expect(calls.map(({ input }) => input.MessageBody)).toEqual([JSON.stringify(order)]);
});

test('a message that is no order for another reason stays as it is', async () => {
  const body = JSON.stringify({ ...anOrder(), metadata: { note: NUMBER }, extra: 1 });
  await intake.handler({ Records: [messageOf(body)] } as SQSEvent);
  expect(calls.map(({ input }) => input.MessageBody)).toEqual([body]);
});

test('what the API quotes of a body that is not JSON has no number', async () => {
  for (const body of [`{"method":"${NUMBER}"]`, `{"method": ${NUMBER} x}`]) {
    const answer = await post(body);
    expect(JSON.parse(answer.body)).toMatchObject({ code: 'MALFORMED_JSON' });
    expect(hasNumber(answer.body)).toBe(false);
  }
});
