import { STANDINGS, type Standing } from '../../../src/contract/heartbeat/unfinished-orders';
import { MetricName } from '../../../src/contract/metrics';
import type { UnfinishedOrders } from '../order-view/unfinished-orders';

const COUNTED: Readonly<Record<Standing, MetricName>> = {
  underway: MetricName.UNDERWAY_ORDERS,
  transient: MetricName.PARKED_TRANSIENT,
  payment: MetricName.PARKED_PAYMENT,
  defect: MetricName.PARKED_DEFECT,
};

export type Gauges = Readonly<Partial<Record<MetricName, number>>>;

/** Counts the orders for which something is left to do, and measures how long the oldest has stood still. */
export async function gaugesOf(unfinishedOrders: UnfinishedOrders, time: Date): Promise<Gauges> {
  const { orders: [oldest] } = await unfinishedOrders.page({ standings: STANDINGS, limit: 1 });
  const counts = await Promise.all(STANDINGS.map(async standing =>
    [standing, await unfinishedOrders.count(standing)] as const));
  const parked = counts.filter(([standing]) => standing !== 'underway').reduce((sum, [, count]) => sum + count, 0);
  return {
    ...Object.fromEntries(counts.map(([standing, count]) => [COUNTED[standing], count])),
    [MetricName.PARKED_ORDERS]: parked,
    [MetricName.OLDEST_UNFINISHED_ORDER]: oldest ? Math.max(0, secondsBetween(oldest.since, time)) : 0,
  };
}

const secondsBetween = (since: string, time: Date): number => Math.round((time.getTime() - Date.parse(since)) / 1_000);
