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

/**
 * Ends a run of the workflow that has nothing to do before somebody else answers. A step throws it after it has
 * recorded what the order waits for. The next run goes on from the log.
 */
export const AWAITING_PAYMENT = 'AwaitingPayment';

/** Technical failures with names. The workflow retries each as long as its kind needs, and then parks the order. */
export const TechnicalError = {
  /** Other writers appended first, more often than a function retries by itself. */
  CONFLICT: 'ConcurrencyConflict',
  /** A transaction on contended stock items was cancelled, more often than a function retries by itself. */
  CONTENTION: 'TransactionContention',
  /** Enough orders are in progress; the intake starts no further one for now. */
  AT_CAPACITY: 'AtCapacity',
  /** An AWS service, or the network to it, failed in a way that has no name of its own, such as DNS. */
  UNAVAILABLE: 'ServiceUnavailable',
  /** The provider did not say what became of a charge or a refund. A retry asks again, with the same key. */
  PAYMENT_OUTCOME_UNKNOWN: 'PaymentOutcomeUnknown',
  /**
   * The provider does not know the charge, and may have forgotten its idempotency key. To charge under this key could
   * charge twice, so a person has to find out.
   */
  PAYMENT_KEY_EXPIRED: 'PaymentKeyExpired',
  /** The provider refused a capture, a void or a refund. A person has to look at it. */
  PAYMENT_REQUEST_REFUSED: 'PaymentRequestRefused',
  /** A failed order has a payment that is not made yet, and that the provider cannot void now. */
  PAYMENT_NOT_STOPPED: 'PaymentNotStopped',
  /** The provider declined a payment, and says that another attempt may succeed. A retry makes it. */
  PAYMENT_TRY_AGAIN: 'PaymentTryAgain',
  /** More is due at the provider than a function has time for. A retry goes on. */
  MORE_TO_SETTLE: 'MoreToSettle',
  /** An execution ended without an event that says why, so nobody knows what it did last. */
  EXECUTION_LOST: 'ExecutionLost',
  /** The event store holds an event of a type or schema version that this code does not know: newer code wrote it. */
  UNKNOWN_EVENT: 'UnknownEvent',
  /** The order's state does not allow the command: a defect in the code or in the workflow. */
  COMMAND_REFUSED: 'CommandRefused',
} as const;

/**
 * Failures of an invocation, as Step Functions names them. `Lambda.Unknown` and `Sandbox.Timedout` stand for functions
 * that ran out of time or memory; `States.Timeout` for a function that did not answer in the time of its state.
 * @see https://docs.aws.amazon.com/step-functions/latest/dg/bp-lambda-serviceexception.html
 * @see https://docs.aws.amazon.com/lambda/latest/api/API_Invoke.html#API_Invoke_Errors
 */
const INVOCATION_ERRORS = [
  'Lambda.TooManyRequestsException',
  'Lambda.ServiceException',
  'Lambda.AWSLambdaException',
  'Lambda.SdkClientException',
  'Lambda.ClientExecutionTimeoutException',
  'Lambda.ResourceConflictException',
  'Lambda.ResourceNotReadyException',
  'Lambda.Unknown',
  'Sandbox.Timedout',
  'States.Timeout',
] as const;

/**
 * Failures of DynamoDB and of the way to it, as the SDK names them once its own attempts are used up.
 * @see https://docs.aws.amazon.com/amazondynamodb/latest/developerguide/Programming.Errors.html
 */
const DATABASE_ERRORS = [
  'InternalServerError',
  'ProvisionedThroughputExceededException',
  'RequestLimitExceeded',
  'ThrottlingException',
  'TimeoutError',
  'TransactionInProgressException',
] as const;

/**
 * The names of failures that pass by themselves: load, outages, and events of newer code during a deployment. Step
 * Functions matches them. Code that has the whole error also asks `isServiceFault`, which knows more than names.
 */
export const TRANSIENT_ERRORS: readonly string[] = [
  ...INVOCATION_ERRORS,
  ...DATABASE_ERRORS,
  TechnicalError.CONFLICT,
  TechnicalError.CONTENTION,
  TechnicalError.UNAVAILABLE,
  TechnicalError.MORE_TO_SETTLE,
  TechnicalError.EXECUTION_LOST,
  TechnicalError.UNKNOWN_EVENT,
];

/** Whether a failure of this name passes by itself. */
export const isTransient = (name: string): boolean => TRANSIENT_ERRORS.includes(name);
