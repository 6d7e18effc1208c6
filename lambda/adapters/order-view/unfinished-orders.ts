import type { Standing } from '../../../src/contract/heartbeat/unfinished-orders';

/** An order for which something is left to do, as the order view knows it. */
export interface UnfinishedOrder {
  readonly orderId: string;
  readonly standing: Standing;
  readonly status: string;
  /** The time of the order's last event, ISO 8601. */
  readonly since: string;
  /** The step and the error that parked the order. */
  readonly parked?: { readonly step: string; readonly error: string };
}

export interface UnfinishedOrdersPage {
  readonly orders: readonly UnfinishedOrder[];
  /** Where the next page begins. Undefined after the last page. */
  readonly next?: string;
}

export interface PageOptions {
  readonly standings: readonly Standing[];
  readonly limit: number;
  readonly next?: string;
}

/** The orders for which something is left to do. A view, so it may be seconds behind; the log decides. */
export interface UnfinishedOrders {
  count(standing: Standing): Promise<number>;

  /** A page of all orders of these standings. The order that stands still for longest comes first. */
  page(options: PageOptions): Promise<UnfinishedOrdersPage>;

  /** The orders of a standing whose last event is older than a time, shard after shard from the given one on. */
  stillSince(standing: Standing, before: Date, fromShard: number): AsyncIterable<UnfinishedOrder>;
}

/** In place of the unfinished orders, where an app has an intake but no order view. */
export class NoUnfinishedOrders implements UnfinishedOrders {
  async count(): Promise<number> {
    throw noView();
  }

  async page(): Promise<UnfinishedOrdersPage> {
    throw noView();
  }

  // eslint-disable-next-line require-yield
  async* stillSince(): AsyncGenerator<UnfinishedOrder> {
    throw noView();
  }
}

const noView = () =>
  new Error('this function knows no order view; allowed: order ids, or call grantList(function) of an OrderView');
