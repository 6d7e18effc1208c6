import { createHash } from 'node:crypto';

/** Step Functions allows 80 characters. Names use at most 64 of them, to leave room for the suffix of a rerun. */
const ALLOWED_NAME = /^[A-Za-z0-9_-]{1,64}$/;
const LOOKS_MADE = /^[0-9a-f]{64}$|-run\d+$/;

/**
 * The execution name of an order: its id if Step Functions allows it, otherwise the SHA-256 of the id. An id that looks
 * like a hash or like the name of a rerun is also hashed, so that no two orders get the same name.
 * @see https://docs.aws.amazon.com/step-functions/latest/apireference/API_StartExecution.html
 */
export function executionName(orderId: string): string {
  if (ALLOWED_NAME.test(orderId) && !LOOKS_MADE.test(orderId)) return orderId;
  return createHash('sha256').update(orderId).digest('hex');
}

/** The execution name of an order's nth run, from 1 on. */
export function runName(orderId: string, run: number): string {
  const name = executionName(orderId);
  return run === 1 ? name : `${name}-run${run}`;
}
