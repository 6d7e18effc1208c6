import { TABLE_QUOTAS } from './quotas';
import { TokenBucket } from '../engine/token-bucket';

/**
 * The write capacity of a table that is billed on demand. Keys spread evenly over partitions, as random ids do. Reads
 * are not modelled: an order reads fewer units than it writes, and a partition takes three times as many.
 */
export class TableCapacity {
  private writes: number;
  private partitions: TokenBucket[];
  /** Units by minute. */
  private readonly used: number[] = [];

  constructor(initialWrites: number = TABLE_QUOTAS.initialWrites) {
    this.writes = initialWrites;
    this.partitions = partitionsFor(this.writes);
  }

  /** Takes write units of the partition of a key. Returns false if it is throttled. */
  public write(now: number, key: number, units: number): boolean {
    this.grow(now);
    const partition = this.partitions[spread(key, this.partitions.length)]!;
    if (!partition.take(now, units)) return false;
    const minute = Math.floor(now / 60);
    this.used[minute] = (this.used[minute] ?? 0) + units;
    return true;
  }

  /** A peak counts once it is old enough, so the table doubles every half hour at most: the worst that AWS names. */
  private grow(now: number): void {
    const minute = Math.floor((now - TABLE_QUOTAS.peakAge) / 60) - 1;
    const peak = (this.used[minute] ?? 0) / 60;
    if (peak * TABLE_QUOTAS.peakFactor <= this.writes) return;
    this.writes = peak * TABLE_QUOTAS.peakFactor;
    this.partitions = partitionsFor(this.writes);
  }
}

function partitionsFor(writes: number): TokenBucket[] {
  const perSecond = TABLE_QUOTAS.partitionWrites;
  const count = Math.ceil(writes / perSecond);
  return Array.from({ length: count }, () => new TokenBucket({ size: perSecond, perSecond }));
}

/** The partition of a key: multiples of the golden ratio lie evenly between whole numbers. */
const spread = (key: number, partitions: number): number => Math.floor((key * GOLDEN_RATIO % 1) * partitions);
const GOLDEN_RATIO = (Math.sqrt(5) - 1) / 2;
