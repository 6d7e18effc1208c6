import { type OrderRow, evolveRow } from './order-row';
import type { OrderRows } from './order-rows';
import { EventAttribute } from '../../../src/contract/attributes';
import { MetricName } from '../../../src/contract/metrics';
import { type OrderEvent, isEventType } from '../../domain/events';
import { log } from '../../lib/log';
import type { CountMetric } from '../../lib/metrics';
import type { Orders } from '../../orders/orders';
import { type StoredEvent, UnknownEvent } from '../../orders/stored-event';
import { type Item, fromItem } from '../../orders/stored-item';

/** Attempts to read and write one row while other writers are faster. */
const TRIES = 5;

/** An event that this projection cannot apply. Its order is parked in the view, and the other orders go on. */
class PoisonEvent extends Error {
  override readonly name = 'PoisonEvent';
  constructor(readonly version: number, cause: Error) {
    super(cause.message, { cause });
  }
}

export interface ProjectorOptions {
  readonly orders: Pick<Orders, 'eventsAfter'>;
  readonly rows: OrderRows;
  readonly count: CountMetric;
}

/**
 * Updates rows of the order view to the newest versions in the records of the stream. It skips events that the row
 * already shows, and reads missing events from the event log. So deliveries may be repeated or out of order.
 */
export class Projector {
  constructor(private readonly options: ProjectorOptions) {}

  /** Projects delivered events of one order. They may come in any order and any number of times. */
  async project(orderId: string, images: readonly Item[]): Promise<void> {
    const delivered = new Map(images.map(image => [Number(image[EventAttribute.VERSION]!.N), image]));
    await this.bringTo(orderId, Math.max(...delivered.keys()), delivered);
  }

  /** Removes the mark that a poison event left, and brings the row up to date from the event log. */
  async redrive(orderId: string): Promise<void> {
    await this.options.rows.clearStuck(orderId);
    await this.bringTo(orderId, Number.MAX_SAFE_INTEGER, new Map());
  }

  private async bringTo(orderId: string, version: number, delivered: ReadonlyMap<number, Item>): Promise<void> {
    const { orders, rows } = this.options;
    let entry = delivered.has(1) ? undefined : await rows.get(orderId);
    for (let attempt = 1; attempt <= TRIES; attempt++) {
      const from = entry?.version ?? 0;
      if (entry?.stuck || from >= version) return;
      try {
        const events = deliveredEvents(delivered, from, version) ?? await orders.eventsAfter(orderId, from);
        if (events.length === 0) return;
        const row = events.reduce<OrderRow | undefined>(evolveOrPoison, entry?.row);
        if (await rows.put(row!, events.at(-1)!.version, from)) return;
      } catch (error) {
        if (!(error instanceof PoisonEvent) && !(error instanceof UnknownEvent)) throw error;
        entry = await rows.get(orderId);
        if (entry && entry.version >= error.version) return; // a newer release could read it
        return this.park(orderId, error.version, error);
      }
      entry = await rows.get(orderId);
    }
    throw new Error(`the row of order ${orderId} changed ${TRIES} times while it was written`);
  }

  private async park(orderId: string, version: number, error: Error): Promise<void> {
    await this.options.rows.markStuck(orderId, version, error.message);
    this.options.count(MetricName.PROJECTION_PARKED, { orderId, error: error.message });
    log.error('projection of the order is parked', { orderId, version, error });
  }
}

/** The delivered events after version `from` up to version `to`. Undefined if one of them is missing. */
function deliveredEvents(
  delivered: ReadonlyMap<number, Item>, from: number, to: number,
): StoredEvent<OrderEvent>[] | undefined {
  const events: StoredEvent<OrderEvent>[] = [];
  for (let version = from + 1; version <= to; version++) {
    const image = delivered.get(version);
    if (!image) return undefined;
    events.push(fromItem<OrderEvent>(image, isEventType));
  }
  return events;
}

function evolveOrPoison(row: OrderRow | undefined, event: StoredEvent<OrderEvent>): OrderRow {
  try {
    return evolveRow(row, event);
  } catch (error) {
    throw new PoisonEvent(event.version, error as Error);
  }
}
