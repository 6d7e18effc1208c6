/**
 * Business outcomes that stop the forward steps of the saga. A step records the event of the outcome, then throws an
 * error of this name. The workflow catches the error by its name and never retries it.
 */
export const BusinessError = {
  ORDER_REJECTED: 'OrderRejected',
  OUT_OF_STOCK: 'OutOfStock',
  PAYMENT_DECLINED: 'PaymentDeclined',
  CANCELLATION_REQUESTED: 'CancellationRequested',
} as const;
export type BusinessErrorName = (typeof BusinessError)[keyof typeof BusinessError];

/** Technical failures with names. The workflow retries most of them with back-off, and then parks the order. */
export const TechnicalError = {
  /** Other writers appended first, more often than a function retries by itself. */
  CONFLICT: 'ConcurrencyConflict',
  /** A transaction on contended stock items was cancelled, more often than a function retries by itself. */
  CONTENTION: 'TransactionContention',
  /** The provider did not say whether it captured a charge. A retry asks it again with the same idempotency key. */
  PAYMENT_OUTCOME_UNKNOWN: 'PaymentOutcomeUnknown',
  /** The event store holds an event of a type or schema version that this code does not know. Never retried. */
  UNKNOWN_EVENT: 'UnknownEvent',
  /** The order's state does not allow the command: a defect in the code or in the workflow. Never retried. */
  COMMAND_REFUSED: 'CommandRefused',
} as const;
