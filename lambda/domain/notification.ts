import * as v from 'valibot';
import type { NotificationEventType } from '../../src/contract/events';

export const channel = v.picklist(['TOPIC', 'MAIL']);
export type Channel = v.InferOutput<typeof channel>;

/** The events of a notification, in the order's notification stream; `eventId` is the order's event that it tells about. */
export const notificationSchemas = {
  /** Somebody has begun to send; whoever comes second within the lease waits. */
  NotificationRequested: v.strictObject({ eventId: v.string(), eventType: v.string() }),
  NotificationSent: v.strictObject({ eventId: v.string(), channel, messageId: v.string() }),
  /** The channel refused it for good; the message is on the dead-letter queue. */
  NotificationFailed: v.strictObject({ eventId: v.string(), channel, error: v.string() }),
} satisfies Record<NotificationEventType, v.GenericSchema>;

export type NotificationEvent = {
  [T in NotificationEventType]: { readonly type: T; readonly data: v.InferOutput<(typeof notificationSchemas)[T]> }
}[NotificationEventType];
