import type { Channel, NotificationEvent } from '../../domain/notification';
import type { System } from '../../lib/system';
import type { EventLog, History } from '../../orders/event-log';
import { notificationStream } from '../../orders/streams';

/**
 * How long a sender may take before another may think it dead, in milliseconds: the function's time-out of 15 s and as
 * much again. The queue's visibility time-out is longer, so a retry always finds the lease over.
 */
const LEASE = 30_000;

/** Another sender holds the claim; the message goes back to the queue. */
export class DeliveryInProgress extends Error {
  override readonly name = 'DeliveryInProgress';
}

/** An event of an order, of which somebody is to be notified. */
export interface Notification {
  readonly orderId: string;
  readonly eventId: string;
  readonly eventType: string;
}

export interface DeliveriesOptions extends Pick<System, 'now' | 'newId'> {
  readonly log: EventLog<NotificationEvent, never>;
}

/** The deliveries on record in an event log. */
export class Deliveries {
  constructor(private readonly options: DeliveriesOptions) {}

  /** Reads what was sent of a notification. */
  async open(notification: Notification): Promise<Delivery> {
    return new Delivery(
      this.options,
      notification,
      await this.options.log.load(notificationStream(notification.orderId)),
    );
  }
}

/**
 * One notification on its way: claimed once for all channels, and a receipt for each. Two senders never hold a claim at
 * once, and what has a receipt is not sent again. Only a sender that dies between the provider's answer and the receipt
 * makes a second mail, because a mail twice is better than none.
 */
export class Delivery {
  private isClaimed = false;

  constructor(
    private readonly options: DeliveriesOptions,
    private readonly notification: Notification,
    private history: History<NotificationEvent>,
  ) {}

  /**
   * Sends over a channel and records it; false where that was done before.
   * Throws what `send` throws, DeliveryInProgress and ConcurrencyConflict.
   */
  async once(channel: Channel, send: () => Promise<string>): Promise<boolean> {
    const { eventId } = this.notification;
    if (this.mine().some(event => event.type === 'NotificationSent' && event.data.channel === channel)) return false;
    await this.claim();
    const messageId = await send();
    await this.record(
      { type: 'NotificationSent', data: { eventId, channel, messageId } },
      `${eventId}/sent/${channel}`,
    );
    return true;
  }

  /**
   * Records that a channel refused it for good; once, however often it is tried. False where it is on record already.
   */
  async recordFailure(channel: Channel, error: string): Promise<boolean> {
    const { eventId } = this.notification;
    if (this.mine().some(event => event.type === 'NotificationFailed' && event.data.channel === channel)) return false;
    await this.record(
      { type: 'NotificationFailed', data: { eventId, channel, error } },
      `${eventId}/failed/${channel}`,
    );
    return true;
  }

  private async claim(): Promise<void> {
    if (this.isClaimed) return;
    const { orderId, eventId, eventType } = this.notification;
    const last = this.history.events.findLast(
      ({ event }) => event.type === 'NotificationRequested' && event.data.eventId === eventId,
    );
    if (last && this.options.now().getTime() - Date.parse(last.time) < LEASE) {
      throw new DeliveryInProgress(`${eventType} of order ${orderId} is being sent since ${last.time}`);
    }
    // A claim is its maker's alone, so its command is new: two makers at once conflict.
    await this.record(
      { type: 'NotificationRequested', data: { eventId, eventType } },
      `${eventId}/claim/${this.options.newId()}`,
    );
    this.isClaimed = true;
  }

  private async record(event: NotificationEvent, command: string): Promise<void> {
    const origin = { command, time: this.options.now(), correlation: this.notification.eventId };
    this.history = await this.options.log.append(this.history, [event], origin);
  }

  private mine(): NotificationEvent[] {
    return this.history.events
      .map(({ event }) => event)
      .filter(event => event.data.eventId === this.notification.eventId);
  }
}
