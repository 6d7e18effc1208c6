import { TechnicalError, isTransient } from '../../../src/contract/errors';
import { isServiceFault } from '../../lib/flow/service-fault';
import { NotAsked } from '../payment/gateway';

/** An AWS service, or the way to it or to the payment provider, failed with an error whose name does not say so. */
export class ServiceUnavailable extends Error {
  override readonly name = TechnicalError.UNAVAILABLE;
}

/**
 * The error by which the workflow recognises what kind of failure it is. Step Functions sees the name only. So a
 * failure of a service whose name is not on the list of transient errors gets one that is. So does a call that surely
 * never reached the provider: throttling in the account says nothing about a payment.
 */
export function nameFailure(error: Error): Error {
  if (isTransient(error.name) || !(isServiceFault(error) || error instanceof NotAsked)) return error;
  return new ServiceUnavailable(`${error.name}: ${error.message}`, { cause: error });
}
