import { type DynamoDBClient, TransactionCanceledException } from '@aws-sdk/client-dynamodb';
import type { PipelineSettings } from './settings';
import { SourceConstants } from './source-constants';
import { MOST_SENT, SWEPT_AT_ONCE } from '../../../lambda/adapters/heartbeat/sweeper';
import { MILLISECONDS_PER_CALL } from '../../../lambda/adapters/workflow/running-executions';
import { RERUN_SHARE } from '../../../lambda/adapters/workflow/running-room';
import { fullJitter } from '../../../lambda/lib/backoff';
import { TransactionContention, transact } from '../../../lambda/lib/transaction';
import { FIRST_PAUSE_MS, LONGEST_PAUSE_MS } from '../../../lambda/orders/standing/standstill';

/** What the code of the handlers does, and no template shows. All times are in seconds. */
export interface CodePolicy {
  /** Attempts of the clients of DynamoDB and, in the intake, of Step Functions. */
  readonly dynamoAttempts: number;
  readonly startAttempts: number;
  /** The longest wait before each repetition of a transaction that met another one. */
  readonly transactionWaits: readonly number[];
  /** Undefined: the intake starts executions as fast as Step Functions takes them. */
  readonly runningBound?: RunningBound;
  /** Undefined: a message that failed because of load waits until its visibility timeout. */
  readonly loadWait?: LoadWait;
  /** Undefined: nothing starts an order again. */
  readonly sweeper?: SweeperPolicy;
}

/** The intake starts no execution while so many are running. */
export interface RunningBound {
  readonly executions: number;
  /** The instances that share the bound: each assumes that the others start as many as itself. */
  readonly instances: number;
  /** How long an instance goes by what it has counted, for each call of ListExecutions that this took. */
  readonly secondsPerCall: number;
  /** The share of them that reruns may use. */
  readonly rerunShare: number;
}

/** How long a message waits that failed because of load: a random time up to `first`, and more with each receive. */
export interface LoadWait {
  readonly first: number;
  readonly longest: number;
  /** After so many receives, a copy takes the place of the message. */
  readonly copyAfter: number;
}

/** How the heartbeat starts orders again whose execution is gone, or that are parked for a reason that passes. */
export interface SweeperPolicy {
  readonly period: number;
  /** A sweep sends no more messages once so many are on the order queue. */
  readonly limit: number;
  /** Orders that it looks up at once. */
  readonly atOnce: number;
  /** The longest pause of an order that was parked once; it doubles with each parking. The shortest is half of it. */
  readonly pause: { readonly first: number; readonly longest: number };
}

/** What the code of this checkout does, in a pipeline with these settings. */
export async function currentPolicy(settings: PipelineSettings): Promise<CodePolicy> {
  return {
    ...clientAttempts(),
    transactionWaits: await measureTransactionWaits(),
    runningBound: settings.runningBound && { ...settings.runningBound, ...boundPolicy() },
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

const boundPolicy = (): Pick<RunningBound, 'secondsPerCall' | 'rerunShare'> =>
  ({ secondsPerCall: MILLISECONDS_PER_CALL / 1_000, rerunShare: RERUN_SHARE });

function loadWait(): CodePolicy['loadWait'] {
  const source = SourceConstants.in('lambda/adapters/queue/redelivery.ts');
  return source && {
    first: source.number('FIRST_LOAD_WAIT'),
    longest: source.number('LONGEST_LOAD_WAIT'),
    copyAfter: source.number('MOST_RECEIVES'),
  };
}

function sweeperPolicy(period: number): SweeperPolicy {
  const pause = { first: FIRST_PAUSE_MS / 1_000, longest: LONGEST_PAUSE_MS / 1_000 };
  return { period, limit: MOST_SENT, atOnce: SWEPT_AT_ONCE, pause };
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
