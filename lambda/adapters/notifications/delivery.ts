import { randomUUID } from 'node:crypto';
import type { DynamoDBClient } from '@aws-sdk/client-dynamodb';
import { NOTIFICATION_EVENT_TYPES } from '../../../src/contract/events';
import type { Channel, NotificationEvent } from '../../domain/notification';
import { EventStore, type History } from '../../orders/dynamo-event-log';
import { notificationStream } from '../../orders/stored-event';

/**
 * How long a sender may take before another may think it dead, in milliseconds: the function's time-out of 15 s and as much again. The
 * queue's visibility time-out is longer, so a retry always finds the lease over.
 */
const LEASE = 30_000;

/** Another sender is at it; the message goes back to the queue. */
export class DeliveryInProgress extends Error {
  override readonly name = 'DeliveryInProgress';
}

/** What is to be told: an event of an order. */
export interface Notification {
  readonly orderId: string;
  readonly eventId: string;
  readonly eventType: string;
}

/** The notification streams of an event store. */
export class Deliveries {
  private readonly store: EventStore<NotificationEvent>;

  constructor(client: DynamoDBClient, table: string) {
    this.store = new EventStore(client, table, type => (NOTIFICATION_EVENT_TYPES as readonly string[]).includes(type));
  }

  /** Reads what was sent of a notification. */
  async open(notification: Notification): Promise<Delivery> {
    return new Delivery(this.store, notification, await this.store.load(notificationStream(notification.orderId)));
  }
}

/**
 * One notification on its way: claimed once for all channels, and a receipt for each. Two senders never hold a claim at once, and what has a
 * receipt is not sent again. Only a sender that dies between the provider's answer and the receipt makes a second mail, because a mail twice
 * is better than none.
 */
export class Delivery {
  private claimed = false;

  constructor(
    private readonly store: EventStore<NotificationEvent>,
    private readonly notification: Notification,
    private history: History<NotificationEvent>,
  ) {}

  /** Sends over a channel and records it; false where that was done before. Throws what `send` throws, DeliveryInProgress and ConcurrencyConflict. */
  async once(channel: Channel, send: () => Promise<string>): Promise<boolean> {
    const { eventId } = this.notification;
    if (this.mine().some(event => event.type === 'NotificationSent' && event.data.channel === channel)) return false;
    await this.claim();
    const messageId = await send();
    await this.record({ type: 'NotificationSent', data: { eventId, channel, messageId } }, `${eventId}/sent/${channel}`);
    return true;
  }

  /** Records that a channel refused it for good; once, however often it is tried. False where it is on record already. */
  async recordFailure(channel: Channel, error: string): Promise<boolean> {
    const { eventId } = this.notification;
    if (this.mine().some(event => event.type === 'NotificationFailed' && event.data.channel === channel)) return false;
    await this.record({ type: 'NotificationFailed', data: { eventId, channel, error } }, `${eventId}/failed/${channel}`);
    return true;
  }

  private async claim(): Promise<void> {
    if (this.claimed) return;
    const { orderId, eventId, eventType } = this.notification;
    const last = this.history.events.findLast(({ event }) => event.type === 'NotificationRequested' && event.data.eventId === eventId);
    if (last && Date.now() - Date.parse(last.time) < LEASE) {
      throw new DeliveryInProgress(`${eventType} of order ${orderId} is being sent since ${last.time}`);
    }
    // A claim is its maker's alone, so its command is new: two makers at once conflict.
    await this.record({ type: 'NotificationRequested', data: { eventId, eventType } }, `${eventId}/claim/${randomUUID()}`);
    this.claimed = true;
  }

  private async record(event: NotificationEvent, command: string): Promise<void> {
    this.history = await this.store.append(this.history, [event], { command, time: new Date(), correlation: this.notification.eventId });
  }

  private mine(): NotificationEvent[] {
    return this.history.events.map(({ event }) => event).filter(event => event.data.eventId === this.notification.eventId);
  }
}
