import type { Assumptions } from './assumptions';
import { STREAM_QUOTAS } from './quotas';
import type { SimulationClock } from '../engine/clock';
import { longestDelay } from '../engine/delay';
import { Line } from '../engine/line';
import type { StreamMappingSettings } from '../settings/settings';

/** Whether the function processed a batch, failed, or was refused by Lambda. */
export type StreamOutcome = 'done' | 'failed' | 'throttled';

export interface ConsumerOptions {
  readonly clock: SimulationClock;
  readonly settings: StreamMappingSettings;
  /** The shards of the stream: as many as the table has partitions. */
  readonly shards: number;
  readonly times: Pick<Assumptions, 'mappingBackoff'>;
  readonly invoke: (records: number, finish: (outcome: StreamOutcome) => void) => void;
}

/**
 * The mapping of a table's stream. Each shard is processed in sequence. A batch that fails is tried again until the
 * mapping gives up, which is when its records are lost to this reader. A refused invocation is no attempt.
 * @see https://docs.aws.amazon.com/lambda/latest/dg/services-ddb-params.html
 */
export class StreamReader {
  public givenUp = 0;
  /** The longest time from a write to its processing. */
  public longestLag = 0;
  private readonly shards: Shard[];
  private turn = 0;

  constructor(private readonly options: ConsumerOptions) {
    this.shards = Array.from({ length: options.shards }, () => ({ records: new Line<number>(), isBusy: false }));
  }

  /** Records that are not processed yet. */
  public get backlog(): number {
    return this.shards.reduce((sum, { records }) => sum + records.length, 0);
  }

  /** Adds a record to the stream. */
  public publish(): void {
    const shard = this.shards[this.turn++ % this.shards.length]!;
    shard.records.add(this.options.clock.now);
    if (shard.isBusy) return;
    shard.isBusy = true;
    this.options.clock.after(1 / STREAM_QUOTAS.pollsPerSecond, () => this.read(shard));
  }

  private read(shard: Shard): void {
    const times = shard.records.take(this.options.settings.batchSize);
    shard.isBusy = times.length > 0;
    if (shard.isBusy) this.process(shard, times, 0, 0);
  }

  private process(shard: Shard, times: readonly number[], failures: number, refusals: number): void {
    const { clock, settings, invoke, times: { mappingBackoff } } = this.options;
    const oldest = times[0]!;
    const again = (failed: number, refused: number) => {
      const delay = { interval: mappingBackoff.first, rate: 2, maxDelay: mappingBackoff.longest };
      clock.after(longestDelay(delay, failed + refused - 1), () => this.process(shard, times, failed, refused));
    };
    invoke(times.length, outcome => {
      const isOld = clock.now - oldest > Math.min(STREAM_QUOTAS.retention, settings.maxRecordAge ?? Infinity);
      const isSpent = outcome === 'failed' && failures >= (settings.maxRetries ?? Infinity);
      if (outcome !== 'done' && !isOld && !isSpent) {
        return again(failures + Number(outcome === 'failed'), refusals + Number(outcome === 'throttled'));
      }
      if (outcome === 'done') this.longestLag = Math.max(this.longestLag, clock.now - oldest);
      else this.givenUp += times.length;
      return this.read(shard);
    });
  }
}

interface Shard {
  /** The times at which the records were written. */
  readonly records: Line<number>;
  isBusy: boolean;
}
