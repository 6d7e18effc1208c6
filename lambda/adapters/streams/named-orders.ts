import { type Reader, UnknownOrder } from './reader';
import type { Deadline } from '../../lib/flow/deadline';
import { sideBySide } from '../../lib/flow/side-by-side';
import type { OrderItems } from '../../orders/order-items';

/** How many orders are read or redriven at a time. */
export const ORDERS_AT_A_TIME = 10;

/** What a redrive would find of one order. */
export interface OrderPlan {
  readonly orderId: string;
  /** `not-tried`: no time was left to look. */
  readonly answer: 'found' | 'unknown' | 'failed' | 'not-tried';
  /** How many events the order has. The projector reads those that its row does not show yet. */
  readonly events?: number;
  /** Why the order cannot be read. */
  readonly error?: string;
}

/** A redrive of orders that an operator names, within one invocation. */
export class NamedOrders {
  constructor(private readonly options: { readonly reader: Reader; readonly items: OrderItems }) {}

  /** Looks which of the orders there are. */
  async plan(orderIds: readonly string[], deadline: Deadline): Promise<readonly OrderPlan[]> {
    const plans = new Map<string, OrderPlan>();
    await sideBySide(orderIds, ORDERS_AT_A_TIME, async orderId => {
      if (!deadline.isOver()) plans.set(orderId, await this.planOf(orderId, deadline));
    });
    return orderIds.map(orderId => plans.get(orderId) ?? { orderId, answer: 'not-tried' });
  }

  /** Redrives the orders. Throws an error that names those that were not redriven, after it has tried them all. */
  async redrive(orderIds: readonly string[], deadline: Deadline): Promise<void> {
    const failures = new Map<string, string>();
    await sideBySide(orderIds, ORDERS_AT_A_TIME, async orderId => {
      const failure = await this.redriveOne(orderId, deadline);
      if (failure !== undefined) failures.set(orderId, failure);
    });
    if (failures.size === 0) return;
    const reasons = orderIds.flatMap(id => (failures.has(id) ? [`${JSON.stringify(id)}: ${failures.get(id)}`] : []));
    throw new Error(`${failures.size} of ${orderIds.length} orders were not redriven: ${reasons.join('; ')}`);
  }

  private async planOf(orderId: string, deadline: Deadline): Promise<OrderPlan> {
    try {
      const { length: events } = await deadline.within(this.options.items.after(orderId, 0));
      return events > 0 ? { orderId, answer: 'found', events } : { orderId, answer: 'unknown' };
    } catch (error) {
      return { orderId, answer: 'failed', error: `${(error as Error).name}: ${(error as Error).message}` };
    }
  }

  /** Why an order is not redriven. */
  private async redriveOne(orderId: string, deadline: Deadline): Promise<string | undefined> {
    if (deadline.isOver()) return 'not tried, because no time was left';
    try {
      const stop = await deadline.within(this.options.reader.redrive(orderId));
      return stop && `stays set aside, because ${stop.error}`;
    } catch (error) {
      const { name, message } = error as Error;
      return error instanceof UnknownOrder ? message : `${name}: ${message}`;
    }
  }
}
