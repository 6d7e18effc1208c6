import { type Candidate, type PlacesOptions, type SweptPlace, placesOf } from './places';
import { TechnicalError } from '../../../src/contract/errors';
import { runMessage } from '../../domain/order/run-message';
import { inTurn } from '../../lib/flow/in-turn';
import { sideBySide } from '../../lib/flow/side-by-side';
import { log } from '../../lib/log';
import type { System } from '../../lib/system';
import type { Orders } from '../../orders/orders';
import { runNumberOf } from '../../orders/standing/parkings';
import { standstillOf } from '../../orders/standing/standstill';
import type { OrderQueue } from '../queue/order-queue';
import { MAX_CALL } from '../sqs/batches';
import { isOfRun } from '../workflow/execution-name';

/**
 * About the most messages that a sweep leaves on the order queue, with those that were there before. Where Step
 * Functions takes 150 starts per second, the intake takes 10,000 in little more than a minute. So long, an order of a
 * client that comes after them waits for them. Like any order, it may also have to wait until fewer executions run.
 */
export const MOST_SENT = 10_000;
/** Orders that are looked up at once. */
export const SWEPT_AT_ONCE = 10;
/**
 * A sweep stops looking after this time, well before the time-out of the function. If to look up an order takes 50 ms,
 * which is an assumption for a slow day (DynamoDB promises single-digit milliseconds), it can look up 36,000 orders.
 * The next sweep looks elsewhere.
 */
export const LONGEST_SWEEP_MS = 3 * 60_000;

/** What ends a sweep early: its time is up, or enough messages are on the order queue. */
type SweepEnd = 'no time' | 'no room';

export interface SweepReport {
  /** The orders that were looked up in the log. */
  readonly checked: number;
  /** The orders that are due, for each of which a message is on the order queue. */
  readonly sent: number;
  /** The orders that could not be looked up, or whose message could not be sent. */
  readonly failed: number;
  /** Why the sweep stopped before it had seen all orders. Undefined if it has seen all. */
  readonly stopped?: SweepEnd;
}

export interface SweeperOptions extends PlacesOptions, Pick<System, 'now'> {
  readonly orders: Orders;
  readonly queue: Pick<OrderQueue, 'sendAll' | 'length'>;
}

/**
 * Finds the orders that stand still, and sends a message to the intake for each that is due. The intake starts them, as
 * it starts all orders: no faster than the workflow can take them. The index of unfinished orders and the failed
 * executions only say where to look: the log of each order decides. The failed executions also show orders that the
 * order view has never seen. The places take turns, so that very many orders in one of them, such as parked ones that
 * only pause, do not keep the sweep from the others.
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
  private stopped?: SweepEnd;
  /** The errors of places that could not be read. */
  private readonly unread: unknown[] = [];

  constructor(private readonly options: SweeperOptions, private readonly time: Date, private readonly room: number) {
    this.deadline = options.now().getTime() + LONGEST_SWEEP_MS;
  }

  /** Throws the error of a place that could not be read, after it has swept the others. */
  async run(): Promise<SweepReport> {
    const places = placesOf(this.options, this.time).map(place => this.read(place));
    await sideBySide(this.untilOver(inTurn(places)), SWEPT_AT_ONCE, async candidate => this.check(candidate));
    await this.send(this.unsent);
    if (this.unread.length > 0) throw this.unread[0];
    return { ...this.counts, stopped: this.stopped };
  }

  private async* read({ name, candidates }: SweptPlace): AsyncGenerator<Candidate> {
    try {
      for await (const candidate of candidates) if (this.isNews(candidate)) yield candidate;
    } catch (error) {
      log.error('a place where orders stand still cannot be read', { place: name, error: error as Error });
      this.unread.push(error);
    }
  }

  /** Whether an order was not looked up yet, or an execution of its present run has failed. */
  private isNews({ orderId, failed }: Candidate): boolean {
    const run = this.runs.get(orderId);
    return run === undefined || (failed !== undefined && isOfRun(failed, orderId, run));
  }

  private async* untilOver(candidates: AsyncIterable<Candidate>): AsyncGenerator<Candidate> {
    for await (const candidate of candidates) {
      this.stopped = this.endNow();
      if (this.stopped) return log.warn('the sweep stopped early', { why: this.stopped });
      yield candidate;
    }
  }

  private endNow(): SweepEnd | undefined {
    if (this.due.size >= this.room) return 'no room';
    return this.options.now().getTime() > this.deadline ? 'no time' : undefined;
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
    return failed !== undefined && isOfRun(failed, orderId, run) && kind === 'moving';
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
