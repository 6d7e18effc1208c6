import type { System } from './system';

/**
 * Waits before the next attempt. `attempt` counts from 1; with each, the longest wait doubles. `base` and `cap` are in
 * milliseconds.
 */
export type Backoff = (attempt: number, base?: number, cap?: number) => Promise<void>;

/**
 * Waits a random time of at most `base * 2^(attempt - 1)`, and never longer than `cap`: "full jitter". The defaults are
 * 20 and 1,000 ms.
 * @see https://aws.amazon.com/blogs/architecture/exponential-backoff-and-jitter/
 */
export const fullJitter = ({ sleep, random }: Pick<System, 'sleep' | 'random'>): Backoff =>
  async (attempt, base = 20, cap = 1_000) => sleep(random() * Math.min(cap, base * 2 ** (attempt - 1)));
