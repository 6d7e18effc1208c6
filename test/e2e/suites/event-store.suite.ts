/** The orders of the event store: commands at once, streams of more than a page. */
import { QueryCommand } from '@aws-sdk/client-dynamodb';
import { HAPPY, fresh, orderOf } from '../support/samples';
import { shop } from '../support/shop';

const sku = fresh('stored');
const LARGE = 300_000;
const causeOf = (n: number) => String(n).repeat(LARGE);

beforeAll(() => shop.stock({ [sku]: 1_000 }));

test('commands at once are decided one after the other: one order, one cancellation', async () => {
  const order = orderOf(sku);
  await Promise.all([1, 2, 3, 4].map(() => shop.place(order)));
  await Promise.all(['a', 'b', 'c', 'd'].map(by =>
    shop.command(order.orderId, { type: 'RequestCancellation', by }, `cancel-${by}`)));
  expect((await shop.look(order.orderId)).types).toEqual(['OrderPlaced', 'CancellationRequested']);
  expect((await shop.take(order)).state.status).toBe('CANCELLED');
});

test('another order under an id is refused while the first is being placed', async () => {
  const order = orderOf(sku);
  const rivals = ['GBP', 'EUR', 'USD'].map(currency => ({ ...order, currency }));
  const outcomes = await Promise.allSettled(rivals.map(one => shop.place(one)));
  expect(outcomes.filter(({ status }) => status === 'fulfilled')).toHaveLength(1);
  for (const outcome of outcomes) {
    if (outcome.status === 'rejected') expect(outcome.reason).toMatchObject({ code: 'ORDER_ID_CONFLICT' });
  }
  const { state } = await shop.look(order.orderId);
  expect((await shop.take(state.order!)).types).toEqual(HAPPY);
});

describe('an order whose events take more than a page of a query', () => {
  const order = orderOf(sku);
  const { orderId } = order;

  beforeAll(async () => {
    await shop.place(order);
    for (let n = 1; n <= 6; n++) {
      // By hand, because no command makes an event of this size.
      const data = { step: 'ValidateOrder', error: `Trouble${n}`, cause: causeOf(n) };
      const { history } = await shop.orders.loadOrder(orderId);
      await shop.log.append(history, [{ type: 'OrderParked', data }], { command: `ParkOrder:${n}`, time: new Date() });
    }
  });

  test('is read whole', async () => {
    const page = await shop.world.dynamodb.send(new QueryCommand({
      TableName: shop.world.outputs.EventsTableName,
      KeyConditionExpression: 'pk = :pk',
      ExpressionAttributeValues: { ':pk': { S: `ORDER#${orderId}` } },
    }));
    expect(page.LastEvaluatedKey).toBeDefined();
    const { events, state } = await shop.look(orderId);
    expect(events.map(({ version }) => version)).toEqual([1, 2, 3, 4, 5, 6, 7]);
    expect(events.slice(1).map(({ event }) => (event.data as { cause: string }).cause))
      .toEqual([1, 2, 3, 4, 5, 6].map(causeOf));
    expect(state.parked).toEqual({ step: 'ValidateOrder', error: 'Trouble6' });
  });

  test('goes on where it stands, is shown, and is told on the bus by reference', async () => {
    const { types } = await shop.rerunToEnd(orderId);
    expect(types).toEqual(['OrderPlaced', ...Array(6).fill('OrderParked'), ...HAPPY.slice(1)]);
    expect(await shop.row(orderId)).toMatchObject({ version: 12, row: { status: 'CONFIRMED' } });
    const timeline = await shop.call('GET', `/orders/${orderId}/events`);
    expect(timeline.body.events).toHaveLength(12);
    const parked = (await shop.onBus(orderId)).filter(({ type }) => type === 'OrderParked');
    expect(parked).toHaveLength(6);
    for (const event of parked) {
      expect(event).toMatchObject({ dataref: `/orders/${orderId}/events` });
      expect(event).not.toHaveProperty('data');
    }
  });
});
