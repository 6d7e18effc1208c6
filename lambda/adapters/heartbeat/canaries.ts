import { CANARY_SKU, CANARY_STOCK } from '../../../src/contract/heartbeat/canary';
import { canaryIdAt, canaryOrder } from '../../domain/order/canary';
import { runMessage } from '../../domain/order/run-message';
import { log } from '../../lib/log';
import type { LoadedOrder, Orders } from '../../orders/orders';
import type { OrderRows } from '../order-view/order-rows';
import type { OrderQueue } from '../queue/order-queue';
import type { StockLevels } from '../stock/stock-levels';

/** How the canary of a time fared. */
export interface CanaryReport {
  readonly overdue: boolean;
  /** How far the order view is behind the events of the canary. */
  readonly projectionLagMs: number;
}

export interface CanariesOptions {
  readonly orders: Orders;
  readonly rows: Pick<OrderRows, 'get'>;
  readonly stock: Pick<StockLevels, 'load'>;
  readonly queue: Pick<OrderQueue, 'send'>;
  /** The time between two heartbeats, in milliseconds. */
  readonly pace: number;
}

/**
 * Sends canaries through the pipeline and checks that they come to their end.
 *
 * Each heartbeat has a slot: its time, rounded down to a multiple of the pace. The id of a canary is made of its slot.
 * So a heartbeat that is repeated sends the same canary, and the next heartbeat knows the id of the canary before it.
 */
export class Canaries {
  constructor(private readonly options: CanariesOptions) {}

  /**
   * Checks the canary before the one of this time: whether it is confirmed, in the log and in the order view. Returns
   * nothing if none was sent, such as before the first heartbeat.
   */
  async check(time: Date): Promise<CanaryReport | undefined> {
    const orderId = canaryIdAt(this.slotOf(time, -1));
    const order = await this.options.orders.loadOrder(orderId);
    if (order.state.status === 'NEW') {
      log.info('no canary to check', { orderId });
      return undefined;
    }
    const { status } = order.state;
    const projectionLagMs = await this.lagOf(orderId, order, time);
    const overdue = status !== 'CONFIRMED' || projectionLagMs > 0;
    log[overdue ? 'error' : 'info'](overdue ? 'the canary is overdue' : 'the canary came to its end', {
      orderId,
      status,
      projectionLagMs,
    });
    return { overdue, projectionLagMs };
  }

  /**
   * Sends the canary of this time. It is recorded as placed before its message is sent, so that the next heartbeat
   * misses it even if the message is lost. A repeated call does no harm.
   */
  async send(time: Date): Promise<void> {
    const { orders, stock, queue } = this.options;
    const order = canaryOrder(canaryIdAt(this.slotOf(time, 0)));
    const { orderId } = order;
    await stock.load({ sku: CANARY_SKU, quantity: CANARY_STOCK });
    await orders.place(order, orderId);
    await queue.send(runMessage(orderId));
    log.info('a canary was sent', { orderId });
  }

  private slotOf(time: Date, offset: number): Date {
    const { pace } = this.options;
    return new Date((Math.floor(time.getTime() / pace) + offset) * pace);
  }

  /** The age of the first event that the row does not show. */
  private async lagOf(orderId: string, { history }: LoadedOrder, time: Date): Promise<number> {
    const shown = (await this.options.rows.get(orderId))?.version ?? 0;
    const missing = history.events.find(({ version }) => version > shown);
    return missing ? Math.max(1, time.getTime() - Date.parse(missing.time)) : 0;
  }
}
