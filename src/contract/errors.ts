/**
 * Business outcomes that end the way forward. A step throws one by name after its event is recorded, and the workflow
 * catches it by name. Never retried.
 */
export const BusinessError = {
  ORDER_REJECTED: 'OrderRejected',
  OUT_OF_STOCK: 'OutOfStock',
  PAYMENT_DECLINED: 'PaymentDeclined',
  CANCELLATION_REQUESTED: 'CancellationRequested',
} as const;
export type BusinessErrorName = (typeof BusinessError)[keyof typeof BusinessError];

/** Technical failures with a name of their own. Most are retried with back-off; then the order is parked. */
export const TechnicalError = {
  /** Other writers appended first, more often than a function retries by itself. */
  CONFLICT: 'ConcurrencyConflict',
  /** A transaction on contended stock items was cancelled, more often than a function retries by itself. */
  CONTENTION: 'TransactionContention',
  /** The provider did not say whether a charge was captured. It is asked again with the same idempotency key. */
  PAYMENT_OUTCOME_UNKNOWN: 'PaymentOutcomeUnknown',
  /** The event store holds an event of a type or schema version that this code does not know. Never retried. */
  UNKNOWN_EVENT: 'UnknownEvent',
  /** The order's state does not allow the command: a defect in the code or in the workflow. Never retried. */
  COMMAND_REFUSED: 'CommandRefused',
} as const;
