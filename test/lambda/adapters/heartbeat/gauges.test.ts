import { gaugesOf } from '../../../../lambda/adapters/heartbeat/gauges';
import { parkingId } from '../../../../lambda/orders/standing/parkings';
import { orderStream } from '../../../../lambda/orders/streams';
import { SITUATIONS, anOrder } from '../../../support/given/orders';
import { imagesOf } from '../../../support/given/stream';
import { MemoryUnfinishedOrders } from '../../../support/world/standing/memory-unfinished-orders';
import { ACTIONS } from '../../../support/world/workflow';
import { newWorld, world } from '../../../support/world/world';

const { orders } = world;
const unfinishedOrders = new MemoryUnfinishedOrders(world.log);

beforeEach(() => newWorld());

const park = async (orderId: string, error: string) =>
  orders.execute(orderId, { type: 'ParkOrder', step: 'Any', error, cause: '' }, { id: parkingId('run') });

test('a pipeline without unfinished orders reports zeros, so that its alarms end', async () => {
  expect(await gaugesOf(unfinishedOrders, new Date())).toEqual({
    UnderwayOrders: 0,
    WaitingOrders: 0,
    ParkedOrders: 0,
    ParkedTransient: 0,
    ParkedPayment: 0,
    ParkedDefect: 0,
    OldestUnfinishedOrder: 0,
  });
});

test('orders are counted by how they stand, and the oldest has its age', async () => {
  for (const orderId of ['A-1', 'A-2', 'A-3', 'A-4', 'A-5']) await ACTIONS.place(anOrder({ orderId }));
  await park('A-2', 'TransactionContention');
  await park('A-3', 'TypeError');
  await park('A-4', 'PaymentOutcomeUnknown');
  const { time } = (await orders.loadOrder('A-1')).history.events[0]!;
  expect(await gaugesOf(unfinishedOrders, new Date(Date.parse(time) + 90_000))).toEqual({
    UnderwayOrders: 2,
    WaitingOrders: 0,
    ParkedOrders: 3,
    ParkedTransient: 1,
    ParkedPayment: 1,
    ParkedDefect: 1,
    OldestUnfinishedOrder: 90,
  });
});

test('orders that wait for an answer are counted, and do not count as standing still', async () => {
  world.log.items.set(orderStream('A-1'), imagesOf('A-1', SITUATIONS['payment pending']));
  world.log.items.set(orderStream('A-2'), imagesOf('A-2', SITUATIONS['refund pending']));
  expect(await gaugesOf(unfinishedOrders, new Date('2026-01-01T13:00:00Z'))).toMatchObject({
    UnderwayOrders: 1, WaitingOrders: 1, ParkedOrders: 0, OldestUnfinishedOrder: expect.any(Number),
  });
  world.log.items.delete(orderStream('A-2'));
  expect(await gaugesOf(unfinishedOrders, new Date('2026-01-05T12:00:00Z'))).toMatchObject({
    UnderwayOrders: 0, WaitingOrders: 1, OldestUnfinishedOrder: 0,
  });
});
