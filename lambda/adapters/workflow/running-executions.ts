import { ListExecutionsCommand, type SFNClient } from '@aws-sdk/client-sfn';
import { TechnicalError } from '../../../src/contract/errors';
import { isServiceFault, isThrottling } from '../../lib/flow/service-fault';
import { log } from '../../lib/log';
import type { System } from '../../lib/system';

/** Enough executions are running. */
export class AtCapacity extends Error {
  override readonly name = TechnicalError.AT_CAPACITY;
  constructor(running: number, limit: number) {
    super(`about ${running} executions are running; allowed: ${limit}`);
  }
}

export interface RunningExecutionsOptions extends Pick<System, 'now'> {
  readonly client: SFNClient;
  readonly stateMachineArn: string;
  /** How many executions may run at once. */
  readonly limit: number;
  /** How many instances of the function start executions. They all count, so each counts less often. */
  readonly instances: number;
}

/** The most executions on a page of ListExecutions. */
const LIST_SIZE = 1_000;

/**
 * How long the instances together leave between two calls of ListExecutions. Step Functions allows an account a bucket
 * of 100 of them and 2 more per second; in us-east-1, us-west-2 and eu-west-1, 200 and 5. So at least half of what it
 * allows is left to others.
 * @see https://docs.aws.amazon.com/step-functions/latest/dg/service-quotas.html
 */
const MILLISECONDS_PER_CALL = 1_000;

/** How many executions, at most, it expects to end before it counts again: so many times the limit. */
const EXPECTED_ENDS = 2;

/**
 * Knows about how many executions of the state machine are running, and refuses more than a limit.
 *
 * It counts them now and then. Until it counts again, it assumes that every other instance starts as many as this one,
 * and that as many end per second as between the last two counts. So the number is right while the workflow keeps its
 * pace. If executions suddenly stop ending, up to four times as many as allowed may run, because it notices only at the
 * next count, a few seconds later. If Step Functions does not let it count, it goes on with what it knows: Step
 * Functions throttles the starts anyway.
 */
export class RunningExecutions {
  private counted = 0;
  private countedAt?: number;
  private countAgainAt = 0;
  private endedPerMillisecond = 0;
  private startedSince = 0;
  private counting?: Promise<void>;

  constructor(private readonly options: RunningExecutionsOptions) {}

  /**
   * Makes room for one more execution. Throws AtCapacity if there is none, or if as many are running as the share of
   * the limit allows.
   */
  async reserve(share = 1): Promise<void> {
    const { now } = this.options;
    const limit = Math.max(1, Math.floor(share * this.options.limit));
    if (now().getTime() >= this.countAgainAt) {
      this.counting ??= this.count().finally(() => this.counting = undefined);
    }
    await this.counting;
    const running = Math.max(0, Math.round(this.startedOrRunning() - this.ended(now().getTime())));
    if (running >= limit) throw new AtCapacity(running, limit);
    this.startedSince++;
  }

  /** The executions that ran when they were counted, and those that were started since, by all instances. */
  private startedOrRunning(): number {
    return this.counted + this.startedSince * this.options.instances;
  }

  /** How many of them have probably ended. */
  private ended(time: number): number {
    const elapsed = time - (this.countedAt ?? time);
    return Math.min(this.endedPerMillisecond * elapsed, EXPECTED_ENDS * this.options.limit);
  }

  private async count(): Promise<void> {
    const { now, instances } = this.options;
    let calls = 0;
    try {
      let running = 0;
      for await (const found of this.pages()) {
        calls++;
        running += found;
      }
      this.learn(running, now().getTime());
    } catch (error) {
      // No answer: Step Functions is down, and to ask it again would take the time of the function.
      if (isServiceFault(error) && !isThrottling(error as Error)) throw error;
      log.warn('the running executions cannot be counted', { error: error as Error });
      // For want of a permission no order is refused: then only the number of instances bounds the rate.
      if (!isThrottling(error as Error)) this.learn(0, now().getTime());
    }
    this.countAgainAt = now().getTime() + Math.max(calls, 1) * instances * MILLISECONDS_PER_CALL;
  }

  private learn(running: number, time: number): void {
    const elapsed = time - (this.countedAt ?? time);
    const ended = Math.max(0, this.startedOrRunning() - running);
    // From the limit on, it does not count further, so it does not know how many have ended either.
    const isKnown = elapsed > 0 && running < this.options.limit;
    this.endedPerMillisecond = isKnown ? ended / elapsed : 0;
    this.counted = running;
    this.countedAt = time;
    this.startedSince = 0;
  }

  /** The number of executions on each page, until there are as many as allowed. */
  private async *pages(): AsyncGenerator<number> {
    const { client, stateMachineArn, limit } = this.options;
    let nextToken: string | undefined;
    for (let found = 0; found < limit;) {
      const page = await client.send(new ListExecutionsCommand({
        stateMachineArn,
        statusFilter: 'RUNNING',
        maxResults: Math.min(limit, LIST_SIZE),
        nextToken,
      }));
      const count = page.executions?.length ?? 0;
      yield count;
      found += count;
      nextToken = page.nextToken;
      if (!nextToken) return;
    }
  }
}
