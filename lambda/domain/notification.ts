import * as v from 'valibot';
import type { EventsOf } from './state/part-events';
import type { NotificationEventType } from '../../src/contract/events';

export const channelSchema = v.picklist(['TOPIC', 'MAIL']);
export type Channel = v.InferOutput<typeof channelSchema>;

/** The events of notifications. Each notification has its own stream. `eventId` is the id of the order's event. */
export const notificationSchemas = {
  /** One sender has begun. A second sender waits until the lease ends. */
  NotificationRequested: v.strictObject({ eventId: v.string(), eventType: v.string() }),
  NotificationSent: v.strictObject({ eventId: v.string(), channel: channelSchema, messageId: v.string() }),
  /** The channel refused the notification permanently. The message moves to the dead-letter queue. */
  NotificationFailed: v.strictObject({ eventId: v.string(), channel: channelSchema, error: v.string() }),
} satisfies Record<NotificationEventType, v.GenericSchema>;

export type NotificationEvent = EventsOf<typeof notificationSchemas>;
