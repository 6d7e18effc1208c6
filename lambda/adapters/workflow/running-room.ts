import { type EstimateOptions, RunningEstimate } from './running-estimate';

/**
 * The share of the executions that may run at once which reruns may use: later runs of orders that were parked. The
 * reason for which they were parked may last, so each may take minutes again, and there may be thousands of them. The
 * other half is for orders that were never parked.
 */
export const RERUN_SHARE = 0.5;

export interface RoomOptions extends EstimateOptions {
  /** The share of the limit that reruns may use. */
  readonly rerunShare: number;
}

/** Executions that run at the same time. */
export interface RunningCount {
  readonly all: number;
  /** Those of them that are later runs of their orders. */
  readonly reruns: number;
}

/** There is no room: so many are running, and no more may run. */
export interface Full {
  readonly running: number;
  readonly limit: number;
}

/** The room for further executions, between two counts. Pure: it gets the times, in milliseconds. */
export class RunningRoom {
  private readonly all: RunningEstimate;
  private readonly reruns: RunningEstimate;
  private readonly rerunLimit: number;

  constructor(private readonly options: RoomOptions) {
    this.rerunLimit = Math.max(1, Math.floor(options.rerunShare * options.limit));
    this.all = new RunningEstimate(options);
    this.reruns = new RunningEstimate({ ...options, limit: this.rerunLimit });
  }

  /** Takes the room for one more execution. If there is none, says why. */
  take(time: number, isRerun: boolean): Full | undefined {
    const full = fullness(this.all.at(time), this.options.limit)
      ?? (isRerun ? fullness(this.reruns.at(time), this.rerunLimit) : undefined);
    if (full) return full;
    this.all.addStart();
    if (isRerun) this.reruns.addStart();
    return undefined;
  }

  /** Takes note of a count. It goes no further than the limit. */
  learn({ all, reruns }: RunningCount, time: number): void {
    const isComplete = all < this.options.limit;
    this.all.learn(all, time, isComplete);
    this.reruns.learn(reruns, time, isComplete);
  }

  /** Takes note that nobody could count. */
  doubt(time: number): void {
    this.all.doubt(time);
    this.reruns.doubt(time);
  }
}

const fullness = (running: number, limit: number): Full | undefined =>
  (running >= limit ? { running, limit } : undefined);
