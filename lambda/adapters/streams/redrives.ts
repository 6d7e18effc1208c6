import type { EventsTable } from './events-table';
import type { RedrivePage, RedriveProgress, Stop } from './messages';
import { NamedOrders, ORDERS_AT_A_TIME, type OrderPlan } from './named-orders';
import type { Reader } from './reader';
import type { RedriveRequest, Selection } from './redrive-input';
import { PAGE_PAUSE, type RetryQueue } from './retry-queue';
import type { Deadline } from '../../lib/flow/deadline';
import { sideBySide } from '../../lib/flow/side-by-side';
import { log } from '../../lib/log';
import type { System } from '../../lib/system';
import type { OrderItems } from '../../orders/order-items';

/** A redrive must not slow down the pipeline: four segments and pages of 1,000 events read about 1,000 events/s. */
const SEGMENTS = 4;
const PAGE_SIZE = 1_000;
/** The time that a page takes besides the pause after it, in seconds. An estimate. */
const PAGE_WORK = 2;

/** A page that was received so often has stopped the function. Its orders are then taken one by one. */
const SUSPECT_RECEIVES = 3;

/**
 * If more than half of the orders of a page fail, it is not about the orders: the bus, the view or the table is down.
 * The page is then tried again as a whole. After so many tries, which take 36 minutes, its orders are handed over all
 * the same. Otherwise an outage would turn the whole table into messages of single orders.
 */
const MOST_PAGE_TRIES = 8;

/** An eventually consistent read of 4 KB is half a read request unit. 1,000,000 units cost $0.125 in us-east-1. */
const BYTES_PER_UNIT = 2 * 4_096;
const DOLLARS_PER_UNIT = 0.125 / 1_000_000;

/** What a redrive tells its operator. */
export interface RedriveAnswer {
  /** Whether nothing was done, because the request asked for the plan only. */
  readonly dryRun: boolean;
  /** The number of orders that were named. Not known of a redrive that reads the table. */
  readonly orders?: number;
  /** What a dry run has found of each order that was named. */
  readonly found?: readonly OrderPlan[];
  /** The rows to read: all events of the table, whatever the time. DynamoDB counts them about every six hours. */
  readonly events?: number;
  readonly readUnits?: number;
  readonly cost?: string;
  readonly minutes?: number;
  readonly segments?: number;
  readonly effect: string;
}

export interface RedrivesOptions extends Pick<System, 'now'> {
  readonly reader: Reader;
  readonly items: OrderItems;
  readonly retryQueue: RetryQueue;
  readonly table: EventsTable;
}

/** Redrives: an operator asks for orders to be taken again, from the event store. */
export class Redrives {
  private readonly named: NamedOrders;

  constructor(private readonly options: RedrivesOptions) {
    this.named = new NamedOrders(options);
  }

  /** Answers an operator. Throws an error that names the orders that were not redriven. */
  async answer({ selection, dryRun }: RedriveRequest, deadline: Deadline): Promise<RedriveAnswer> {
    const { effect } = this.options.reader;
    if ('orderIds' in selection) {
      const { orderIds } = selection;
      if (dryRun) return { dryRun, orders: orderIds.length, found: await this.named.plan(orderIds, deadline), effect };
      await this.named.redrive(orderIds, deadline);
      return { dryRun, orders: orderIds.length, effect };
    }
    const plan = await this.planOf(dryRun);
    if (!dryRun) await this.start(selection);
    return plan;
  }

  /**
   * Redrives a page. Orders that fail are handed over, each in a message of its own. Returns the next page, which the
   * caller has to send. Undefined at the end of the segment. Throws if the page has to be tried again.
   */
  async take(page: RedrivePage, receives: number, deadline: Deadline): Promise<RedrivePage | undefined> {
    const { table, retryQueue } = this.options;
    const { read, orderIds, cursor } = await table.page(page, page.cursor, PAGE_SIZE);
    const fresh = orderIds.filter(id => id !== page.last);
    const isSuspect = receives >= SUSPECT_RECEIVES;
    const { failed, stopped } = isSuspect
      ? { failed: fresh, stopped: 0 }
      : await this.redrivePage(fresh, page.since, deadline);
    if (!isSuspect && page.tries < MOST_PAGE_TRIES && failed.length > fresh.length / 2) {
      throw new Error(`${failed.length} of ${fresh.length} orders of the page were not redriven`);
    }
    await retryQueue.handOverAll(failed.map((orderId): Stop =>
      ({ orderId, version: 0, error: 'redrive', eventsSince: page.since })));

    const progress: RedriveProgress = {
      read: page.read + read,
      redriven: page.redriven + fresh.length - failed.length - stopped,
      setAside: page.setAside + stopped,
      handedOver: page.handedOver + failed.length,
    };
    log.info(cursor ? 'redrive in progress' : 'redrive of the segment done', {
      started: page.started,
      segment: `${page.segment + 1} of ${page.segments}`,
      since: page.since,
      ...progress,
    });
    return cursor && { ...page, ...progress, cursor, last: orderIds.at(-1) ?? page.last };
  }

  /** Redrives the orders of a page. */
  private async redrivePage(
    orderIds: readonly string[], since: string | undefined, deadline: Deadline,
  ): Promise<PageResult> {
    const failed: string[] = [];
    let stopped = 0;
    await sideBySide(orderIds, ORDERS_AT_A_TIME, async orderId => {
      if (deadline.isOver()) return void failed.push(orderId);
      try {
        if (await deadline.within(this.options.reader.redrive(orderId, since))) stopped++;
      } catch (error) {
        log.warn('redriven alone, later', { orderId, error: error as Error });
        failed.push(orderId);
      }
    });
    return { failed, stopped };
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
    const started = this.options.now().toISOString();
    const pages = Array.from({ length: SEGMENTS }, (_, segment): RedrivePage => ({
      started, segment, segments: SEGMENTS, since, ...NOTHING_YET, tries: 0,
    }));
    await this.options.retryQueue.start(pages);
    log.info('redrive started', { started, since, segments: SEGMENTS });
  }
}

const NOTHING_YET: RedriveProgress = { read: 0, redriven: 0, setAside: 0, handedOver: 0 };

interface PageResult {
  /** The orders that failed, and those for which no time was left. */
  readonly failed: readonly string[];
  /** How many orders have an event that stops them. */
  readonly stopped: number;
}
