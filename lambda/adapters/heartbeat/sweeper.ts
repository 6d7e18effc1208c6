import { TechnicalError } from '../../../src/contract/errors';
import { OpenOrdersIndex, type Standing } from '../../../src/contract/heartbeat/open-orders';
import { sideBySide } from '../../lib/flow/side-by-side';
import { log } from '../../lib/log';
import type { System } from '../../lib/system';
import type { Orders } from '../../orders/orders';
import { FIRST_PAUSE_MS, STANDS_STILL_MS, standstillOf } from '../../orders/standing/standstill';
import type { OpenOrders } from '../order-view/open-orders';
import type { Executions } from '../workflow/executions';
import type { Runs } from '../workflow/runs';

/**
 * The most orders that one sweep starts. The intake lets as many orders run at once, so a sweep after a long outage
 * adds no more than the pipeline works off before the next.
 */
export const MOST_STARTED = 1_000;
/** Orders at once. Each takes about 50 ms, so a sweep starts up to 200 per second, less than Step Functions allows. */
const SWEPT_AT_ONCE = 10;
/** A sweep stops looking after this time, well before the time-out of the function. The next sweep goes on. */
const LONGEST_SWEEP_MS = 3 * 60_000;
/** How far back a sweep looks for failed executions. It outlasts the longest pause and a missed heartbeat or two. */
const LOOK_BACK_MS = 6 * 60 * 60_000;

/** Where a sweep looks, and the age from which on an order there may be due. */
const STANDING_STILL: readonly (readonly [Standing, number])[] = [
  ['transient', FIRST_PAUSE_MS / 2],
  ['payment', FIRST_PAUSE_MS / 2],
  ['open', STANDS_STILL_MS],
];

export interface SweepReport {
  /** The orders that were looked up in the log. */
  readonly checked: number;
  readonly started: number;
  /** The orders that could not be started because of an error. */
  readonly failed: number;
  /** The sweep stopped before it had seen all orders. */
  readonly stoppedEarly: boolean;
}

export interface SweeperOptions extends Pick<System, 'now' | 'random'> {
  readonly orders: Orders;
  readonly openOrders: OpenOrders;
  readonly executions: Executions;
  readonly runs: Runs;
}

interface Candidate {
  readonly orderId: string;
  /** An execution of the order is known to have failed. */
  readonly hasFailed: boolean;
}

/**
 * Finds the orders that stand still, and starts the workflow of those that are due. The index of open orders and the
 * failed executions only say where to look: the log of each order decides. The failed executions also show orders that
 * the order view has never seen.
 */
export class Sweeper {
  constructor(private readonly options: SweeperOptions) {}

  async sweep(time: Date): Promise<SweepReport> {
    const deadline = this.options.now().getTime() + LONGEST_SWEEP_MS;
    const counts = { checked: 0, started: 0, failed: 0 };
    let lastError: unknown;
    const isOver = () => counts.started >= MOST_STARTED || this.options.now().getTime() > deadline;
    await sideBySide(until(isOver, this.candidates(time)), SWEPT_AT_ONCE, async candidate => {
      counts.checked++;
      try {
        if (await this.startIfDue(candidate, time)) counts.started++;
      } catch (error) {
        log.error('an order that stands still was not started', { orderId: candidate.orderId, error: error as Error });
        counts.failed++;
        lastError = error;
      }
    });
    const report = { ...counts, stoppedEarly: isOver() };
    log.info('swept', { ...report });
    if (counts.failed > 0 && counts.started === 0) throw lastError;
    return report;
  }

  private async* candidates(time: Date): AsyncGenerator<Candidate> {
    const { openOrders, executions, random } = this.options;
    const seen = new Set<string>();
    // From another shard each time, so that no shard is always the one for which no time is left.
    const shard = Math.floor(random() * OpenOrdersIndex.SHARDS);
    for (const [standing, age] of STANDING_STILL) {
      for await (const { orderId } of openOrders.stillSince(standing, new Date(time.getTime() - age), shard)) {
        seen.add(orderId);
        yield { orderId, hasFailed: false };
      }
    }
    for await (const orderId of executions.failedSince(new Date(time.getTime() - LOOK_BACK_MS))) {
      if (seen.has(orderId)) continue;
      seen.add(orderId);
      yield { orderId, hasFailed: true };
    }
  }

  private async startIfDue({ orderId, hasFailed }: Candidate, time: Date): Promise<boolean> {
    const { orders, runs } = this.options;
    const order = await orders.loadOrder(orderId).catch(leaveUnreadable);
    if (!order) return false;
    const { kind } = standstillOf(order, time);
    const isDue = kind === 'due' || (hasFailed && (kind === 'moving' || kind === 'ended'));
    if (!isDue) return false;
    const run = await runs.start(orderId, order);
    if (run.answer !== 'started') return false;
    log.info('an order that stood still was started', { orderId, status: order.state.status, ...run });
    return true;
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
