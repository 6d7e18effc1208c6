import { commandStream, notificationStream, orderStream } from '../../src/contract/streams';

export { commandStream, notificationStream, orderStream };

/** A part of the name of a stream, as a pattern. No part contains `#`. */
const PART = '([^#]+)';
const ORDER_STREAM = new RegExp(`^${orderStream(PART)}$`);
const COMMAND_STREAM = new RegExp(`^${commandStream({ orderId: PART, commandId: PART })}$`);
const NOTIFICATION_STREAM = new RegExp(`^${notificationStream({ orderId: PART, notifier: PART, eventId: PART })}$`);

/** The order id of an order's stream. Undefined for other streams. */
export const orderIdOf = (stream: string): string | undefined => ORDER_STREAM.exec(stream)?.[1];

/** Whether a stream has what became of a command. */
export const isCommandStream = (stream: string): boolean => COMMAND_STREAM.test(stream);

/**
 * The order that a stream belongs to: its own, or that of one of its commands or notifications. Undefined for any other
 * stream.
 */
export const ownerOf = (stream: string): string | undefined =>
  orderIdOf(stream) ?? (COMMAND_STREAM.exec(stream) ?? NOTIFICATION_STREAM.exec(stream))?.[1];
