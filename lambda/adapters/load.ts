import { TechnicalError, isTransient } from '../../src/contract/errors';
import { isServiceFault } from '../lib/flow/service-fault';

/**
 * Whether an error comes from load, or from a fault that passes by itself. What failed with it succeeds later,
 * unchanged. Any other error is a defect.
 */
export function isLoad(error: unknown): boolean {
  const { name } = (error ?? {}) as { readonly name?: unknown };
  return name === TechnicalError.AT_CAPACITY || isTransient(String(name)) || isServiceFault(error);
}
