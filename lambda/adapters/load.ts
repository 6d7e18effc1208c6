import { TechnicalError } from '../../src/contract/errors';

/**
 * Errors that say that a service, or the pipeline itself, has too much to do or is not available at the moment. What
 * failed with one of them succeeds later, unchanged. Any other error is a defect: of the code, of the deployment, or of
 * what is stored.
 */
const LOAD_ERRORS = new Set([
  // the pipeline: others were first more often than a function retries, or enough orders are in progress
  TechnicalError.CONFLICT,
  TechnicalError.CONTENTION,
  TechnicalError.AT_CAPACITY,
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

/** Errors of the network, as Node names them in `code`. */
const SOCKET_CODES = new Set([
  'EAI_AGAIN', 'ECONNABORTED', 'ECONNREFUSED', 'ECONNRESET', 'EHOSTUNREACH', 'ENETUNREACH', 'ENOTFOUND', 'EPIPE',
  'ETIMEDOUT',
]);

/** What errors of the AWS SDK, of Node and of the pipeline have in common. */
interface AnyError {
  readonly name?: unknown;
  readonly code?: unknown;
  readonly $fault?: unknown;
  readonly $metadata?: { readonly httpStatusCode?: number };
  readonly cause?: unknown;
}

/** Whether an error comes from load, or from a fault that passes by itself. If not, it is a defect. */
export function isLoad(error: unknown): boolean {
  if (typeof error !== 'object' || error === null) return false;
  const { name, code, $fault, $metadata, cause } = error as AnyError;
  return LOAD_ERRORS.has(name as string)
    || SOCKET_CODES.has(code as string)
    || $fault === 'server'
    || ($metadata?.httpStatusCode ?? 0) >= 500
    || isLoad(cause);
}
