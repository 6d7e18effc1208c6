import type { Invocation } from '../../../../lambda/lib/flow/deadline';

/** An invocation that has all the time it needs. */
export const UNHURRIED: Invocation = { getRemainingTimeInMillis: () => 30_000 };

/** Waits that never end. */
export const never = () => new Promise<void>(() => undefined);
