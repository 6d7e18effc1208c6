import * as v from 'valibot';
import type { EventsOf } from './state/part-events';
import type { NotificationEventType } from '../../src/contract/events';

export const channelSchema = v.picklist(['TOPIC', 'MAIL']);
export type Channel = v.InferOutput<typeof channelSchema>;

/** The events of a notification, in its own stream. `eventId` is the event of the order that it tells about. */
export const notificationSchemas = {
  /** One sender has begun. A second sender waits until the lease ends. */
  NotificationRequested: v.strictObject({ eventId: v.string(), eventType: v.string() }),
  NotificationSent: v.strictObject({ eventId: v.string(), channel: channelSchema, messageId: v.string() }),
  /** The channel refused it for good; the message is on the dead-letter queue. */
  NotificationFailed: v.strictObject({ eventId: v.string(), channel: channelSchema, error: v.string() }),
} satisfies Record<NotificationEventType, v.GenericSchema>;

export type NotificationEvent = EventsOf<typeof notificationSchemas>;
