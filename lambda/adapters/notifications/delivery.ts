import type { Channel, NotificationEvent } from '../../domain/notification';
import type { Backoff } from '../../lib/backoff';
import { log } from '../../lib/log';
import type { System } from '../../lib/system';
import { ConcurrencyConflict, type EventLog, type History } from '../../orders/event-log';
import { notificationStream } from '../../orders/streams';

/**
 * How long a claim is valid, in milliseconds: twice the function's time-out of 60 s. After that, the sender must have
 * stopped. The queue's visibility time-out is longer, so when a retry comes, the lease is always over.
 */
const LEASE = 120_000;

/**
 * Attempts to record a receipt, each after those of the SDK. They wait at most 200 + 400 + 800 + 1,600 ms = 3 s, on
 * average half of it. Without a receipt, the customer gets the email again.
 */
const RECEIPT_TRIES = 5;
const RECEIPT_WAITS = [200, 2_000] as const;

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
  /** The name of the notifier. Each notifier of an event store has its own deliveries. */
  readonly notifier: string;
  readonly backoff: Backoff;
}

/** The deliveries of one notifier that an event log records. */
export class Deliveries {
  constructor(private readonly options: DeliveriesOptions) {}

  /** Loads the records of a notification: what was sent, and what was refused. */
  async open(notification: Notification): Promise<Delivery> {
    const { log: events, notifier } = this.options;
    const stream = notificationStream({ ...notification, notifier });
    return new Delivery(this.options, notification, await events.load(stream));
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
    if (this.has('NotificationSent', channel)) return false;
    await this.claim();
    await this.recordSent(channel, await send());
    return true;
  }

  /**
   * Records once that a channel refused the notification permanently. Returns false if that is already recorded.
   */
  async recordFailure(channel: Channel, error: string): Promise<boolean> {
    if (this.has('NotificationFailed', channel)) return false;
    const { eventId } = this.notification;
    await this.record({ type: 'NotificationFailed', data: { eventId, channel, error } }, `failed/${channel}`);
    return true;
  }

  private async claim(): Promise<void> {
    if (this.isClaimed) return;
    const { orderId, eventId, eventType } = this.notification;
    const last = this.history.events.findLast(({ event }) => event.type === 'NotificationRequested');
    if (last && this.options.now().getTime() - Date.parse(last.time) < LEASE) {
      throw new DeliveryInProgress(`${eventType} of order ${orderId} is being sent since ${last.time}`);
    }
    // Each claim has a new command id. So of two senders that claim at the same time, only one succeeds.
    await this.record({ type: 'NotificationRequested', data: { eventId, eventType } }, `claim/${this.options.newId()}`);
    this.isClaimed = true;
  }

  /** Records a receipt. It is already sent, so this tries longer than anything else to write it. */
  private async recordSent(channel: Channel, messageId: string): Promise<void> {
    const { orderId, eventId } = this.notification;
    const receipt: NotificationEvent = { type: 'NotificationSent', data: { eventId, channel, messageId } };
    for (let attempt = 1; ; attempt++) {
      try {
        return await this.record(receipt, `sent/${channel}`);
      } catch (error) {
        if (attempt === RECEIPT_TRIES) {
          log.error('sent without a receipt, will be sent again', { orderId, channel });
          throw error;
        }
        await this.options.backoff(attempt, ...RECEIPT_WAITS);
        if (!(error instanceof ConcurrencyConflict)) continue;
        // The send took longer than the lease, and another sender has claimed or sent meanwhile.
        this.history = await this.options.log.load(this.history.stream);
        if (this.has('NotificationSent', channel)) return;
      }
    }
  }

  private async record(event: NotificationEvent, command: string): Promise<void> {
    const origin = { command, time: this.options.now(), correlation: this.notification.eventId };
    this.history = await this.options.log.append(this.history, [event], origin);
  }

  private has(type: 'NotificationSent' | 'NotificationFailed', channel: Channel): boolean {
    return this.history.events.some(({ event }) => event.type === type && event.data.channel === channel);
  }
}
