import { ExecutionStatus, type SFNClient } from '@aws-sdk/client-sfn';
import { isLaterRun } from './execution-name';
import { LIST_SIZE, executionPages } from './execution-pages';
import type { EstimateOptions } from './running-estimate';
import { type Full, RERUN_SHARE, type RunningCount, RunningRoom } from './running-room';
import { TechnicalError } from '../../../src/contract/errors';
import { isServiceFault, isThrottling } from '../../lib/flow/service-fault';
import { log } from '../../lib/log';
import type { System } from '../../lib/system';

/** Enough executions are running. */
export class AtCapacity extends Error {
  override readonly name = TechnicalError.AT_CAPACITY;
  constructor({ running, limit }: Full) {
    super(`about ${running} executions are running; allowed: ${limit}`);
  }
}

export interface RunningExecutionsOptions extends EstimateOptions, Pick<System, 'now'> {
  readonly client: SFNClient;
  readonly stateMachineArn: string;
}

/**
 * How long the instances together leave between two calls of ListExecutions. Step Functions allows an account a bucket
 * of 100 of them and 2 more per second; in us-east-1, us-west-2 and eu-west-1, 200 and 5. So at least half of what it
 * allows is left to others.
 * @see https://docs.aws.amazon.com/step-functions/latest/dg/service-quotas.html
 */
export const MILLISECONDS_PER_CALL = 1_000;

/**
 * Knows about how many executions of the state machine are running, and refuses more than a limit.
 *
 * It counts them now and then, and estimates until it counts again. So the number is right while the workflow keeps its
 * pace. If executions suddenly stop ending, up to four times as many as allowed may run, because it notices only at the
 * next count, a few seconds later. If Step Functions does not let it count, it goes on by its estimate, for a while: if
 * the counting stays refused, it soon starts one execution for each time that it was refused.
 */
export class RunningExecutions {
  private countAgainAt = 0;
  private readonly room: RunningRoom;
  private counting?: Promise<void>;

  constructor(private readonly options: RunningExecutionsOptions) {
    this.room = new RunningRoom({ ...options, rerunShare: RERUN_SHARE });
  }

  /**
   * Makes room for one more execution. Throws AtCapacity if there is none. A rerun is a later run of its order; reruns
   * may use only a share of the limit.
   */
  async reserve(kind: 'first run' | 'rerun' = 'first run'): Promise<void> {
    const { now } = this.options;
    if (now().getTime() >= this.countAgainAt) {
      this.counting ??= this.count().finally(() => this.counting = undefined);
    }
    await this.counting;
    const full = this.room.take(now().getTime(), kind === 'rerun');
    if (full) throw new AtCapacity(full);
  }

  private async count(): Promise<void> {
    const { now, instances, limit } = this.options;
    const pages = executionPages({
      ...this.options, status: ExecutionStatus.RUNNING, size: Math.min(limit, LIST_SIZE),
    });
    let calls = 0;
    try {
      let count: RunningCount = { all: 0, reruns: 0 };
      for await (const page of pages) {
        calls++;
        const reruns = page.filter(({ name = '' }) => isLaterRun(name));
        count = { all: count.all + page.length, reruns: count.reruns + reruns.length };
        if (count.all >= limit) break;
      }
      this.room.learn(count, now().getTime());
    } catch (error) {
      // No answer: Step Functions is down, and to ask it again would take the time of the function.
      if (isServiceFault(error) && !isThrottling(error as Error)) throw error;
      log.warn('the running executions cannot be counted', { error: error as Error });
      // For want of a permission no order is refused: then only the number of instances bounds the rate.
      if (isThrottling(error as Error)) this.room.doubt(now().getTime());
      else this.room.learn({ all: 0, reruns: 0 }, now().getTime());
    }
    this.countAgainAt = now().getTime() + Math.max(calls, 1) * instances * MILLISECONDS_PER_CALL;
  }
}
