/** Fault 31: a client cancels an order while it is paid. */
import { isSettled } from '../../../../lambda/domain/state/settled';
import { cancelOrder } from '../../../support/given/client-commands';
import { anOrder } from '../../../support/given/orders';
import { ACTIONS, run } from '../../../support/world/workflow';
import { newWorld, world } from '../../../support/world/world';

const order = anOrder();
const stateOf = async () => (await world.orders.loadOrder(order.orderId)).state;
const typesOf = async () =>
  (await world.orders.loadOrder(order.orderId)).history.events.map(({ event }) => event.type as string);
const cancel = async () => void await world.commands.carryOut(cancelOrder());

beforeEach(async () => {
  newWorld({ MUG: 5, PEN: 5 });
  for (const step of ['place', 'validate', 'reserve'] as const) await ACTIONS[step](order);
});

/** Before the request is on record, and before its outcome is. */
test.each([0, 1])('fault 31: at append %d of the payment: one decision; no money and no stock is kept', async at => {
  world.log.faults = [...Array<undefined>(at), { kind: 'race', rival: cancel }];
  await run(order, 'run-1');
  const types = await typesOf();
  expect(await world.commands.carryOut(cancelOrder())).toMatchObject({ kind: 'accepted' });
  expect(types.filter(type => type === 'CancellationRequested')).toHaveLength(1);
  expect(types.at(-1)).toBe('OrderCancelled');
  expect(types.includes('PaymentRefunded')).toBe(types.includes('PaymentCaptured'));
  const state = await stateOf();
  expect([state.status, isSettled(state), state.held]).toEqual(['CANCELLED', true, undefined]);
  expect(world.stock.counters.get('MUG')).toMatchObject({ available: 5, reserved: 0 });
});

test('fault 31: after the payment, before the confirmation: it is refunded', async () => {
  await ACTIONS.pay(order);
  await cancel();
  await run(order, 'run-1');
  expect((await typesOf()).slice(-5))
    .toEqual(['CancellationRequested', 'RefundRequested', 'PaymentRefunded', 'StockReleased', 'OrderCancelled']);
});

test('fault 31: after the confirmation it is refused, and the order stays as it is', async () => {
  await run(order, 'run-1');
  expect(await world.commands.carryOut(cancelOrder())).toMatchObject({ kind: 'refused', code: 'ALREADY_CONFIRMED' });
  expect((await stateOf()).status).toBe('CONFIRMED');
});
