export interface DelayOptions {
  /** The longest first wait, in seconds. */
  readonly interval: number;
  /** By how much the longest wait grows with each attempt. */
  readonly rate: number;
  readonly maxDelay: number;
}

/** The longest wait before a retry. `retry` counts from 0. */
export const longestDelay = ({ interval, rate, maxDelay }: DelayOptions, retry: number): number =>
  Math.min(maxDelay, interval * rate ** retry);
