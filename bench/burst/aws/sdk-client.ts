import type { Chance } from '../engine/chance';
import { longestDelay } from '../engine/delay';

/** How a call failed. The SDK waits longer after throttling. */
export type CallFailure = 'throttled' | 'failed';

export interface SdkClientOptions {
  /** Attempts of a call, the first one included. */
  readonly attempts: number;
  /** The longest first wait after a failure other than throttling, in seconds. */
  readonly baseDelay: number;
  readonly chance: Chance;
}

/**
 * The standard retries of the SDK for JavaScript that is bundled with the handlers: full jitter, and a budget per
 * client that retries use up and successes fill.
 * @see https://docs.aws.amazon.com/sdkref/latest/guide/feature-retry-behavior.html
 * @see `Retry` and `StandardRetryStrategy` in @smithy/core, submodule retry; the tests compare with them
 */
export const SDK_RETRIES = {
  budget: 500,
  cost: { throttled: 5, failed: 14 },
  /** The longest first wait, in seconds; `failed` is that of most clients. */
  delay: { throttled: 1, failed: 0.05 },
  /** DynamoDB's own. */
  dynamoDelay: 0.025,
  longestDelay: 20,
  defaultAttempts: 3,
} as const;

/** A client of the SDK in an execution environment. */
export class SdkClient {
  private budget: number = SDK_RETRIES.budget;

  constructor(private readonly options: SdkClientOptions) {}

  /** The wait before the next attempt, in seconds. Undefined if the call fails now. `retry` counts from 0. */
  public waitBefore(retry: number, failure: CallFailure): number | undefined {
    const { attempts, baseDelay, chance } = this.options;
    const cost = SDK_RETRIES.cost[failure];
    if (retry + 1 >= attempts || this.budget < cost) return undefined;
    this.budget -= cost;
    const interval = failure === 'throttled' ? SDK_RETRIES.delay.throttled : baseDelay;
    return chance.next() * longestDelay({ interval, rate: 2, maxDelay: SDK_RETRIES.longestDelay }, retry);
  }

  /** Gives back what the last retry of a call cost, or 1 if there was none. */
  public succeeded(lastFailure?: CallFailure): void {
    this.budget = Math.min(SDK_RETRIES.budget, this.budget + (lastFailure ? SDK_RETRIES.cost[lastFailure] : 1));
  }
}
