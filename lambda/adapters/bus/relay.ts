import type { EventBus } from './event-bus';
import { MetricName } from '../../../src/contract/metrics';
import type { Deadline } from '../../lib/flow/deadline';
import { RecentIds } from '../../lib/flow/recent-ids';
import { log } from '../../lib/log';
import type { CountMetric } from '../../lib/metrics';
import { type CloudEvent, toCloudEvent } from '../../orders/cloud-event';
import type { OrderItems } from '../../orders/order-items';
import { type Item, readItem, versionIn } from '../../orders/stored-item';
import type { AnnouncedEvent } from '../../orders/stream-record';
import type { SetAside, Stop } from '../streams/messages';
import { type Reader, UnknownOrder } from '../streams/reader';
import type { RetryQueue } from '../streams/retry-queue';

/** 10,000 ids take about 1 MB, and are the events of a hundred full batches. */
const REMEMBERED = 10_000;

export interface RelayOptions {
  /** The identity of the pipeline, which the source of its events contains. */
  readonly identity: string;
  readonly items: OrderItems;
  readonly bus: EventBus;
  readonly retryQueue: Pick<RetryQueue, 'setAside' | 'handOver'>;
  readonly count: CountMetric;
}

/** Events of one order, or of several, on their way to the bus. */
interface Readable {
  readonly events: readonly CloudEvent[];
  readonly stops: readonly Stop[];
}

/**
 * The relay of the outbox, as a reader of the stream: publishes every event to the bus, at least once. It sets aside an
 * event that it cannot read or that the bus refuses for good, and publishes the others, also those of the same order.
 */
export class Relay implements Reader {
  readonly effect = 'publishes the events of these orders again; consumers recognise duplicates by their ids';

  /** What this container has published or set aside. A shard that is retried brings it again. */
  private readonly done = new RecentIds(REMEMBERED);

  constructor(private readonly options: RelayOptions) {}

  async take(announced: readonly AnnouncedEvent[], deadline: Deadline): Promise<readonly AnnouncedEvent[]> {
    const fresh = announced.filter(event => !this.done.has(keyOf(event)));
    const { events, stops } = readable(this.options.identity, fresh);
    const left = await this.publish(events, stops, deadline);
    const orderIds = [...new Set(left.map(({ orderId }) => orderId))];
    if (left.length > 0) log.error('events are not relayed, will be tried again', { orderIds });
    const keys = new Set(left.map(keyOf));
    return announced.filter(event => keys.has(keyOf(event)));
  }

  async setAsideUnread({ orderId, version }: AnnouncedEvent): Promise<void> {
    if (this.done.has(keyOf({ orderId, version }))) return;
    const error = `event ${version} may have stopped the function, and is taken alone`;
    await this.options.retryQueue.handOver({ orderId, version, error });
  }

  /** Publishes the one event that was set aside. If all of the order's were, each that fails is set aside by itself. */
  async takeUp({ orderId, version }: SetAside): Promise<Stop | undefined> {
    if (version === 0) {
      await this.redrive(orderId);
      return undefined;
    }
    const [item] = await this.options.items.after(orderId, version - 1);
    if (!item || versionIn(item) !== version) return undefined; // somebody has deleted it
    const { events, stops } = readable(this.options.identity, [{ orderId, version, image: item }]);
    return [...stops, ...await this.publishAll(orderId, events)][0];
  }

  /** Publishes an order's events without those that cannot be read. These are counted, and set aside. */
  async redrive(orderId: string, since?: string): Promise<Stop | undefined> {
    const items = await this.options.items.after(orderId, 0);
    if (items.length === 0) throw new UnknownOrder(orderId);
    const all = items.map(item => ({ orderId, version: versionIn(item), image: item }));
    const { events, stops } = readable(this.options.identity, all);
    const wanted = events.filter(({ time }) => since === undefined || time >= since);
    const refused = [...stops, ...await this.publishAll(orderId, wanted)];
    for (const stop of refused) {
      this.options.count(MetricName.EVENT_UNREADABLE, { orderId, error: stop.error });
      await this.setAside(stop);
    }
    log.info('published again', { orderId, events: wanted.length - refused.length + stops.length });
    return refused[0];
  }

  /** Publishes until the deadline, and sets aside what cannot be published. Returns the versions that are left. */
  private async publish(
    events: readonly CloudEvent[], unreadable: readonly Stop[], deadline: Deadline,
  ): Promise<readonly Position[]> {
    const stops = [...unreadable];
    const published = this.options.bus.publish(events, {
      published: event => this.done.add(keyOf(positionOf(event))),
      refused: (event, error) => void stops.push({ ...positionOf(event), error }),
      isOver: deadline.isOver,
    });
    try {
      await deadline.within(published);
      for (const stop of stops) await this.setAside(stop);
    } catch (error) {
      log.error('the batch is not done', { error: error as Error });
    }
    return [...events.map(positionOf), ...stops].filter(event => !this.done.has(keyOf(event)));
  }

  /** Publishes events of an order. Throws if the bus does not take one; returns those that it refuses for good. */
  private async publishAll(orderId: string, events: readonly CloudEvent[]): Promise<readonly Stop[]> {
    const stops: Stop[] = [];
    let count = 0;
    await this.options.bus.publish(events, {
      published: event => {
        count++;
        this.done.add(keyOf(positionOf(event)));
      },
      refused: (event, error) => void stops.push({ ...positionOf(event), error }),
      isOver: () => false,
    });
    const failed = events.length - count - stops.length;
    if (failed > 0) throw new Error(`the bus refused ${failed} of ${events.length} events of order ${orderId}`);
    return stops;
  }

  private async setAside(stop: Stop): Promise<void> {
    if (this.done.has(keyOf(stop))) return;
    await this.options.retryQueue.setAside(stop);
    this.done.add(keyOf(stop));
  }
}

interface Position {
  readonly orderId: string;
  readonly version: number;
}

const positionOf = ({ subject, sequence }: CloudEvent): Position => ({ orderId: subject, version: sequence });

/** An event by its order and version. An order id contains no `#`. */
const keyOf = ({ orderId, version }: Position): string => `${orderId}#${version}`;

/** Reads items as CloudEvents, of any type and schema version. */
function readable(identity: string, announced: readonly (Position & { readonly image: Item })[]): Readable {
  const events: CloudEvent[] = [];
  const stops: Stop[] = [];
  for (const { orderId, version, image } of announced) {
    try {
      events.push(toCloudEvent(readItem(image), { orderId, identity }));
    } catch (error) {
      stops.push({ orderId, version, error: (error as Error).message });
    }
  }
  return { events, stops };
}
