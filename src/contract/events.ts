/** The names of the events of an order, in the order in which they usually come. */
export const EVENT_TYPES = [
  'OrderPlaced',
  'OrderValidated',
  'OrderRejected',
  'StockReserved',
  'StockReservationFailed',
  'StockReleased',
  'StockSold',
  'PaymentRequested',
  'PaymentPending',
  'PaymentAuthorized',
  'PaymentCaptured',
  'PaymentDeclined',
  'PaymentOnAccount',
  'CaptureRequested',
  'CaptureFailed',
  'VoidRequested',
  'PaymentVoided',
  'VoidFailed',
  'RefundRequested',
  'PaymentRefunded',
  'RefundFailed',
  'AuthorizationExpired',
  'PaymentOutcomeUnknown',
  'OrderConfirmed',
  'CancellationRequested',
  'OrderCancelled',
  'OrderParked',
  'RetryRequested',
] as const;
export type EventType = (typeof EVENT_TYPES)[number];

export const isEventType = (type: string): type is EventType => (EVENT_TYPES as readonly string[]).includes(type);

/** The names of the events of a notification. They are in a stream of their own, not in the stream of the order. */
export const NOTIFICATION_EVENT_TYPES = ['NotificationRequested', 'NotificationSent', 'NotificationFailed'] as const;
export type NotificationEventType = (typeof NOTIFICATION_EVENT_TYPES)[number];

export const isNotificationEventType = (type: string): type is NotificationEventType =>
  (NOTIFICATION_EVENT_TYPES as readonly string[]).includes(type);

/** The names of the events of a command. They are in a stream of their own, not in the stream of the order. */
export const COMMAND_EVENT_TYPES = ['CommandAccepted', 'CommandRefused'] as const;
export type CommandEventType = (typeof COMMAND_EVENT_TYPES)[number];

export const isCommandEventType = (type: string): type is CommandEventType =>
  (COMMAND_EVENT_TYPES as readonly string[]).includes(type);

/** The events that end an order. The notifier publishes them to the topic. */
export const NOTIFIED_EVENT_TYPES = ['OrderConfirmed', 'OrderRejected', 'OrderCancelled'] as const;

/**
 * The events about which customers get an email. They get none about a rejected order, because a rejection is a mistake
 * of the system that sent the order.
 */
export const MAILED_EVENT_TYPES = ['OrderConfirmed', 'OrderCancelled'] as const;

/** Names what is the same for all pipelines, such as the schemas of the events. */
export const LIBRARY_NAME = 'cdk-order-pipeline';

/** How the CloudEvents `source` of every published event begins. A rule for the events of all pipelines matches it. */
export const EVENT_SOURCE_PREFIX = `${LIBRARY_NAME}/`;

/** The CloudEvents `source` of the events of one pipeline. */
export const eventSourceOf = (identity: string): string => `${EVENT_SOURCE_PREFIX}${identity}`;
