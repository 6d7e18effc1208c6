import { TechnicalError } from '../../../src/contract/errors';
import { UnfinishedOrdersIndex, type Standing } from '../../../src/contract/heartbeat/unfinished-orders';
import { runMessage } from '../../domain/order/run-message';
import { sideBySide } from '../../lib/flow/side-by-side';
import { log } from '../../lib/log';
import type { System } from '../../lib/system';
import type { Orders } from '../../orders/orders';
import { runNumberOf } from '../../orders/standing/parkings';
import { FIRST_PAUSE_MS, STANDS_STILL_MS, standstillOf } from '../../orders/standing/standstill';
import type { UnfinishedOrders } from '../order-view/unfinished-orders';
import type { OrderQueue } from '../queue/order-queue';
import { MAX_CALL } from '../sqs/batches';
import { isOfRun } from '../workflow/execution-name';
import type { Executions } from '../workflow/executions';

/**
 * About the most messages that a sweep leaves on the order queue, with those that were there before. With its three
 * instances, the intake takes 10,000 in a minute and a half, so an order of a client that comes after them waits no
 * longer than that. To look up as many orders takes less than a minute of the three that a sweep has: at SWEPT_AT_ONCE,
 * and 50 ms each on a slow day, it is 200 per second.
 */
export const MOST_SENT = 10_000;
/** Orders that are looked up at once. */
export const SWEPT_AT_ONCE = 10;
/** A sweep stops looking after this time, well before the time-out of the function. The next sweep goes on. */
const LONGEST_SWEEP_MS = 3 * 60_000;
/** How far back a sweep looks for failed executions. It outlasts the longest pause and a missed heartbeat or two. */
const LOOK_BACK_MS = 6 * 60 * 60_000;

/** Where a sweep looks, and the age from which on an order there may be due. */
const STANDING_STILL: readonly (readonly [Standing, number])[] = [
  ['transient', FIRST_PAUSE_MS / 2],
  ['payment', FIRST_PAUSE_MS / 2],
  ['underway', STANDS_STILL_MS],
];

export interface SweepReport {
  /** The orders that were looked up in the log. */
  readonly checked: number;
  /** The orders that are due, for each of which a message is on the order queue. */
  readonly sent: number;
  /** The orders that could not be looked up, or whose message could not be sent. */
  readonly failed: number;
  /** The sweep stopped before it had seen all orders. */
  readonly stoppedEarly: boolean;
}

export interface SweeperOptions extends Pick<System, 'now' | 'random'> {
  readonly orders: Orders;
  readonly unfinishedOrders: UnfinishedOrders;
  readonly executions: Executions;
  readonly queue: Pick<OrderQueue, 'sendAll' | 'length'>;
}

interface Candidate {
  readonly orderId: string;
  /** The name of an execution of the order that failed. */
  readonly failed?: string;
}

/**
 * Finds the orders that stand still, and sends a message to the intake for each that is due. The intake starts them, as
 * it starts all orders: no faster than the workflow can take them. The index of unfinished orders and the failed
 * executions only say where to look: the log of each order decides. The failed executions also show orders that the
 * order view has never seen.
 *
 * A message may wait on the queue until the next sweep, which then sends another one. That does no harm. The intake
 * decides by the log and starts a run once, so the second message finds the order running, parked again or at its end.
 * MOST_SENT bounds how many messages wait.
 */
export class Sweeper {
  constructor(private readonly options: SweeperOptions) {}

  async sweep(time: Date): Promise<SweepReport> {
    const sweep = new Sweep(this.options, time, MOST_SENT - await this.options.queue.length());
    const report = await sweep.run();
    log.info('swept', { ...report });
    return report;
  }
}

/** One sweep: what it has seen, and what it has sent. */
class Sweep {
  private readonly counts = { checked: 0, sent: 0, failed: 0 };
  /** The number of the run that each order is in, according to its log. */
  private readonly runs = new Map<string, number>();
  private readonly due = new Set<string>();
  private unsent: string[] = [];
  private readonly deadline: number;

  constructor(private readonly options: SweeperOptions, private readonly time: Date, private readonly room: number) {
    this.deadline = options.now().getTime() + LONGEST_SWEEP_MS;
  }

  async run(): Promise<SweepReport> {
    try {
      const candidates = until(() => this.isOver, this.candidates());
      await sideBySide(candidates, SWEPT_AT_ONCE, async candidate => this.check(candidate));
    } finally {
      await this.send(this.unsent);
    }
    return { ...this.counts, stoppedEarly: this.isOver };
  }

  private get isOver(): boolean {
    return this.due.size >= this.room || this.options.now().getTime() > this.deadline;
  }

  private async* candidates(): AsyncGenerator<Candidate> {
    const { options: { unfinishedOrders, executions, random }, time } = this;
    // From another shard each time, so that no shard is always the one for which no time is left.
    const shard = Math.floor(random() * UnfinishedOrdersIndex.SHARDS);
    for (const [standing, age] of STANDING_STILL) {
      for await (const { orderId } of unfinishedOrders.stillSince(standing, new Date(time.getTime() - age), shard)) {
        yield { orderId };
      }
    }
    for await (const { name, orderId } of executions.failedSince(new Date(time.getTime() - LOOK_BACK_MS))) {
      const run = this.runs.get(orderId);
      if (run === undefined || isOfRun(name, orderId, run)) yield { orderId, failed: name };
    }
  }

  private async check(candidate: Candidate): Promise<void> {
    const { orderId } = candidate;
    this.counts.checked++;
    try {
      if (!await this.isDue(candidate) || this.due.has(orderId)) return;
    } catch (error) {
      log.error('an order that stands still was not looked up', { orderId, error: error as Error });
      this.counts.failed++;
      return;
    }
    this.due.add(orderId);
    if (this.unsent.push(orderId) < MAX_CALL) return;
    const full = this.unsent;
    this.unsent = [];
    await this.send(full);
  }

  /** An execution that failed without parking its order is of the run that the log takes for the present one. */
  private async isDue({ orderId, failed }: Candidate): Promise<boolean> {
    const order = await this.options.orders.loadOrder(orderId).catch(leaveUnreadable);
    if (!order) return false;
    const run = runNumberOf(order.history);
    this.runs.set(orderId, run);
    const { kind } = standstillOf(order, this.time);
    if (kind === 'due') return true;
    return failed !== undefined && isOfRun(failed, orderId, run) && (kind === 'moving' || kind === 'ended');
  }

  private async send(orderIds: readonly string[]): Promise<void> {
    if (orderIds.length === 0) return;
    const refused = await this.refusedOf(orderIds);
    const sent = orderIds.filter(orderId => !refused.has(orderId));
    this.counts.sent += sent.length;
    this.counts.failed += refused.size;
    if (sent.length > 0) log.info('orders that stand still were sent to the intake', { orderIds: sent });
    for (const [orderId, reason] of refused) {
      log.error('an order that stands still was not sent to the intake', { orderId, reason });
    }
  }

  /** Sends the messages. Returns the orders for which there is none on the queue, with the reason. */
  private async refusedOf(orderIds: readonly string[]): Promise<ReadonlyMap<string, string>> {
    try {
      return await this.options.queue.sendAll(new Map(orderIds.map(orderId => [orderId, runMessage(orderId)])));
    } catch (error) {
      const { name, message } = error as Error;
      return new Map(orderIds.map(orderId => [orderId, `${name}: ${message}`]));
    }
  }
}

/** An order with an event that this release cannot read waits for a newer release. The projector reports it. */
function leaveUnreadable(error: Error): undefined {
  if (error.name !== TechnicalError.UNKNOWN_EVENT) throw error;
}

/** The items until the end has come. */
async function* until<T>(isOver: () => boolean, items: AsyncIterable<T>): AsyncGenerator<T> {
  for await (const item of items) {
    if (isOver()) return;
    yield item;
  }
}
