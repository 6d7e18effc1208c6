import type { Assumptions } from './assumptions';
import type { ReceivedMessage, SimulatedQueue } from './queue';
import type { MappingScaling } from './quotas';
import type { SimulationClock } from '../engine/clock';
import { longestDelay } from '../engine/delay';
import type { QueueMappingSettings, QueueSettings } from '../settings/settings';

/** A message that the function could not process. `returnAfter` is its new visibility timeout, if it was changed. */
export interface FailedDelivery<T> {
  readonly delivery: ReceivedMessage<T>;
  readonly returnAfter?: number;
  /** Whether a copy takes its place, which SQS has not counted yet. */
  readonly isCopied?: boolean;
}

/** What became of a batch: Lambda refused to run the function, or the function reports the messages that failed. */
export type BatchOutcome<T> = 'throttled' | readonly FailedDelivery<T>[];

export interface QueueMappingOptions<T> {
  readonly clock: SimulationClock;
  readonly queue: SimulatedQueue<T>;
  readonly settings: QueueMappingSettings & Pick<QueueSettings, 'visibilityTimeout'>;
  readonly scaling: MappingScaling;
  readonly times: Pick<Assumptions, 'receive' | 'mappingBackoff'>;
  readonly invoke: (batch: readonly ReceivedMessage<T>[], finish: (outcome: BatchOutcome<T>) => void) => void;
}

/**
 * The event source mapping of a standard queue. It reads several batches at once: few at first, more while messages
 * wait, fewer after Lambda refused an invocation. A refused batch is tried again until its messages become visible
 * again; that has cost each of them a receive.
 * @see https://docs.aws.amazon.com/lambda/latest/dg/services-sqs-scaling.html
 * @see https://docs.aws.amazon.com/lambda/latest/dg/services-sqs-errorhandling.html
 */
export class QueueMapping<T> {
  private allowed: number;
  private busy = 0;
  private scaledAt = 0;
  private isPlanned = false;
  private readonly most: number;

  constructor(private readonly options: QueueMappingOptions<T>) {
    const { scaling, settings, queue } = options;
    this.most = Math.min(scaling.most, settings.maximumConcurrency ?? Infinity);
    this.allowed = Math.min(scaling.first, this.most);
    queue.notify(() => this.pump());
  }

  /** The batches that the mapping may process at once, by now. */
  public get concurrency(): number {
    this.scale();
    return Math.floor(this.allowed);
  }

  private pump(): void {
    const { queue, settings, times, clock } = this.options;
    this.scale();
    while (queue.hasVisible && this.busy < Math.floor(this.allowed)) {
      const batch = queue.receive(settings.batchSize);
      if (batch.length === 0) break; // what was visible has become dead letters
      this.busy++;
      const receivedAt = clock.now;
      clock.after(times.receive, () => this.invoke(batch, receivedAt, 0));
    }
    this.planGrowth();
  }

  private invoke(batch: readonly ReceivedMessage<T>[], receivedAt: number, retry: number): void {
    const { clock, invoke, queue, settings, times } = this.options;
    const visibleAt = receivedAt + settings.visibilityTimeout;
    invoke(batch, outcome => {
      if (outcome !== 'throttled') {
        const failures = new Map(outcome.map(failed => [failed.delivery, failed]));
        for (const delivery of batch) {
          const failed = failures.get(delivery);
          if (!failed) queue.delete();
          else if (failed.isCopied) queue.replaceAt(returnTime(visibleAt, clock.now, failed.returnAfter), delivery);
          else queue.returnAt(returnTime(visibleAt, clock.now, failed.returnAfter), delivery);
        }
        return this.finish();
      }
      this.scale();
      this.allowed = Math.max(Math.min(this.options.scaling.first, this.most), this.allowed - 1);
      const { first, longest } = times.mappingBackoff;
      const delay = longestDelay({ interval: first, rate: 2, maxDelay: longest }, retry);
      if (clock.now + delay < visibleAt) return clock.after(delay, () => this.invoke(batch, receivedAt, retry + 1));
      for (const delivery of batch) queue.returnAt(visibleAt, delivery);
      return clock.at(visibleAt, () => this.finish());
    });
  }

  private finish(): void {
    this.scale();
    this.busy--;
    this.pump();
  }

  /** Grows while there is more to do than it may take, and shrinks as slowly when there is less. */
  private scale(): void {
    const { clock, scaling } = this.options;
    const change = (clock.now - this.scaledAt) * scaling.perMinute / 60;
    const isFull = this.busy >= Math.floor(this.allowed);
    this.scaledAt = clock.now;
    this.allowed = Math.min(this.most, isFull
      ? this.allowed + change
      : Math.max(Math.min(scaling.first, this.most), this.allowed - change));
  }

  /** Looks again when the mapping may take one more batch. */
  private planGrowth(): void {
    const { queue, clock, scaling } = this.options;
    const isWaiting = queue.hasVisible && this.busy >= Math.floor(this.allowed) && this.allowed < this.most;
    if (!isWaiting || this.isPlanned) return;
    this.isPlanned = true;
    clock.after((Math.floor(this.allowed) + 1 - this.allowed) * 60 / scaling.perMinute + 1e-6, () => {
      this.isPlanned = false;
      this.pump();
    });
  }
}

const returnTime = (visibleAt: number, now: number, returnAfter: number | undefined): number =>
  (returnAfter === undefined ? visibleAt : now + returnAfter);
