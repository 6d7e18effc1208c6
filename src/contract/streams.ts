/** The names of the streams, which are the partition keys of the events table. An order id contains no `#`. */

/** The stream of an order's events. */
export const orderStream = (orderId: string): string => `ORDER#${orderId}`;

/** A command for an order. */
export interface CommandStream {
  readonly orderId: string;
  /** The id that its client gave it. It contains no `#`. */
  readonly commandId: string;
}

/** The stream of one command: what became of it. Refused commands do not make the stream of the order longer. */
export const commandStream = ({ orderId, commandId }: CommandStream): string =>
  `${orderStream(orderId)}#CMD#${commandId}`;

/** What a notifier sends about one event of an order. */
export interface NotificationStream {
  readonly orderId: string;
  /** The name of the notifier. Several notifiers can share an event store. */
  readonly notifier: string;
  /** The id of the event about which the notifier sends. */
  readonly eventId: string;
}

/** The stream of one notification: what was sent, and what was refused. */
export const notificationStream = ({ orderId, notifier, eventId }: NotificationStream): string =>
  `${orderStream(orderId)}#NTF#${notifier}#${eventId}`;
