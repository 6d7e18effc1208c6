/** Business outcomes: the steps throw them by name after the event is recorded, and the workflow catches them by name. Never retried. */
export const BusinessError = {
  ORDER_REJECTED: 'OrderRejected',
  OUT_OF_STOCK: 'OutOfStock',
  PAYMENT_DECLINED: 'PaymentDeclined',
  CANCELLATION_REQUESTED: 'CancellationRequested',
} as const;
export type BusinessErrorName = (typeof BusinessError)[keyof typeof BusinessError];

/** Technical failures that have a name of their own; retried with back-off, then the order is parked. */
export const TechnicalError = {
  /** Another writer was faster, more often than a function retries by itself. */
  CONFLICT: 'ConcurrencyConflict',
  /** A transaction on hot stock items was cancelled, more often than a function retries by itself. */
  CONTENTION: 'TransactionContention',
  /** The provider did not say what became of a charge; asked again with the same key. */
  PAYMENT_OUTCOME_UNKNOWN: 'PaymentOutcomeUnknown',
  /** The log holds an event of a type or schema version that this code does not know. */
  UNKNOWN_EVENT: 'UnknownEvent',
  /** A command that the order's state does not allow: a defect or a workflow out of step. */
  COMMAND_REFUSED: 'CommandRefused',
} as const;
