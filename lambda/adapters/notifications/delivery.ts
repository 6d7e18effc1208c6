import type { Channel, NotificationEvent } from '../../domain/notification';
import type { System } from '../../lib/system';
import type { EventLog, History } from '../../orders/event-log';
import { notificationStream } from '../../orders/streams';

/**
 * How long a claim is valid, in milliseconds: twice the function's time-out of 15 s. After that, the sender must have
 * stopped. The queue's visibility time-out is longer, so when a retry comes, the lease is always over.
 */
const LEASE = 30_000;

/** Another sender holds the claim; the message goes back to the queue. */
export class DeliveryInProgress extends Error {
  override readonly name = 'DeliveryInProgress';
}

/** An event of an order about which the notifier sends messages. */
export interface Notification {
  readonly orderId: string;
  readonly eventId: string;
  readonly eventType: string;
}

export interface DeliveriesOptions extends Pick<System, 'now' | 'newId'> {
  readonly log: EventLog<NotificationEvent, never>;
}

/** The deliveries that an event log records. */
export class Deliveries {
  constructor(private readonly options: DeliveriesOptions) {}

  /** Loads the records of a notification: what was sent, and what was refused. */
  async open(notification: Notification): Promise<Delivery> {
    return new Delivery(
      this.options,
      notification,
      await this.options.log.load(notificationStream(notification.orderId)),
    );
  }
}

/**
 * The delivery of one notification. A sender claims it once for all channels, and records a receipt for each channel
 * after sending. Two senders never hold a claim at the same time, and a channel with a receipt does not send again.
 * Only if a sender crashes between the provider's response and the receipt does the customer get a second email. That
 * is better than no email.
 */
export class Delivery {
  private isClaimed = false;

  constructor(
    private readonly options: DeliveriesOptions,
    private readonly notification: Notification,
    private history: History<NotificationEvent>,
  ) {}

  /**
   * Sends over a channel and records it. Returns false if the channel has sent before.
   * Throws the error of `send`, DeliveryInProgress and ConcurrencyConflict.
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
   * Records once that a channel refused the notification permanently. Returns false if that is already recorded.
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
    // Each claim has a new command id. So of two senders that claim at the same time, only one succeeds.
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
