import { TechnicalError, isTransient } from '../../../src/contract/errors';
import { isServiceFault } from '../../lib/flow/service-fault';

/** An AWS service, or the network to it, failed with an error whose name does not say so. */
export class ServiceUnavailable extends Error {
  override readonly name = TechnicalError.UNAVAILABLE;
}

/**
 * The error by which the workflow recognises what kind of failure it is. Step Functions sees the name only. So a
 * failure of a service whose name is not on the list of transient errors gets one that is.
 */
export function nameFailure(error: Error): Error {
  if (isTransient(error.name) || !isServiceFault(error)) return error;
  return new ServiceUnavailable(`${error.name}: ${error.message}`, { cause: error });
}
