import { SITUATIONS, type Situation, anOrder, orderPlaced } from './given/orders';
import { imagesOf } from './given/stream';
import { run } from './world/workflow';
import { newWorld, world } from './world/world';
import { settle } from '../../lambda/adapters/payment/settling/settle';
import type { PaymentTerms } from '../../lambda/adapters/payment/settling/settle-needs';
import type { OrderEvent } from '../../lambda/domain/events';
import { orderStream } from '../../lambda/orders/streams';

export const MINUTE = 60_000;
export const HOUR = 60 * MINUTE;
export const DAY = 24 * HOUR;

/** The order that the tests of settling are about. */
export const ORDER = anOrder();
const STOCK = { MUG: 10, PEN: 10 };

interface GivenOptions {
  readonly method?: string;
  readonly terms?: Partial<PaymentTerms>;
}

let known = 0;

/** An order in a situation, two minutes after its payment was requested, if it was. The provider knows nothing yet. */
export function given(situation: Situation, options: GivenOptions = {}): void {
  givenEvents(SITUATIONS[situation], options);
}

export function givenEvents(events: readonly OrderEvent[], options: GivenOptions = {}): void {
  givenNothing(options);
  const placed = orderPlaced(orderBy(options));
  world.log.items.set(orderStream(ORDER.orderId), imagesOf(ORDER.orderId, [placed, ...events.slice(1)]));
  known = events.length;
}

/** A new order by a payment method, on record and not started. */
export async function givenPlaced(options: GivenOptions = {}): Promise<void> {
  givenNothing(options);
  await world.orders.place(orderBy(options), 'message-1');
  known = 1;
}

function givenNothing({ terms }: GivenOptions): void {
  newWorld(STOCK);
  world.clock.set('2026-01-01T12:05:00.000Z');
  world.terms = { ...world.terms, ...terms };
}

const orderBy = ({ method = 'card' }: GivenOptions) => anOrder({ payment: { method } });

export const settleIt = async (name = 'run-1') => settle(world, ORDER.orderId, name);
export const runIt = async (execution = 'run-1') => run(ORDER, execution);

const historyOf = async () => (await world.orders.loadOrder(ORDER.orderId)).history.events;
export const stateOf = async () => (await world.orders.loadOrder(ORDER.orderId)).state;

/** The types of the events that came after the given ones. */
export const newTypes = async (): Promise<string[]> =>
  (await historyOf()).slice(known).map(({ event }) => event.type);
/** From now on, `newTypes` shows what comes next. */
export const forget = async (): Promise<void> => { known = (await historyOf()).length; };

export const eventsOf = async <T extends OrderEvent['type']>(type: T) =>
  (await historyOf()).map(({ event }) => event)
    .filter((event): event is Extract<OrderEvent, { type: T }> => event.type === type);

/** What the provider has in its books about all payments of the order together. */
export function books() {
  const payments = [...world.gateway.ledger.values()];
  const sum = (of: 'captured' | 'held' | 'voided' | 'refunded' | 'charges') =>
    payments.reduce((all, payment) => all + payment[of], 0);
  return {
    captured: sum('captured'),
    held: sum('held'),
    voided: sum('voided'),
    refunded: sum('refunded'),
    charges: sum('charges'),
  };
}

/** Expects the order to be settled with errors of these names, one each time, and then without one. */
export async function expectErrors(...names: readonly string[]): Promise<void> {
  for (const name of names) await expect(settleIt()).rejects.toMatchObject({ name });
}
