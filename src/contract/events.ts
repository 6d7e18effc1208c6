/** The names of the events of an order, in the order in which they usually come. */
export const EVENT_TYPES = [
  'OrderPlaced',
  'OrderValidated',
  'OrderRejected',
  'StockReserved',
  'StockReservationFailed',
  'StockReleased',
  'PaymentRequested',
  'PaymentCaptured',
  'PaymentDeclined',
  'PaymentRefunded',
  'PaymentOutcomeUnknown',
  'OrderConfirmed',
  'CancellationRequested',
  'OrderCancelled',
  'OrderParked',
] as const;
export type EventType = (typeof EVENT_TYPES)[number];

/** The names of the events of a notification, which have a stream of their own beside the order's. */
export const NOTIFICATION_EVENT_TYPES = ['NotificationRequested', 'NotificationSent', 'NotificationFailed'] as const;
export type NotificationEventType = (typeof NOTIFICATION_EVENT_TYPES)[number];

/** The events that subscribers of the topic are told about: how an order ended. */
export const NOTIFIED_EVENT_TYPES = ['OrderConfirmed', 'OrderRejected', 'OrderCancelled'] as const;

/** The events that customers get mail about. A rejected order is its sender's mistake, of which a customer knows nothing. */
export const MAILED_EVENT_TYPES = ['OrderConfirmed', 'OrderCancelled'] as const;

/** The CloudEvents `source` of every event that leaves the event store; EventBridge rules match it. */
export const EVENT_SOURCE = 'cdk-order-pipeline';
