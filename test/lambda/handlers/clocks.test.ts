/** Fault 29: the clocks of functions differ. Versions order the events of an order; times are information. */
import type { APIGatewayProxyEvent } from 'aws-lambda';
import * as fc from 'fast-check';
import { type OrderRow, evolveRow } from '../../../lambda/adapters/order-view/order-row';
import { readOrder } from '../../../lambda/handlers/intake/read-order';
import { Orders } from '../../../lambda/orders/orders';
import type { StoredEvent } from '../../../lambda/orders/stored-event';
import { toItem } from '../../../lambda/orders/stored-item';
import { TechnicalError } from '../../../src/contract/errors';
import { FORWARD_STEPS } from '../../../src/contract/saga';
import { SITUATIONS, anOrder } from '../../support/given/orders';
import { storedEvents } from '../../support/given/stream';
import { stepsIn } from '../../support/steps-in';
import { noWait } from '../../support/world/no-wait';
import { newProjection } from '../../support/world/streams/projection';
import { newWorld, world } from '../../support/world/world';

const ORDER = anOrder();
const HOUR = 60 * 60 * 1_000;

const INPUT = { orderId: ORDER.orderId, execution: 'A-1', startedAt: 'once' };

/** A clock that jumps makes the payment step believe that it has no time left. Then the workflow tries it again. */
async function untilDone(work: () => Promise<unknown>): Promise<void> {
  for (let attempt = 1; ; attempt++) {
    const error = await work().then(() => undefined, (failure: Error) => failure);
    if (!error) return;
    if (error.name !== TechnicalError.MORE_TO_SETTLE || attempt > 5) throw error;
  }
}

/** Runs the saga with functions whose clocks each show another time. Returns the order's events. */
async function sagaBy(clocks: readonly Date[]) {
  newWorld({ MUG: 10, PEN: 10 });
  let calls = 0;
  const now = () => clocks[calls++ % clocks.length]!;
  const orders = new Orders(world.log, { now, backoff: noWait });
  const steps = stepsIn({ ...world, orders, now });
  await orders.place(ORDER, 'message-1');
  for (const { name } of FORWARD_STEPS) await untilDone(async () => steps[name](INPUT));
  return orders.loadOrder(ORDER.orderId);
}

/** What does not say when something happened. */
const timeless = ({ placedAt, updatedAt, confirmedAt, closedAt, ...row }: OrderRow) => row;

/** They differ by less than the life of a payment key: an older key is not charged under again (fault 37). */
const anyClocks = fc.array(fc.integer({ min: -6 * HOUR, max: 6 * HOUR }), { minLength: 1, maxLength: 8 })
  .map(offsets => offsets.map(offset => new Date(Date.UTC(2026, 0, 1) + offset)));

test('fault 29: an order goes the same way, whatever the clocks of its steps show', async () => {
  const { history: { events: plain } } = await sagaBy([new Date(0)]);
  await fc.assert(fc.asyncProperty(anyClocks, async clocks => {
    const { state, history } = await sagaBy(clocks);
    expect(state.status).toBe('CONFIRMED');
    expect(history.events.map(({ version, id, event }) => [version, id, event.type]))
      .toEqual(plain.map(({ version, id, event }) => [version, id, event.type]));
  }), { numRuns: 50 });
});

/** The events of a confirmed order, each an hour older than the one before it. */
const backwards = storedEvents('A-1', SITUATIONS.confirmed).map((event, index): typeof event =>
  ({ ...event, time: new Date(Date.UTC(2026, 0, 1) - index * HOUR).toISOString() }));
const images = backwards.map(toItem);
const rowOf = (events: readonly StoredEvent<(typeof backwards)[number]['event']>[]) =>
  events.reduce<OrderRow | undefined>(evolveRow, undefined)!;

test('fault 29: the order view goes by version, if each event is older than the one before', async () => {
  const { log, rows, deliver } = newProjection();
  log.items.set('ORDER#A-1', images);
  for (const image of [...images].reverse()) await deliver([image]);
  const shown = await rows.get('A-1');
  expect(shown).toMatchObject({ version: 6, row: { status: 'CONFIRMED' } });
  expect(timeless(shown!.row!)).toEqual(timeless(rowOf(storedEvents('A-1', SITUATIONS.confirmed))));
});

test('fault 29: the timeline goes by version, too', async () => {
  newWorld();
  world.log.items.set('ORDER#A-1', images);
  const read = readOrder({ orders: world.orders, rows: { get: async () => undefined }, commands: world.commands });
  const request = { pathParameters: { orderId: 'A-1' }, resource: '/orders/{orderId}/events' };
  const { body } = await read(request as unknown as APIGatewayProxyEvent);
  const { events } = JSON.parse(body) as { events: { version: number; type: string }[] };
  expect(events.map(({ version, type }) => [version, type]))
    .toEqual(SITUATIONS.confirmed.map(({ type }, index) => [index + 1, type]));
});
