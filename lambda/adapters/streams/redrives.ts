import type { EventsTable } from './events-table';
import type { RedrivePage, Stop } from './messages';
import type { Reader } from './reader';
import type { RedriveRequest, Selection } from './redrive-input';
import { PAGE_PAUSE, type RetryQueue } from './retry-queue';
import type { Deadline } from '../../lib/flow/deadline';
import { sideBySide } from '../../lib/flow/side-by-side';
import { log } from '../../lib/log';

/** A redrive must not slow down the pipeline: four segments and pages of 1,000 events read about 1,000 events/s. */
const SEGMENTS = 4;
const PAGE_SIZE = 1_000;
/** How many orders of a page are redriven at a time. */
const ORDERS_AT_A_TIME = 10;
/** The time that a page takes besides the pause after it, in seconds. An estimate. */
const PAGE_WORK = 2;

/** A page that was received so often has stopped the function. Its orders are then taken one by one. */
const SUSPECT_RECEIVES = 3;

/** An eventually consistent read of 4 KB is half a read request unit. 1,000,000 units cost $0.125 in us-east-1. */
const BYTES_PER_UNIT = 2 * 4_096;
const DOLLARS_PER_UNIT = 0.125 / 1_000_000;

/** What a redrive tells its operator. */
export interface RedriveAnswer {
  /** Whether nothing was done, because the request asked for the plan only. */
  readonly dryRun: boolean;
  /** The number of orders that were named. Not known of a redrive that reads the table. */
  readonly orders?: number;
  /** The rows to read: all events of the table, whatever the time. DynamoDB counts them about every six hours. */
  readonly events?: number;
  readonly readUnits?: number;
  readonly cost?: string;
  readonly minutes?: number;
  readonly segments?: number;
  readonly effect: string;
}

export interface RedrivesOptions {
  readonly reader: Reader;
  readonly retryQueue: RetryQueue;
  readonly table: EventsTable;
}

/** Redrives: an operator asks for orders to be taken again, from the event store. */
export class Redrives {
  constructor(private readonly options: RedrivesOptions) {}

  /** Answers an operator. Throws an error that names the orders that were not redriven. */
  async answer({ selection, dryRun }: RedriveRequest, deadline: Deadline): Promise<RedriveAnswer> {
    const { effect } = this.options.reader;
    if ('orderIds' in selection) {
      if (!dryRun) await this.redriveOrders(selection.orderIds, deadline);
      return { dryRun, orders: selection.orderIds.length, effect };
    }
    const plan = await this.planOf(dryRun);
    if (!dryRun) await this.start(selection);
    return plan;
  }

  /** Redrives a page, and sends the next one. Orders that fail are handed over, each in a message of its own. */
  async take(page: RedrivePage, receives: number, deadline: Deadline): Promise<void> {
    const { table, retryQueue } = this.options;
    const { read, orderIds, cursor } = await table.page(page, page.cursor, PAGE_SIZE);
    const fresh = orderIds.filter(id => id !== page.last);
    const failed = receives >= SUSPECT_RECEIVES ? fresh : await this.redrivePage(fresh, page.since, deadline);
    await retryQueue.handOverAll(failed.map((orderId): Stop => ({ orderId, version: 0, error: 'redrive' })));

    const next: RedrivePage = {
      ...page,
      cursor,
      last: orderIds.at(-1) ?? page.last,
      read: page.read + read,
      redriven: page.redriven + fresh.length,
    };
    if (cursor) await retryQueue.goOn(next);
    log.info(cursor ? 'redrive in progress' : 'redrive of the segment done', {
      segment: `${page.segment + 1} of ${page.segments}`,
      since: page.since,
      read: next.read,
      redriven: next.redriven,
    });
  }

  /** Redrives the orders of a page. Returns those that failed, and those for which no time was left. */
  private async redrivePage(
    orderIds: readonly string[], since: string | undefined, deadline: Deadline,
  ): Promise<readonly string[]> {
    const failed: string[] = [];
    await sideBySide(orderIds, ORDERS_AT_A_TIME, async orderId => {
      if (deadline.isOver()) return void failed.push(orderId);
      try {
        await deadline.within(this.options.reader.redrive(orderId, since));
      } catch (error) {
        log.warn('redriven alone, later', { orderId, error: error as Error });
        failed.push(orderId);
      }
    });
    return failed;
  }

  private async redriveOrders(orderIds: readonly string[], deadline: Deadline): Promise<void> {
    const failures = new Map<string, string>();
    await sideBySide(orderIds, ORDERS_AT_A_TIME, async orderId => {
      try {
        const stop = await deadline.within(this.options.reader.redrive(orderId));
        if (stop) failures.set(orderId, `stays set aside, because ${stop.error}`);
      } catch (error) {
        failures.set(orderId, (error as Error).message);
      }
    });
    if (failures.size === 0) return;
    const reasons = orderIds.flatMap(id => (failures.has(id) ? [`${JSON.stringify(id)}: ${failures.get(id)}`] : []));
    throw new Error(`${failures.size} of ${orderIds.length} orders were not redriven: ${reasons.join('; ')}`);
  }

  private async planOf(dryRun: boolean): Promise<RedriveAnswer> {
    const { items, bytes } = await this.options.table.size();
    const readUnits = Math.ceil(bytes / BYTES_PER_UNIT);
    const pages = Math.ceil(items / SEGMENTS / PAGE_SIZE);
    return {
      dryRun,
      events: items,
      readUnits,
      cost: `$${(readUnits * DOLLARS_PER_UNIT).toFixed(2)}, and a read request unit or more per order`,
      minutes: Math.ceil(pages * (PAGE_PAUSE + PAGE_WORK) / 60),
      segments: SEGMENTS,
      effect: this.options.reader.effect,
    };
  }

  private async start({ since }: Extract<Selection, { since?: string }>): Promise<void> {
    const pages = Array.from({ length: SEGMENTS }, (_, segment): RedrivePage => ({
      segment, segments: SEGMENTS, since, read: 0, redriven: 0, tries: 0,
    }));
    await this.options.retryQueue.start(pages);
    log.info('redrive started', { since, segments: SEGMENTS });
  }
}
