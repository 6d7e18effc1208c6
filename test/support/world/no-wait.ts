import type { Backoff } from '../../../lambda/lib/backoff';

/** A back-off that is over at once. */
export const noWait: Backoff = async () => undefined;
