import { isParkReason } from '../../../src/contract/heartbeat/parking';
import { STANDINGS, type Standing } from '../../../src/contract/heartbeat/unfinished-orders';
import { MetricName } from '../../../src/contract/metrics';
import type { UnfinishedOrders } from '../order-view/unfinished-orders';

const COUNTED: Readonly<Record<Standing, MetricName>> = {
  underway: MetricName.UNDERWAY_ORDERS,
  waiting: MetricName.WAITING_ORDERS,
  transient: MetricName.PARKED_TRANSIENT,
  payment: MetricName.PARKED_PAYMENT,
  defect: MetricName.PARKED_DEFECT,
};

export type Gauges = Readonly<Partial<Record<MetricName, number>>>;

/** Counts the orders for which something is left to do, and measures how long the oldest has stood still. */
export async function gaugesOf(unfinishedOrders: UnfinishedOrders, time: Date): Promise<Gauges> {
  // One that waits stands still on purpose, and its time is one to come.
  const standing = STANDINGS.filter(one => one !== 'waiting');
  const { orders: [oldest] } = await unfinishedOrders.page({ standings: standing, limit: 1 });
  const counts = await Promise.all(STANDINGS.map(async name =>
    [name, await unfinishedOrders.count(name)] as const));
  const parked = counts.filter(([name]) => isParkReason(name)).reduce((sum, [, count]) => sum + count, 0);
  return {
    ...Object.fromEntries(counts.map(([name, count]) => [COUNTED[name], count])),
    [MetricName.PARKED_ORDERS]: parked,
    [MetricName.OLDEST_UNFINISHED_ORDER]: oldest ? Math.max(0, secondsBetween(oldest.since, time)) : 0,
  };
}

const secondsBetween = (since: string, time: Date): number => Math.round((time.getTime() - Date.parse(since)) / 1_000);
