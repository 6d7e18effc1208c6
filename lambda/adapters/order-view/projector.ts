import { type OrderEntry, type OrderRows, RowRefused } from './order-rows';
import { type PoisonEvent, type RowStep, rowStepsAfter } from './row-steps';
import { RecentIds } from '../../lib/flow/recent-ids';
import type { OrderItems } from '../../orders/order-items';
import { type Item, versionIn } from '../../orders/stored-item';
import type { SetAside, Stop } from '../streams/messages';
import { UnknownOrder } from '../streams/reader';
import type { RetryQueue } from '../streams/retry-queue';

/** Attempts to read and write one row while other writers are faster. */
const TRIES = 5;

export interface ProjectorOptions {
  readonly items: OrderItems;
  readonly rows: OrderRows;
  readonly retryQueue: Pick<RetryQueue, 'setAside' | 'handOver'>;
}

/** How many events it remembers: 0.1 MB. If more rows cannot be marked, some get a second message. */
const REMEMBERED_EVENTS = 1_000;

/** How far to bring a row, from which events, and whether a mark on the row stops the projection. */
interface Aim {
  readonly version: number;
  readonly delivered: ReadonlyMap<number, Item>;
  readonly overMark: boolean;
}

const ALL_IN_LOG: Aim = { version: Number.MAX_SAFE_INTEGER, delivered: new Map(), overMark: true };

/**
 * Updates rows of the order view to the newest versions in the records of the stream. It skips events that the row
 * already shows, and reads missing events from the event log. So deliveries may be repeated or out of order.
 *
 * If it cannot take an event, it writes everything before that event and sets the order aside: it sends a message to
 * the retry queue and marks the row. Deliveries pass over a row with a mark, so a mark without a message would leave
 * the order behind for good. Until both are done, the stream delivers the event again.
 */
export class Projector {
  /**
   * The events for which this container has sent a message. While a row cannot be marked, the stream delivers the event
   * again and again, and each time would add a message. A message ends only when the row shows its event.
   */
  private readonly sent = new RecentIds(REMEMBERED_EVENTS);

  constructor(private readonly options: ProjectorOptions) {}

  /** Projects delivered events of one order. They may come in any order and any number of times. */
  async project(orderId: string, images: readonly Item[]): Promise<void> {
    const delivered = new Map(images.map(image => [versionIn(image), image]));
    const aim = { version: Math.max(...delivered.keys()), delivered, overMark: false };
    const poison = await this.bringTo(orderId, aim);
    if (poison) await this.setAside({ orderId, ...poison });
  }

  /** Sets an order aside without reading the event, which may stop the function. Later events then pass over it. */
  async setAsideUnread(orderId: string, version: number): Promise<void> {
    const { rows, retryQueue } = this.options;
    const entry = await rows.get(orderId);
    if (entry && (entry.version >= version || (entry.stuck && entry.stuck.version < version))) return;
    const error = `event ${version} may have stopped the function, and is taken alone`;
    // The mark comes first: an event that the row shows already needs no message. If the message cannot be sent, the
    // stream delivers the event again, which is as old and as suspect as before, so it comes back to here.
    if (await rows.markStuck(orderId, { version, error })) await retryQueue.handOver({ orderId, version, error });
  }

  /** Brings a row up to date that was set aside. Returns the event that stops it, still or anew. */
  async takeUp({ orderId }: SetAside): Promise<Stop | undefined> {
    const poison = await this.bringTo(orderId, ALL_IN_LOG);
    if (!poison) return undefined;
    const isBehind = await this.options.rows.markStuck(orderId, poison);
    return isBehind ? { orderId, ...poison } : undefined;
  }

  /** Brings a row up to date from the event log, also one that is set aside. Returns the event that stops it. */
  async redrive(orderId: string): Promise<Stop | undefined> {
    const poison = await this.bringTo(orderId, ALL_IN_LOG);
    if (!poison) return undefined;
    const stop = { orderId, ...poison };
    await this.setAside(stop);
    return stop;
  }

  /** Throws UnknownOrder. */
  private async bringTo(orderId: string, aim: Aim): Promise<PoisonEvent | undefined> {
    const { rows } = this.options;
    const { version, delivered, overMark } = aim;
    let entry = delivered.has(1) ? undefined : await rows.get(orderId);
    for (let attempt = 1; attempt <= TRIES; attempt++) {
      const from = entry?.version ?? 0;
      if ((entry?.stuck && !overMark) || from >= version) return undefined;
      const items = deliveredItems(delivered, from, version) ?? await this.options.items.after(orderId, from);
      const { steps, poison } = rowStepsAfter(orderId, entry?.row, items);
      if (steps.length === 0) return poison ?? this.upToDate(orderId, entry);
      const result = await this.write(steps, from, overMark);
      if (result !== 'changed') return result ?? poison;
      entry = await rows.get(orderId);
    }
    throw new Error(`the row of order ${orderId} changed ${TRIES} times while it was written`);
  }

  /** There is nothing to write. A row that shows all events has no mark. */
  private async upToDate(orderId: string, entry: OrderEntry | undefined): Promise<undefined> {
    if (entry?.stuck) await this.options.rows.clearStuck(orderId);
    else if (!entry?.version) throw new UnknownOrder(orderId);
  }

  /** Writes the last of some steps. If the table refuses it, writes the steps one by one, up to the one it refuses. */
  private async write(
    steps: readonly RowStep[], from: number, overMark: boolean,
  ): Promise<PoisonEvent | 'changed' | undefined> {
    const last = await this.put(steps.at(-1)!, from, overMark);
    if (typeof last !== 'object' || steps.length === 1) return last;
    let before = from;
    for (const step of steps) {
      const result = await this.put(step, before, overMark);
      if (result) return result;
      before = step.version;
    }
    return undefined;
  }

  private async put(
    { row, version }: RowStep, from: number, overMark: boolean,
  ): Promise<PoisonEvent | 'changed' | undefined> {
    try {
      return await this.options.rows.put(row, version, { from, overMark }) ? undefined : 'changed';
    } catch (error) {
      if (!(error instanceof RowRefused)) throw error;
      return { version, error: `the row after event ${version} cannot be stored: ${error.message}` };
    }
  }

  /** Unless a newer release has taken the event, or another delivery has set the order aside. */
  private async setAside(stop: Stop): Promise<void> {
    const { rows, retryQueue } = this.options;
    const entry = await rows.get(stop.orderId);
    if (entry && (entry.stuck || entry.version >= stop.version)) return;
    // The message comes first: an event that is delivered again passes over the mark.
    const key = `${stop.orderId}#${stop.version}`;
    if (!this.sent.has(key)) await retryQueue.setAside(stop);
    this.sent.add(key);
    await rows.markStuck(stop.orderId, { version: stop.version, error: stop.error });
  }
}

/** The delivered items after version `from` up to version `to`. Undefined if one of them is missing. */
function deliveredItems(delivered: ReadonlyMap<number, Item>, from: number, to: number): Item[] | undefined {
  const items: Item[] = [];
  for (let version = from + 1; version <= to; version++) {
    const image = delivered.get(version);
    if (!image) return undefined;
    items.push(image);
  }
  return items;
}
