import type { DynamoDBClient } from '@aws-sdk/client-dynamodb';
import { TransactionCanceledException } from '@aws-sdk/client-dynamodb';
import { fullJitter } from '../../../lambda/lib/backoff';
import { TransactionContention, transact } from '../../../lambda/lib/transaction';

/**
 * What the handlers do that no template shows. Each value says which code it comes from; `test/bench/burst` compares
 * them with that code. All times are in seconds.
 */
export interface CodePolicy {
  /** Attempts of the client of DynamoDB: `database()` in lambda/adapters/from-environment.ts. */
  readonly dynamoAttempts: number;
  /** Attempts of the intake's client of Step Functions: the SDK's default, lambda/handlers/intake/place-orders.ts. */
  readonly startAttempts: number;
  /** The longest wait before each repetition of a transaction that met another one: lambda/lib/transaction.ts. */
  readonly transactionWaits: readonly number[];
  /** Undefined: the intake starts executions as fast as Step Functions takes them. */
  readonly runningBound?: RunningBound;
  /** When a message that failed because of load is visible again. Undefined: after its visibility timeout. */
  readonly loadDelay?: { readonly least: number; readonly most: number };
  /** Undefined: nothing starts an order again. */
  readonly sweeper?: SweeperPolicy;
  /** The keys over which the index of open orders is spread. Undefined: there is no index. */
  readonly indexShards?: number;
}

/** The intake starts no execution while so many are running. */
export interface RunningBound {
  readonly executions: number;
  /** How long an environment of the intake believes the number that it has read. */
  readonly countLifetime: number;
}

/** Who starts orders again whose execution is gone, and those that are parked for a reason that passes. */
export interface SweeperPolicy {
  readonly period: number;
  /** Orders that one run starts again at most. */
  readonly limit: number;
  /** How long an order has to stand still. */
  readonly patience: number;
  /** The pause of an order after its first restart; it doubles with each. */
  readonly pause: { readonly first: number; readonly longest: number };
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
  const client = { send: () => Promise.reject(contended) } as unknown as DynamoDBClient;
  try {
    await transact({ client, backoff: fullJitter({ sleep, random: () => 1 }) }, []);
  } catch (error) {
    if (!(error instanceof TransactionContention)) throw error;
    return waits;
  }
  throw new Error('a transaction on contended items succeeded; expected: TransactionContention');
}

/** What the code of this checkout does. */
export async function currentPolicy(): Promise<CodePolicy> {
  return { dynamoAttempts: 6, startAttempts: 3, transactionWaits: await measureTransactionWaits() };
}
