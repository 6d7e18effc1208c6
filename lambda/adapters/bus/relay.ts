import { type CanaryLagOptions, reportCanaryLag } from './canary-lag';
import type { EventBus } from './event-bus';
import { EventAttribute } from '../../../src/contract/attributes';
import type { Deadline } from '../../lib/flow/deadline';
import { RecentIds } from '../../lib/flow/recent-ids';
import { log } from '../../lib/log';
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
  readonly canaryLag: CanaryLagOptions;
}

/** An event that cannot be published, with the key by which the relay remembers it. */
interface Stopped extends Stop {
  readonly key: string;
}

/** Events of one order, or of several, on their way to the bus. */
interface Readable {
  readonly events: readonly CloudEvent[];
  readonly stopped: readonly Stopped[];
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
    const { events, stopped } = this.readable(announced.filter(event => !this.done.has(keyOf(event))));
    reportCanaryLag(this.options.canaryLag, events);
    await this.publish(events, stopped, deadline);
    const left = announced.filter(event => !this.done.has(keyOf(event)));
    const orderIds = [...new Set(left.map(({ orderId }) => orderId))];
    if (left.length > 0) log.error('events are not relayed, will be tried again', { orderIds });
    return left;
  }

  async setAsideUnread(event: AnnouncedEvent): Promise<void> {
    if (this.done.has(keyOf(event))) return;
    const { orderId, version } = event;
    const error = `event ${version} may have stopped the function, and is taken alone`;
    await this.options.retryQueue.handOver({ orderId, version, error });
  }

  /** Publishes the one event that was set aside. */
  async takeUp({ orderId, version }: SetAside): Promise<Stop | undefined> {
    const [item] = await this.options.items.after(orderId, version - 1);
    if (!item || versionIn(item) !== version) return undefined; // somebody has deleted it
    const { events, stopped } = this.readable([{ orderId, version, image: item }]);
    return [...stopped, ...await this.publishAll(orderId, events)][0];
  }

  /** Publishes an order's events. Those that cannot be published are set aside. */
  async redrive(orderId: string, since?: string): Promise<Stop | undefined> {
    const items = await this.options.items.after(orderId, 0);
    if (items.length === 0) throw new UnknownOrder(orderId);
    const all = items.map(item => ({ orderId, version: versionIn(item), image: item }));
    const { events, stopped } = this.readable(all);
    const wanted = events.filter(({ time }) => since === undefined || time >= since);
    const refused = await this.publishAll(orderId, wanted);
    for (const stop of [...stopped, ...refused]) await this.setAside(stop);
    log.info('published again', { orderId, events: wanted.length - refused.length });
    return [...stopped, ...refused][0];
  }

  /** Publishes until the deadline, and sets aside what cannot be published. What is done is remembered. */
  private async publish(
    events: readonly CloudEvent[], unreadable: readonly Stopped[], deadline: Deadline,
  ): Promise<void> {
    const stopped = [...unreadable];
    const published = this.options.bus.publish(events, {
      published: ({ id }) => this.done.add(id),
      refused: (event, error) => void stopped.push(stoppedBy(event, error)),
      isOver: deadline.isOver,
    });
    try {
      await deadline.within(published);
      for (const stop of stopped) await this.setAside(stop);
    } catch (error) {
      log.error('the batch is not done', { error: error as Error });
    }
  }

  /** Publishes events of an order. Throws if the bus does not take one; returns those that it refuses for good. */
  private async publishAll(orderId: string, events: readonly CloudEvent[]): Promise<readonly Stopped[]> {
    const refused: Stopped[] = [];
    let published = 0;
    await this.options.bus.publish(events, {
      published: ({ id }) => {
        published++;
        this.done.add(id);
      },
      refused: (event, error) => void refused.push(stoppedBy(event, error)),
      isOver: () => false,
    });
    const failed = events.length - published - refused.length;
    if (failed > 0) throw new Error(`the bus refused ${failed} of ${events.length} events of order ${orderId}`);
    return refused;
  }

  private async setAside({ key, ...stop }: Stopped): Promise<void> {
    if (this.done.has(key)) return;
    await this.options.retryQueue.setAside(stop);
    this.done.add(key);
  }

  /** Reads items as CloudEvents, of any type and schema version. */
  private readable(items: readonly StoredPosition[]): Readable {
    const { identity } = this.options;
    const events: CloudEvent[] = [];
    const stopped: Stopped[] = [];
    for (const item of items) {
      const { orderId, version } = item;
      try {
        events.push(toCloudEvent(readItem(item.image), { orderId, identity }));
      } catch (error) {
        stopped.push({ orderId, version, error: (error as Error).message, key: keyOf(item) });
      }
    }
    return { events, stopped };
  }
}

/** An item of the log, with its order and version. */
interface StoredPosition {
  readonly orderId: string;
  readonly version: number;
  readonly image: Item;
}

/** The id of an event. An item without one has its order and version instead. */
const keyOf = ({ orderId, version, image }: StoredPosition): string =>
  image[EventAttribute.ID]?.S ?? `${orderId}#${version}`;

const stoppedBy = ({ id, subject, sequence }: CloudEvent, error: string): Stopped =>
  ({ orderId: subject, version: sequence, error, key: id });
