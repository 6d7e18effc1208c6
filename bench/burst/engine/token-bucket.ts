export interface BucketOptions {
  /** The tokens of a full bucket. It starts full. */
  readonly size: number;
  readonly perSecond: number;
}

/** A token bucket: how AWS limits calls and capacity. */
export class TokenBucket {
  private tokens: number;
  private filledAt = 0;

  constructor(private options: BucketOptions) {
    this.tokens = options.size;
  }

  /** Takes tokens if there are enough. A refused call takes none. */
  public take(now: number, tokens = 1): boolean {
    this.fill(now);
    if (this.tokens < tokens) return false;
    this.tokens -= tokens;
    return true;
  }

  /** Takes tokens in any case, and returns the time at which they are there: callers wait in line. */
  public reserve(now: number, tokens = 1): number {
    this.fill(now);
    this.tokens -= tokens;
    return this.tokens >= 0 ? now : Math.max(now, this.filledAt) - this.tokens / this.options.perSecond;
  }

  /** Changes size and rate. Tokens that are there stay. */
  public resize(now: number, options: BucketOptions): void {
    this.fill(now);
    this.options = options;
  }

  /** A time before the last one changes nothing: calls of one moment may come slightly out of order. */
  private fill(now: number): void {
    const { size, perSecond } = this.options;
    this.tokens = Math.min(size, this.tokens + Math.max(0, now - this.filledAt) * perSecond);
    this.filledAt = Math.max(this.filledAt, now);
  }
}
