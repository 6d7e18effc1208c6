import { createHash } from 'node:crypto';

/** Step Functions allows 80 characters. Names use at most 64 of them, to leave room for the suffix of a later run. */
const ALLOWED_NAME = /^[A-Za-z0-9_-]{1,64}$/;
const HASH = /^[0-9a-f]{64}$/;
/** A later run, or a later execution of a run. */
const SUFFIX = /-run\d+(?:-\d+)?$/;

/**
 * The execution name of an order: its id if Step Functions allows it, otherwise the SHA-256 of the id. An id that looks
 * like a hash or like the name of a later run is also hashed, so that no two orders get the same name.
 * @see https://docs.aws.amazon.com/step-functions/latest/apireference/API_StartExecution.html
 */
export function executionName(orderId: string): string {
  if (ALLOWED_NAME.test(orderId) && !HASH.test(orderId) && !SUFFIX.test(orderId)) return orderId;
  return createHash('sha256').update(orderId).digest('hex');
}

/** The name of the nth execution of an order's run. Both count from 1. */
export function runName(orderId: string, run: number, nth = 1): string {
  const name = executionName(orderId);
  if (nth > 1) return `${name}-run${run}-${nth}`;
  return run === 1 ? name : `${name}-run${run}`;
}

/** The id of the order that an execution of this name belongs to. Undefined if the name is made of a hash. */
export function orderIdOfExecution(name: string): string | undefined {
  const first = name.replace(SUFFIX, '');
  return HASH.test(first) ? undefined : first;
}

/** Whether an execution of this name is not the first one of its order. */
export const isLaterRun = (name: string): boolean => SUFFIX.test(name);

/** Whether an execution belongs to an order's nth run: it is its first, or took the place of another one. */
export const isOfRun = (name: string, orderId: string, run: number): boolean =>
  name === runName(orderId, run) || name.startsWith(`${executionName(orderId)}-run${run}-`);
