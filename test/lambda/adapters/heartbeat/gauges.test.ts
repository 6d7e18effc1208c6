import { gaugesOf } from '../../../../lambda/adapters/heartbeat/gauges';
import { parkingId } from '../../../../lambda/orders/standing/parkings';
import { anOrder } from '../../../support/given/orders';
import { MemoryOpenOrders } from '../../../support/world/standing/memory-open-orders';
import { ACTIONS } from '../../../support/world/workflow';
import { newWorld, world } from '../../../support/world/world';

const { orders } = world;
const openOrders = new MemoryOpenOrders(world.log);

beforeEach(() => newWorld());

const park = async (orderId: string, error: string) =>
  orders.execute(orderId, { type: 'ParkOrder', step: 'Any', error, cause: '' }, { id: parkingId('run') });

test('a pipeline without open orders reports zeros, so that its alarms end', async () => {
  expect(await gaugesOf(openOrders, new Date())).toEqual({
    OpenOrders: 0, ParkedOrders: 0, ParkedTransient: 0, ParkedPayment: 0, ParkedDefect: 0, OldestOpenOrder: 0,
  });
});

test('orders are counted by how they stand, and the oldest has its age', async () => {
  for (const orderId of ['A-1', 'A-2', 'A-3', 'A-4', 'A-5']) await ACTIONS.place(anOrder({ orderId }));
  await park('A-2', 'TransactionContention');
  await park('A-3', 'TypeError');
  await park('A-4', 'PaymentOutcomeUnknown');
  const { time } = (await orders.loadOrder('A-1')).history.events[0]!;
  expect(await gaugesOf(openOrders, new Date(Date.parse(time) + 90_000))).toEqual({
    OpenOrders: 2, ParkedOrders: 3, ParkedTransient: 1, ParkedPayment: 1, ParkedDefect: 1, OldestOpenOrder: 90,
  });
});
