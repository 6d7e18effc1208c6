import { type Ending, endingsOf } from './ending';
import type { RunFacts } from './facts';
import { mailReceipts } from './mails';
import { moneyTotals } from './money';
import { type StockTotals, stockTotals } from './stock';
import type { Tables } from './tables';

/** The totals of everything in the tables, and the speed of a run. Amounts are in minor units. */
export interface Totals {
  readonly orders: {
    readonly total: number;
    readonly confirmed: number;
    readonly rejected: Readonly<Record<string, number>>;
    readonly cancelled: Readonly<Record<string, number>>;
    /** Not ended, or nowhere to be found. */
    readonly notEnded: number;
  };
  /** The number of events of orders. */
  readonly events: number;
  /** The number of emails sent. */
  readonly mails: number;
  readonly stock: StockTotals;
  readonly money: { readonly captured: number; readonly refunded: number; readonly confirmed: number };
  /** The time from the first order sent to the last order ended in this run. 0 if no order ended in this run. */
  readonly seconds: number;
  readonly ordersPerSecond: number;
  /** The times of the orders that ended in this run, or of all orders if none did. */
  readonly acceptedToFinalMs: { readonly p50: number; readonly p99: number };
}

/** Computes the totals of the tables. */
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
  // The total includes refused orders that were never placed, and orders that were sent but are nowhere to be found.
  const aside = [...refused].filter(([orderId]) => !orders.has(orderId)).map(([, reason]) => reason);
  const lost = sent.filter(orderId => !orders.has(orderId) && !refused.has(orderId));
  const of = (outcome: Ending['outcome']) => endings.filter(ending => ending.outcome === outcome);
  const reasonsOf = (outcome: Ending['outcome']) => of(outcome).map(({ reason }) => reason!);
  return {
    total: endings.length + aside.length + lost.length,
    confirmed: of('CONFIRMED').length,
    rejected: countBy([...reasonsOf('REJECTED'), ...aside]),
    cancelled: countBy(reasonsOf('CANCELLED')),
    notEnded: of('NOT_ENDED').length + lost.length,
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

/** The smallest value such that the given share of the values is not larger (nearest rank). 0 without values. */
export function percentile(values: readonly number[], share: number): number {
  const sorted = [...values].sort((a, b) => a - b);
  return sorted[Math.max(0, Math.ceil(share * sorted.length) - 1)] ?? 0;
}
