/** How many executions, at most, are expected to end before they are counted again: so many times the limit. */
const EXPECTED_ENDS = 2;

/**
 * How many ends are expected after each count that was refused, as a share of those before. In all, these are as many
 * as end in ten counts, so a pace that is wrong by then adds no more than that.
 */
const LESS_EACH_TIME = 0.9;

export interface EstimateOptions {
  /** How many executions may run at once. */
  readonly limit: number;
  /** How many instances of the function start executions. Each is assumed to start as many as this one. */
  readonly instances: number;
}

/**
 * About how many executions are running, between two counts. It assumes that every other instance starts as many as
 * this one, and that as many end per second as between the last two counts. Pure: it gets the times, in milliseconds.
 */
export class RunningEstimate {
  private counted = 0;
  private countedAt?: number;
  private endedPerMillisecond = 0;
  private startedSince = 0;

  constructor(private readonly options: EstimateOptions) {}

  /** The executions that are probably running at a time. */
  at(time: number): number {
    const elapsed = time - (this.countedAt ?? time);
    const ended = Math.min(this.endedPerMillisecond * elapsed, EXPECTED_ENDS * this.options.limit);
    return Math.max(0, Math.round(this.startedOrRunning() - ended));
  }

  /** Takes note that this instance starts one. */
  addStart(): void {
    this.startedSince++;
  }

  /**
   * Takes note of a count. Nobody counts further than to the limit; if the count is not complete for this reason,
   * nobody knows how many have ended either.
   */
  learn(running: number, time: number, isComplete: boolean): void {
    const elapsed = time - (this.countedAt ?? time);
    const ended = Math.max(0, this.startedOrRunning() - running);
    this.endedPerMillisecond = isComplete && elapsed > 0 ? ended / elapsed : 0;
    this.startAt(running, time);
  }

  /**
   * Takes note that nobody could count: the estimate takes the place of the count. Each time, it expects a tenth fewer
   * to end than before, so that it does not go on for ever with what may be wrong. One more may always start.
   */
  doubt(time: number): void {
    this.startAt(Math.min(this.at(time), this.options.limit - 1), time);
    this.endedPerMillisecond *= LESS_EACH_TIME;
  }

  private startAt(running: number, time: number): void {
    this.counted = running;
    this.countedAt = time;
    this.startedSince = 0;
  }

  /** The executions that ran when they were counted, and those that were started since, by all instances. */
  private startedOrRunning(): number {
    return this.counted + this.startedSince * this.options.instances;
  }
}
