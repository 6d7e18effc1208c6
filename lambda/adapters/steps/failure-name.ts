import { TechnicalError, isTransient } from '../../../src/contract/errors';

/** An AWS service, or the network to it, failed with an error whose name does not say so. */
export class ServiceUnavailable extends Error {
  override readonly name = TechnicalError.UNAVAILABLE;
}

/** What Node.js says when it does not reach a host. The SDK passes these errors on under the name `Error`. */
const NETWORK_CODES = new Set([
  'EAI_AGAIN', 'ECONNREFUSED', 'ECONNRESET', 'EHOSTUNREACH', 'ENETUNREACH', 'ENOTFOUND', 'EPIPE', 'ETIMEDOUT',
]);

/** The fields of errors of the SDK and of Node.js that tell a failure of a service from a defect. */
interface Clues extends Error {
  readonly code?: unknown;
  readonly $fault?: unknown;
  readonly $metadata?: { readonly httpStatusCode?: number };
  readonly $retryable?: { readonly throttling?: boolean };
}

/**
 * The error by which the workflow recognises what kind of failure it is. Step Functions sees the name only. So a
 * failure of a service whose name is not on the list of transient errors gets one that is.
 */
export function nameFailure(error: Error): Error {
  if (isTransient(error.name) || !isOfService(error)) return error;
  return new ServiceUnavailable(`${error.name}: ${error.message}`, { cause: error });
}

function isOfService({ code, $fault, $metadata, $retryable }: Clues): boolean {
  const status = $metadata?.httpStatusCode ?? 0;
  return NETWORK_CODES.has(String(code))
    || $fault === 'server'
    || $retryable !== undefined
    || status === 429
    || status >= 500;
}
