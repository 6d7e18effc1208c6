/**
 * Names by which the AWS SDK and the services say that a service has too much to do, or is not available at the moment.
 * The list has the names that the SDK itself would try again, and those that it does not know.
 */
const FAULTS = new Set([
  // throttling: the names that the AWS SDK takes for it, and those of KMS behind DynamoDB and SQS
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

/** Whether a service has too much to do. The others mean that it does not answer, or not as it should. */
export const isThrottling = ({ name }: Error): boolean =>
  /throttl|TooManyRequests|LimitExceeded|ThroughputExceeded/i.test(name);

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
  readonly $retryable?: object;
  readonly cause?: unknown;
}

/**
 * Whether an error is a fault of an AWS service or of the way to it, such as throttling, an outage or a time-out. The
 * same call succeeds later. Any other error is a defect: of the code, of the deployment, or of what is stored.
 */
export function isServiceFault(error: unknown): boolean {
  if (typeof error !== 'object' || error === null) return false;
  const { name, code, $fault, $metadata, $retryable, cause } = error as Clues;
  const status = $metadata?.httpStatusCode ?? 0;
  return FAULTS.has(name as string)
    || NETWORK_CODES.has(code as string)
    || $fault === 'server'
    || $retryable !== undefined
    || status === 429
    || status >= 500
    || isServiceFault(cause);
}
