import type { Standing } from '../../../src/contract/heartbeat/open-orders';

/** An order for which something is left to do, as the order view knows it. */
export interface OpenOrder {
  readonly orderId: string;
  readonly standing: Standing;
  readonly status: string;
  /** The time of the order's last event, ISO 8601. */
  readonly since: string;
  /** The step and the error that parked the order. */
  readonly parked?: { readonly step: string; readonly error: string };
}

export interface OpenOrdersPage {
  readonly orders: readonly OpenOrder[];
  /** Where the next page begins. Undefined after the last page. */
  readonly next?: string;
}

export interface PageOptions {
  readonly standings: readonly Standing[];
  readonly limit: number;
  readonly next?: string;
}

/** The orders for which something is left to do. A view, so it may be seconds behind; the log decides. */
export interface OpenOrders {
  count(standing: Standing): Promise<number>;

  /** A page of all orders of these standings. The order that stands still for longest comes first. */
  page(options: PageOptions): Promise<OpenOrdersPage>;

  /** The orders of a standing whose last event is older than a time, shard after shard from the given one on. */
  stillSince(standing: Standing, before: Date, fromShard: number): AsyncIterable<OpenOrder>;
}

/** In place of the open orders, where an app has an intake but no order view. */
export class NoOpenOrders implements OpenOrders {
  async count(): Promise<number> {
    throw noView();
  }

  async page(): Promise<OpenOrdersPage> {
    throw noView();
  }

  // eslint-disable-next-line require-yield
  async* stillSince(): AsyncGenerator<OpenOrder> {
    throw noView();
  }
}

const noView = () =>
  new Error('this function knows no order view; allowed: order ids, or call grantList(function) of an OrderView');
