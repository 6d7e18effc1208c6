import { type DynamoDBClient, TransactionCanceledException } from '@aws-sdk/client-dynamodb';
import type { PipelineSettings } from './settings';
import { SourceConstants } from './source-constants';
import { CLIENT_SETTINGS } from '../../../lambda/adapters/client-settings';
import { LONGEST_SWEEP_MS, MOST_SENT, SWEPT_AT_ONCE } from '../../../lambda/adapters/heartbeat/sweeper';
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
  /** It stops looking after this time. */
  readonly longest: number;
  /** It looks at no order that was parked a shorter time ago. */
  readonly minAge: number;
  /** The longest pause of an order that was parked once; it doubles with each parking. The shortest is half of it. */
  readonly pause: { readonly first: number; readonly longest: number };
}

/** What the code of this checkout does, in a pipeline with these settings. */
export async function currentPolicy(settings: PipelineSettings): Promise<CodePolicy> {
  return {
    dynamoAttempts: CLIENT_SETTINGS.maxAttempts,
    startAttempts: CLIENT_SETTINGS.maxAttempts,
    transactionWaits: await measureTransactionWaits(),
    runningBound: settings.runningBound && { ...settings.runningBound, ...boundPolicy() },
    loadWait: loadWait(),
    sweeper: settings.heartbeatPeriod === undefined ? undefined : sweeperPolicy(settings.heartbeatPeriod),
  };
}

function boundPolicy(): Pick<RunningBound, 'secondsPerCall' | 'rerunShare'> {
  return { secondsPerCall: MILLISECONDS_PER_CALL / 1_000, rerunShare: RERUN_SHARE };
}

function loadWait(): LoadWait {
  const source = new SourceConstants('lambda/adapters/queue/redelivery.ts');
  return {
    first: source.number('FIRST_LOAD_WAIT'),
    longest: source.number('LONGEST_LOAD_WAIT'),
    copyAfter: source.number('MOST_RECEIVES'),
  };
}

function sweeperPolicy(period: number): SweeperPolicy {
  return {
    period,
    limit: MOST_SENT,
    atOnce: SWEPT_AT_ONCE,
    longest: LONGEST_SWEEP_MS / 1_000,
    minAge: FIRST_PAUSE_MS / 2 / 1_000,
    pause: { first: FIRST_PAUSE_MS / 1_000, longest: LONGEST_PAUSE_MS / 1_000 },
  };
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
