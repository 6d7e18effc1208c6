import { TechnicalError, isTransient } from '../../src/contract/errors';
import { isServiceFault } from '../lib/flow/service-fault';

/**
 * Whether an error comes from load, or from a fault that passes by itself. What failed with it succeeds later,
 * unchanged. Any other error is a defect, also an event that this release cannot read: only an order that is sent again
 * meets one, and its message must not come back for ever.
 */
export function isLoad(error: unknown): boolean {
  const { name } = (error ?? {}) as { readonly name?: unknown };
  if (name === TechnicalError.UNKNOWN_EVENT) return false;
  return name === TechnicalError.AT_CAPACITY || isTransient(String(name)) || isServiceFault(error);
}
