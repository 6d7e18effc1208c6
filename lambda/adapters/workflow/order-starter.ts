import type { RunningExecutions } from './running-executions';
import type { Runs } from './runs';
import { TechnicalError } from '../../../src/contract/errors';
import type { OrderEvent } from '../../domain/events';
import type { Order } from '../../domain/order/order';
import { CommandRefused } from '../../domain/state/refusal';
import { log } from '../../lib/log';
import type { System } from '../../lib/system';
import type { LoadedOrder, Orders } from '../../orders/orders';
import { runNumberOf, parkingId } from '../../orders/standing/parkings';
import { standstillOf } from '../../orders/standing/standstill';
import type { StoredEvent } from '../../orders/stored-event';
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
    if (!this.mayRun(order) || await this.isParkedAfterRefusal(orderId, order)) return true;
    await running.reserve(runNumberOf(order.history) > 1 ? 'rerun' : 'first run');
    await this.start(orderId, order, 'looked at');
    return true;
  }

  /**
   * A parked order waits for its time or, with a defect, for an operator, however often its client repeats it. One that
   * waits for an answer goes on when the answer comes. For any other order the log does not tell whether it runs:
   * `Runs` finds out, and starts it once.
   */
  private mayRun(order: LoadedOrder): boolean {
    const standstill = standstillOf(order, this.options.now());
    const { kind } = standstill;
    if (kind !== 'pausing' && kind !== 'defect' && kind !== 'waiting') return true;
    log.info('stands still', { orderId: orderIdOf(order.history.stream), ...standstill });
    return false;
  }

  /**
   * Parks an order of which somebody has just reported that the provider refused to give back or to capture its money.
   * A run would ask again at once, under another key, and so on. Parked, the order waits for a person, as it does after
   * a refusal that a run has met itself.
   */
  private async isParkedAfterRefusal(orderId: string, { history }: LoadedOrder): Promise<boolean> {
    const last = history.events.at(-1);
    if (!last || !isReportedRefusal(last)) return false;
    const command = {
      type: 'ParkOrder', step: 'ReportPayment', error: TechnicalError.PAYMENT_REQUEST_REFUSED, cause: last.event.type,
    } as const;
    await this.options.orders.execute(orderId, command, { id: parkingId(`refused:${last.id}`) });
    log.warn('the provider refused a request', { orderId, event: last.event.type });
    return true;
  }

  private async start(orderId: string, order: LoadedOrder, why: string): Promise<void> {
    const run = await this.options.runs.start(orderId, order);
    const { state: { status }, history: { version } } = order;
    log.info(why, { orderId, status, version, ...run });
  }
}

const REFUSED_REQUESTS: readonly OrderEvent['type'][] = ['CaptureFailed', 'VoidFailed', 'RefundFailed'];

/** Whether an event says that a provider refused a request, and a command of a client has told it. */
const isReportedRefusal = ({ event, command }: StoredEvent<OrderEvent>): boolean =>
  REFUSED_REQUESTS.includes(event.type) && command.startsWith('ReportPayment:');
