import { toEnding } from './ending';
import type { Tables } from './tables';
import type { OrderEvent } from '../lambda/domain/events';
import type { StoredEvent } from '../lambda/orders/stored-event';

/** What `--report` writes; amounts are in minor units. */
export interface Report {
  /** Of the emulator; null on AWS. */
  readonly endpoint: string | null;
  readonly outputs: Readonly<Record<string, string>>;
  readonly orders: {
    readonly total: number;
    readonly confirmed: number;
    readonly rejected: Readonly<Record<string, number>>;
    readonly cancelled: Readonly<Record<string, number>>;
    readonly open: number;
  };
  /** Events of orders. */
  readonly events: number;
  /** Mails sent. */
  readonly mails: number;
  readonly stock: { readonly onHand: number; readonly available: number; readonly reserved: number; readonly sold: number };
  readonly money: { readonly currency: string; readonly captured: number; readonly refunded: number; readonly confirmed: number };
  /** From the first order sent to the last one ended, of the orders that this run has brought to an end; 0 where there are none. */
  readonly seconds: number;
  readonly ordersPerSecond: number;
  /** Of the same orders, or of all on record where there are none. */
  readonly acceptedToFinalMs: { readonly p50: number; readonly p99: number };
}

/** What the run knows beside the tables. */
export interface RunFacts {
  readonly endpoint: string | null;
  readonly outputs: Readonly<Record<string, string>>;
  /** Ids of the orders that were sent. */
  readonly sent: readonly string[];
  /** Orders put aside, by id, with the reason. */
  readonly refused: ReadonlyMap<string, string>;
  /** Ids of the orders that had ended before. */
  readonly endedBefore: ReadonlySet<string>;
  /** Milliseconds since 1970. */
  readonly startedAt: number;
}

/** Adds up the tables. Pure. */
export function makeReport(tables: Tables, facts: RunFacts): Report {
  const histories = [...tables.orders];
  const endings = histories.map(([orderId, events]) => ({ orderId, ...toEnding(events) }));
  // What was put aside without ever having been placed is an order too, and so is one that cannot be found anywhere.
  const aside = [...facts.refused].filter(([orderId]) => !tables.orders.has(orderId));
  const lost = facts.sent.filter(orderId => !tables.orders.has(orderId) && !facts.refused.has(orderId));

  const of = (outcome: string) => endings.filter(ending => ending.outcome === outcome);
  const ended = endings.filter(({ finalAt }) => finalAt !== undefined);
  const now = ended.filter(({ orderId }) => !facts.endedBefore.has(orderId));
  const seconds = now.length === 0 ? 0 : Math.max(0, Math.max(...now.map(({ finalAt }) => finalAt!)) - facts.startedAt) / 1000;
  const times = (now.length > 0 ? now : ended).map(({ placedAt, finalAt }) => finalAt! - placedAt);

  return {
    endpoint: facts.endpoint,
    outputs: facts.outputs,
    orders: {
      total: endings.length + aside.length + lost.length,
      confirmed: of('CONFIRMED').length,
      rejected: countBy([...of('REJECTED').map(({ reason }) => reason!), ...aside.map(([, reason]) => reason)]),
      cancelled: countBy(of('CANCELLED').map(({ reason }) => reason!)),
      open: of('OPEN').length + lost.length,
    },
    events: histories.reduce((sum, [, events]) => sum + events.length, 0),
    mails: [...tables.notifications.values()].flat().filter(({ event }) => event.type === 'NotificationSent' && event.data.channel === 'MAIL').length,
    stock: {
      onHand: sum(tables.stock.map(({ onHand }) => onHand)),
      available: sum(tables.stock.map(({ available }) => available)),
      reserved: sum(tables.stock.map(({ reserved }) => reserved)),
      sold: sum(tables.stock.map(({ sold }) => sold)),
    },
    money: {
      currency: 'GBP',
      captured: sumOf(histories, event => (event.type === 'PaymentCaptured' ? event.data.amount : 0)),
      refunded: sumOf(histories, event => (event.type === 'PaymentRefunded' ? event.data.amount : 0)),
      confirmed: sumOf(histories, event => (event.type === 'OrderConfirmed' ? event.data.total : 0)),
    },
    seconds,
    ordersPerSecond: seconds === 0 ? 0 : Math.round(100 * now.length / seconds) / 100,
    acceptedToFinalMs: { p50: percentile(times, 0.5), p99: percentile(times, 0.99) },
  };
}

const sum = (numbers: readonly number[]): number => numbers.reduce((total, number) => total + number, 0);

/** Big integers on the way, since a sum of exact amounts need not be exact in doubles. */
function sumOf(histories: ReadonlyArray<readonly [string, ReadonlyArray<StoredEvent<OrderEvent>>]>, amountOf: (event: OrderEvent) => number): number {
  return Number(histories.flatMap(([, events]) => events).reduce((total, { event }) => total + BigInt(amountOf(event)), 0n));
}

/** How often each name occurs, the most frequent first. */
export function countBy(names: readonly string[]): Record<string, number> {
  const counts = new Map<string, number>();
  for (const name of names) counts.set(name, (counts.get(name) ?? 0) + 1);
  return Object.fromEntries([...counts].sort(([a, m], [b, n]) => n - m || a.localeCompare(b)));
}

/** The smallest value that is not exceeded by the given share of the values (nearest rank); 0 where there are none. */
export function percentile(values: readonly number[], share: number): number {
  const sorted = [...values].sort((a, b) => a - b);
  return sorted[Math.max(0, Math.ceil(share * sorted.length) - 1)] ?? 0;
}
