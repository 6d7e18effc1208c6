import { type Ending, endingsOf } from './ending';
import type { RunFacts } from './facts';
import { mailReceipts } from './mails';
import { moneyTotals } from './money';
import { type StockTotals, stockTotals } from './stock';
import type { Tables } from './tables';

/** The figures of all that is on record, and of a run; amounts are in minor units. */
export interface Totals {
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
  readonly stock: StockTotals;
  readonly money: { readonly captured: number; readonly refunded: number; readonly confirmed: number };
  /** From the first order sent to the last one ended, of the orders that this run has ended; 0 where there are none. */
  readonly seconds: number;
  readonly ordersPerSecond: number;
  /** Of the same orders, or of all on record where there are none. */
  readonly acceptedToFinalMs: { readonly p50: number; readonly p99: number };
}

/** Adds up the tables. */
export function addUp(tables: Tables, facts: RunFacts): Totals {
  const endings = endingsOf(tables.orders);
  const { captured, refunded, confirmed } = moneyTotals(tables);
  return {
    orders: countOrders(tables, endings, facts),
    events: [...tables.orders.values()].reduce((sum, events) => sum + events.length, 0),
    mails: mailReceipts(tables).length,
    stock: stockTotals(tables.stock),
    money: { captured: Number(captured), refunded: Number(refunded), confirmed: Number(confirmed) },
    ...speedOf(endings, facts),
  };
}

function countOrders({ orders }: Tables, endings: readonly Ending[], { sent, refused }: RunFacts): Totals['orders'] {
  // What was put aside without ever having been placed is an order too, and so is one that cannot be found anywhere.
  const aside = [...refused].filter(([orderId]) => !orders.has(orderId)).map(([, reason]) => reason);
  const lost = sent.filter(orderId => !orders.has(orderId) && !refused.has(orderId));
  const of = (outcome: Ending['outcome']) => endings.filter(ending => ending.outcome === outcome);
  const reasonsOf = (outcome: Ending['outcome']) => of(outcome).map(({ reason }) => reason!);
  return {
    total: endings.length + aside.length + lost.length,
    confirmed: of('CONFIRMED').length,
    rejected: countBy([...reasonsOf('REJECTED'), ...aside]),
    cancelled: countBy(reasonsOf('CANCELLED')),
    open: of('OPEN').length + lost.length,
  };
}

type Speed = Pick<Totals, 'seconds' | 'ordersPerSecond' | 'acceptedToFinalMs'>;

function speedOf(endings: ReturnType<typeof endingsOf>, { endedBefore, startedAt }: RunFacts): Speed {
  const ended = endings.filter(({ finalAt }) => finalAt !== undefined);
  const now = ended.filter(({ orderId }) => !endedBefore.has(orderId));
  const lastAt = Math.max(startedAt, ...now.map(({ finalAt }) => finalAt!));
  const seconds = (lastAt - startedAt) / 1000;
  const times = (now.length > 0 ? now : ended).map(({ placedAt, finalAt }) => finalAt! - placedAt);
  return {
    seconds,
    ordersPerSecond: seconds === 0 ? 0 : Math.round(100 * now.length / seconds) / 100,
    acceptedToFinalMs: { p50: percentile(times, 0.5), p99: percentile(times, 0.99) },
  };
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
