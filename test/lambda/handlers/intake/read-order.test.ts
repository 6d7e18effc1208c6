import type { APIGatewayProxyEvent } from 'aws-lambda';
import { type OrderRow, evolveRow } from '../../../../lambda/adapters/order-view/order-row';
import type { OrderRows } from '../../../../lambda/adapters/order-view/order-rows';
import { readOrder } from '../../../../lambda/handlers/intake/read-order';
import { orderStream } from '../../../../lambda/orders/streams';
import { cancelOrder, retryOrder } from '../../../support/given/client-commands';
import { SITUATIONS } from '../../../support/given/orders';
import { imagesOf, storedEvents } from '../../../support/given/stream';
import { newWorld, world } from '../../../support/world/world';

const ROW: OrderRow = storedEvents('A-1', SITUATIONS.paid).reduce(evolveRow, undefined as never);
const view = jest.fn<ReturnType<OrderRows['get']>, [string]>();
const handler = readOrder({ orders: world.orders, rows: { get: view }, commands: world.commands });

const get = async (orderId: string, resource = '/orders/{orderId}', commandId?: string) => {
  const { statusCode, body } = await handler({
    pathParameters: { orderId, commandId },
    resource,
  } as unknown as APIGatewayProxyEvent);
  return { statusCode, body: JSON.parse(body) as unknown };
};

describe('an order', () => {
  test('is its row, with the version that it shows, and without what is inside only', async () => {
    view.mockResolvedValueOnce({ version: 5, row: ROW });
    const { payments, ...shown } = ROW;
    expect(payments).toHaveLength(1);
    expect(await get('A-1')).toEqual({ statusCode: 200, body: { ...shown, version: 5 } });
    expect(shown.payment).toMatchObject({ status: 'CAPTURED' });
    expect(view).toHaveBeenCalledWith('A-1');
  });

  test('is looked up by its id, decoded once', async () => {
    view.mockResolvedValue(undefined);
    await get('order%201%3Aa');
    await get('order 1:a');
    expect(view.mock.calls).toEqual([['order 1:a'], ['order 1:a']]);
  });

  test.each([
    ['that is not there', undefined],
    ['whose projection is stuck at its first event', { version: 0, stuck: { version: 1, error: 'poison' } }],
  ])('%s', async (_, entry) => {
    view.mockResolvedValueOnce(entry);
    const title = 'no order "B-2"; an order that was just accepted appears within seconds';
    expect(await get('B-2')).toMatchObject({ statusCode: 404, body: { code: 'ORDER_NOT_FOUND', title } });
  });
});

test.each(['', 'A%23NTF', 'A-1%23NTF', 'x'.repeat(3_000), '%00', '%2e%2e%2f', ' A'])(
  '%.20j is no order id, so no table is asked',
  async orderId => {
    const load = jest.spyOn(world.log, 'load');
    for (const resource of ['/orders/{orderId}', '/orders/{orderId}/events']) {
      expect(await get(orderId, resource)).toMatchObject({ statusCode: 404, body: { code: 'ORDER_NOT_FOUND' } });
    }
    expect(view).not.toHaveBeenCalled();
    expect(load).not.toHaveBeenCalled();
  },
);

describe('a timeline', () => {
  beforeEach(() => newWorld());

  test('is the log, without what is inside only', async () => {
    world.log.items.set(orderStream('A-1'), imagesOf('A-1', SITUATIONS.paid));
    const { statusCode, body } = await get('A-1', '/orders/{orderId}/events');
    expect(statusCode).toBe(200);
    expect(body).toEqual({
      orderId: 'A-1',
      events: storedEvents('A-1', SITUATIONS.paid).map(({ id, version, time, command, event }) => ({
        version,
        type: event.type,
        time,
        id,
        command,
        data: event.data,
      })),
    });
  });

  test('of an order that was never placed is not about to appear: it is read from the log itself', async () => {
    const answer = await get('B-2', '/orders/{orderId}/events');
    expect(answer).toMatchObject({ statusCode: 404, body: { title: 'no order "B-2"' } });
  });
});

describe('a command', () => {
  const read = async (commandId: string, orderId = 'A-1') =>
    get(orderId, '/orders/{orderId}/commands/{commandId}', commandId);

  beforeEach(() => {
    newWorld();
    world.log.items.set(orderStream('A-1'), imagesOf('A-1', SITUATIONS.reserved));
  });

  test('that was accepted says after which version of the order', async () => {
    await world.commands.carryOut(cancelOrder({ commandId: 'stripe:evt 1' }));
    expect(await read('stripe%3Aevt%201')).toEqual({
      statusCode: 200,
      body: {
        orderId: 'A-1',
        commandId: 'stripe:evt 1',
        command: 'CancelOrder',
        status: 'ACCEPTED',
        orderVersion: 4,
        time: expect.any(String),
      },
    });
  });

  test('that was refused says why', async () => {
    await world.commands.carryOut(retryOrder());
    expect(await read('c-1')).toEqual({
      statusCode: 200,
      body: {
        orderId: 'A-1',
        commandId: 'c-1',
        command: 'RetryOrder',
        status: 'REFUSED',
        code: 'NOT_PARKED',
        message: 'the order is RESERVED, and not parked; allowed: a parked order',
        time: expect.any(String),
      },
    });
  });

  test.each(['c-2', 'c#1', '%', 'x'.repeat(2_000)])('of another id, %.20s, is not there', async commandId => {
    const title = expect.stringMatching(/^no command ".{1,130}" for order "A-1"$/);
    expect(await read(commandId)).toMatchObject({ statusCode: 404, body: { code: 'COMMAND_NOT_FOUND', title } });
  });

  test.each([['B-1', 'COMMAND_NOT_FOUND'], ['B#1', 'ORDER_NOT_FOUND']])('of %s is not there', async (orderId, code) => {
    await world.commands.carryOut(cancelOrder());
    expect(await read('c-1', orderId)).toMatchObject({ statusCode: 404, body: { code } });
  });
});
