/**
 * Names by which services say that they have too much to do: those that the AWS SDK takes for throttling, and those of
 * KMS behind DynamoDB and SQS.
 */
const THROTTLING = new Set([
  'BandwidthLimitExceeded',
  'EC2ThrottledException',
  'KMSThrottlingException',
  'KmsThrottled',
  'LimitExceededException',
  'PriorRequestNotComplete',
  'ProvisionedThroughputExceededException',
  'RequestLimitExceeded',
  'RequestThrottled',
  'RequestThrottledException',
  'SlowDown',
  'ThrottledException',
  'Throttling',
  'ThrottlingException',
  'TooManyRequestsException',
  // quotas of what may be in progress at once: executions of Step Functions, messages in flight of SQS
  'ExecutionLimitExceeded',
  'OverLimit',
]);

/** Names by which services and the SDK say that a service is not available at the moment, or busy with an item. */
const FAULTS = new Set([
  // DynamoDB: another transaction writes the same item
  'TransactionConflictException',
  'TransactionInProgressException',
  // faults of a service
  'InternalError',
  'InternalFailure',
  'InternalServerError',
  'InternalServerException',
  'ServiceException',
  'ServiceUnavailable',
  'ServiceUnavailableException',
  // no answer in time; the SDK gives such errors these names
  'AbortError',
  'NetworkingError',
  'RequestTimeout',
  'RequestTimeoutException',
  'TimeoutError',
]);

/** Errors of the network, as Node names them in `code`. */
const NETWORK_CODES = new Set([
  'EAI_AGAIN', 'ECONNABORTED', 'ECONNREFUSED', 'ECONNRESET', 'EHOSTUNREACH', 'ENETUNREACH', 'ENOTFOUND', 'EPIPE',
  'ETIMEDOUT',
]);

/** What errors of the AWS SDK and of Node have in common. */
interface Clues {
  readonly name?: unknown;
  readonly code?: unknown;
  readonly $fault?: unknown;
  readonly $metadata?: { readonly httpStatusCode?: number };
  /** The SDK marks what it may try again. */
  readonly $retryable?: { readonly throttling?: boolean };
  readonly cause?: unknown;
}

/** Whether a service has too much to do. Other faults mean that it does not answer, or not as it should. */
export function isThrottling(error: unknown): boolean {
  if (typeof error !== 'object' || error === null) return false;
  const { name, $metadata, $retryable } = error as Clues;
  return THROTTLING.has(name as string) || $metadata?.httpStatusCode === 429 || $retryable?.throttling === true;
}

/**
 * Whether an error is a fault of an AWS service or of the way to it, such as throttling, an outage or a time-out. The
 * same call succeeds later. Any other error is a defect: of the code, of the deployment, or of what is stored.
 */
export function isServiceFault(error: unknown): boolean {
  if (typeof error !== 'object' || error === null) return false;
  const { name, code, $fault, $metadata, $retryable, cause } = error as Clues;
  return isThrottling(error)
    || FAULTS.has(name as string)
    || NETWORK_CODES.has(code as string)
    || $fault === 'server'
    || $retryable !== undefined
    || ($metadata?.httpStatusCode ?? 0) >= 500
    || isServiceFault(cause);
}
