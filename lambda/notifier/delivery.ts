import type { DynamoDBClient } from '@aws-sdk/client-dynamodb';
import { NOTIFICATION_EVENT_TYPES } from '../../src/contract/events';
import type { Channel, NotificationEvent } from '../domain/notification';
import { EventStore, type History } from '../event-store/event-store';
import { type Origin, notificationStream } from '../event-store/stored-event';

/** What is to be told, and over which channel. */
export interface Notification {
  readonly orderId: string;
  readonly eventId: string;
  readonly eventType: string;
  readonly channel: Channel;
}

/**
 * How long a sender may take before another may think it dead, in milliseconds: the function's time-out of 15 s and as much again. The
 * queue's visibility time-out is longer, so a retry always finds the lease over.
 */
const LEASE = 30_000;

/** Another sender is at it; the message goes back to the queue. */
export class DeliveryInProgress extends Error {
  override readonly name = 'DeliveryInProgress';
}

/**
 * Sends each notification once, by a claim and a receipt in the order's notification stream. Only a sender that dies between the provider's
 * answer and the receipt makes a second mail, because a mail twice is better than none.
 */
export class Deliveries {
  private readonly store: EventStore<NotificationEvent>;

  constructor(client: DynamoDBClient, table: string) {
    this.store = new EventStore(client, table, type => (NOTIFICATION_EVENT_TYPES as readonly string[]).includes(type));
  }

  /** Sends and records it; false where it was sent before. Throws what `send` throws, DeliveryInProgress, and ConcurrencyConflict. */
  async once(notification: Notification, send: () => Promise<string>): Promise<boolean> {
    const { orderId, eventId, eventType, channel } = notification;
    let history = await this.store.load(notificationStream(orderId));
    const mine = history.events.filter(({ event }) => event.data.eventId === eventId && event.data.channel === channel);
    if (mine.some(({ event }) => event.type === 'NotificationSent')) return false;
    const claims = mine.filter(({ event }) => event.type === 'NotificationRequested');
    const failed = mine.some(({ event }) => event.type === 'NotificationFailed');
    if (claims.length > 0 && !failed && Date.now() - Date.parse(claims.at(-1)!.time) < LEASE) {
      throw new DeliveryInProgress(`${eventType} of order ${orderId} is being sent to ${channel} since ${claims.at(-1)!.time}`);
    }
    history = await this.append(history, { type: 'NotificationRequested', data: { eventId, eventType, channel } }, `${eventId}/${channel}/claim-${claims.length + 1}`);
    const messageId = await send();
    await this.append(history, { type: 'NotificationSent', data: { eventId, channel, messageId } }, `${eventId}/${channel}/sent`);
    return true;
  }

  /** Records that the channel refused it for good; once, however often it is tried. */
  async recordFailure({ orderId, eventId, channel }: Notification, error: string): Promise<void> {
    const history = await this.store.load(notificationStream(orderId));
    const command = `${eventId}/${channel}/failed`;
    if (history.events.some(event => event.command === command)) return;
    await this.append(history, { type: 'NotificationFailed', data: { eventId, channel, error } }, command);
  }

  private async append(history: History<NotificationEvent>, event: NotificationEvent, command: string): Promise<History<NotificationEvent>> {
    const origin: Origin = { command, time: new Date(), correlation: event.data.eventId };
    const { version } = await this.store.append(history, [event], origin);
    return { ...history, version };
  }
}
