import { createHash } from 'node:crypto';

/** Kept short of the 80 characters that Step Functions allows, for the suffix of a further run. */
const ALLOWED_NAME = /^[A-Za-z0-9_-]{1,64}$/;
const LOOKS_MADE = /^[0-9a-f]{64}$|-run\d+$/;

/**
 * The execution name of an order: the id where Step Functions allows it, else its SHA-256. An id that looks like a hash
 * or a further run is hashed as well, so that no order takes another's name.
 * @see https://docs.aws.amazon.com/step-functions/latest/apireference/API_StartExecution.html
 */
export function executionName(orderId: string): string {
  if (ALLOWED_NAME.test(orderId) && !LOOKS_MADE.test(orderId)) return orderId;
  return createHash('sha256').update(orderId).digest('hex');
}

/** The name of an order's nth run, from 1 on. */
export function runName(orderId: string, run: number): string {
  const name = executionName(orderId);
  return run === 1 ? name : `${name}-run${run}`;
}
