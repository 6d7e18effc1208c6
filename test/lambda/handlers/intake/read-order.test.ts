import type { APIGatewayProxyEvent } from 'aws-lambda';
import { type OrderRow, evolveRow } from '../../../../lambda/adapters/order-view/order-row';
import type { OrderRows } from '../../../../lambda/adapters/order-view/order-rows';
import { readOrder } from '../../../../lambda/handlers/intake/read-order';
import { orderStream } from '../../../../lambda/orders/streams';
import { SITUATIONS } from '../../../support/given/orders';
import { imagesOf, storedEvents } from '../../../support/given/stream';
import { newWorld, world } from '../../../support/world/world';

const ROW: OrderRow = storedEvents('A-1', SITUATIONS.paid).reduce(evolveRow, undefined as never);
const view = jest.fn<ReturnType<OrderRows['get']>, [string]>();
const handler = readOrder({ orders: world.orders, rows: { get: view } });

const get = async (orderId: string, resource = '/orders/{orderId}') => {
  const { statusCode, body } = await handler({
    pathParameters: { orderId },
    resource,
  } as unknown as APIGatewayProxyEvent);
  return { statusCode, body: JSON.parse(body) as unknown };
};

describe('an order', () => {
  test('is its row, with the version that it shows', async () => {
    view.mockResolvedValueOnce({ version: 5, row: ROW });
    expect(await get('A-1')).toEqual({ statusCode: 200, body: { ...ROW, version: 5 } });
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
