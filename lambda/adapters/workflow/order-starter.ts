import type { RunningExecutions } from './running-executions';
import type { Runs } from './runs';
import type { Order } from '../../domain/order/order';
import { CommandRefused } from '../../domain/state/refusal';
import { log } from '../../lib/log';
import type { System } from '../../lib/system';
import type { LoadedOrder, Orders } from '../../orders/orders';
import { standstillOf } from '../../orders/standing/standstill';
import { orderIdOf } from '../../orders/streams';

export interface OrderStarterOptions extends Pick<System, 'now'> {
  readonly orders: Orders;
  readonly runs: Runs;
  readonly running: Pick<RunningExecutions, 'reserve'>;
}

/** Records orders and starts their workflow, as far as they may run and there is room for another execution. */
export class OrderStarter {
  constructor(private readonly options: OrderStarterOptions) {}

  /**
   * Records an order, unless it was recorded before, and starts its workflow. Returns the refusal if another order has
   * its id. It makes room first, so that an order that has to wait costs neither a read nor a write each time that it
   * comes. Throws AtCapacity if there is no room.
   */
  async place(order: Order, messageId: string): Promise<CommandRefused | undefined> {
    const { orders, running } = this.options;
    await running.reserve();
    const placed = await orders.place(order, messageId).catch(error => {
      if (error instanceof CommandRefused) return error;
      throw error;
    });
    if (placed instanceof CommandRefused) return placed;
    if (this.mayRun(placed)) await this.start(order.orderId, placed, placed.appended ? 'placed' : 'placed before');
    return undefined;
  }

  /**
   * Starts the workflow of an order on record. Returns false if there is no such order. Throws AtCapacity if there is
   * no room.
   */
  async lookAt(orderId: string): Promise<boolean> {
    const { orders, running } = this.options;
    const order = await orders.loadOrder(orderId);
    if (order.history.version === 0) return false;
    if (!this.mayRun(order)) return true;
    await running.reserve(order.state.parked ? 'rerun' : 'first run');
    await this.start(orderId, order, 'looked at');
    return true;
  }

  /**
   * A parked order waits for its time or, with a defect, for an operator, however often its client repeats it. For any
   * other order the log does not tell whether it runs: `Runs` finds out, and starts it once.
   */
  private mayRun(order: LoadedOrder): boolean {
    const standstill = standstillOf(order, this.options.now());
    const { kind } = standstill;
    if (kind !== 'pausing' && kind !== 'defect') return true;
    log.info('stays parked', { orderId: orderIdOf(order.history.stream), ...standstill });
    return false;
  }

  private async start(orderId: string, order: LoadedOrder, why: string): Promise<void> {
    const run = await this.options.runs.start(orderId, order);
    const { state: { status }, history: { version } } = order;
    log.info(why, { orderId, status, version, ...run });
  }
}
