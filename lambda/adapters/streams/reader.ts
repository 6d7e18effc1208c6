import type { SetAside, Stop } from './messages';
import type { Deadline } from '../../lib/flow/deadline';
import type { AnnouncedEvent } from '../../orders/stream-record';

/**
 * What a function does that reads the stream of the event store: the projector and the relay. Everything that they have
 * in common is in this folder: which orders are set aside, retries and redrives.
 */
export interface Reader {
  /** What a redrive does, for its operator. */
  readonly effect: string;

  /**
   * Takes events that the stream delivers. Returns those that failed for a technical reason: they hold the shard, and
   * Lambda delivers them again. Sets orders aside that have an event which cannot be taken.
   */
  take(events: readonly AnnouncedEvent[], deadline: Deadline): Promise<readonly AnnouncedEvent[]>;

  /** Takes an event over that the stream has delivered, without reading it, and hands it to the retry queue. */
  setAsideUnread(event: AnnouncedEvent): Promise<void>;

  /** Tries to take an event that was set aside. Returns the event that still stops its order. */
  takeUp(order: SetAside): Promise<Stop | undefined>;

  /**
   * Takes all events of an order again, from the event store. Returns the event that stops it, after it has set the
   * order aside, if it was not. Throws UnknownOrder.
   */
  redrive(orderId: string, since?: string): Promise<Stop | undefined>;
}

/** There is no such order in the event store. */
export class UnknownOrder extends Error {
  override readonly name = 'UnknownOrder';
  constructor(orderId: string) {
    super(`there is no order ${JSON.stringify(orderId)}; allowed: ids of orders on record`);
  }
}
