import { type DynamoDBClient, TransactionCanceledException } from '@aws-sdk/client-dynamodb';
import type { PipelineSettings } from './settings';
import { SourceConstants } from './source-constants';
import { fullJitter } from '../../../lambda/lib/backoff';
import { TransactionContention, transact } from '../../../lambda/lib/transaction';

/** What the code of the handlers does, and no template shows. All times are in seconds. */
export interface CodePolicy {
  /** Attempts of the clients of DynamoDB and, in the intake, of Step Functions. */
  readonly dynamoAttempts: number;
  readonly startAttempts: number;
  /** The longest wait before each repetition of a transaction that met another one. */
  readonly transactionWaits: readonly number[];
  /** Undefined: the intake starts executions as fast as Step Functions takes them. */
  readonly runningBound?: RunningBound;
  /**
   * How long a message waits that failed because of load: a random time up to `first`, which doubles with each receive
   * up to `longest`. Undefined: until its visibility timeout.
   */
  readonly loadWait?: { readonly first: number; readonly longest: number };
  /** Undefined: nothing starts an order again. */
  readonly sweeper?: SweeperPolicy;
}

/** The intake starts no execution while so many are running. */
export interface RunningBound {
  readonly executions: number;
  /** The instances that share the bound: each assumes that the others start as many as itself. */
  readonly instances: number;
  /** How long an instance goes by the number that it has counted. */
  readonly countEvery: number;
}

/** How the heartbeat starts orders again whose execution is gone, or that are parked for a reason that passes. */
export interface SweeperPolicy {
  readonly period: number;
  /** Orders that one sweep starts at most, and how many per second. */
  readonly limit: number;
  readonly perSecond: number;
  /** The longest pause of an order that was parked once; it doubles with each parking. The shortest is half of it. */
  readonly pause: { readonly first: number; readonly longest: number };
}

/** What the code of this checkout does, in a pipeline with these settings. */
export async function currentPolicy(settings: PipelineSettings): Promise<CodePolicy> {
  return {
    ...clientAttempts(),
    transactionWaits: await measureTransactionWaits(),
    runningBound: settings.runningBound && { ...settings.runningBound, countEvery: countEvery(settings.runningBound) },
    loadWait: loadWait(),
    sweeper: settings.heartbeatPeriod === undefined ? undefined : sweeperPolicy(settings.heartbeatPeriod),
  };
}

/** Without settings of their own, clients have the attempts of the SDK: three. */
function clientAttempts(): Pick<CodePolicy, 'dynamoAttempts' | 'startAttempts'> {
  const shared = SourceConstants.in('lambda/adapters/client-settings.ts')?.property('maxAttempts');
  if (shared !== undefined) return { dynamoAttempts: shared, startAttempts: shared };
  const own = SourceConstants.in('lambda/adapters/from-environment.ts')!.property('maxAttempts');
  return { dynamoAttempts: own, startAttempts: 3 };
}

/** All instances together leave so much time between two calls of ListExecutions. */
function countEvery({ instances }: Pick<RunningBound, 'instances'>): number {
  const source = sourceOf('lambda/adapters/workflow/running-executions.ts');
  return instances * source.number('MILLISECONDS_PER_CALL') / 1_000;
}

function loadWait(): CodePolicy['loadWait'] {
  const source = SourceConstants.in('lambda/adapters/queue/redelivery.ts');
  return source && { first: source.number('FIRST_LOAD_WAIT'), longest: source.number('LONGEST_LOAD_WAIT') };
}

function sweeperPolicy(period: number): SweeperPolicy {
  const sweeper = sourceOf('lambda/adapters/heartbeat/sweeper.ts');
  const standstill = sourceOf('lambda/orders/standing/standstill.ts');
  return {
    period,
    limit: sweeper.number('MOST_SENT'),
    perSecond: sweeper.number('SWEPT_AT_ONCE') / 0.05, // one takes about 50 ms, as the comment there says
    pause: {
      first: standstill.number('FIRST_PAUSE_MS') / 1_000,
      longest: standstill.number('LONGEST_PAUSE_MS') / 1_000,
    },
  };
}

function sourceOf(path: string): SourceConstants {
  const source = SourceConstants.in(path);
  if (source) return source;
  throw new Error(`there is no ${path}, but the template has what it is for; the bench reads its constants`);
}

/** Runs `transact` against items that are always contended, to see how often it tries and how long it waits at most. */
export async function measureTransactionWaits(): Promise<number[]> {
  const waits: number[] = [];
  const sleep = async (milliseconds: number) => void waits.push(milliseconds / 1_000);
  const contended = new TransactionCanceledException({
    $metadata: {},
    message: 'contended',
    CancellationReasons: [{ Code: 'TransactionConflict' }],
  });
  const client = { send: async () => Promise.reject(contended) } as unknown as DynamoDBClient;
  try {
    await transact({ client, backoff: fullJitter({ sleep, random: () => 1 }) }, []);
  } catch (error) {
    if (!(error instanceof TransactionContention)) throw error;
    return waits;
  }
  throw new Error('a transaction on contended items succeeded; expected: TransactionContention');
}
