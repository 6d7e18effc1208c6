import {
  type AttributeValue, type CancellationReason, type DynamoDBClient, type TransactWriteItem,
  TransactWriteItemsCommand, TransactionCanceledException, TransactionConflictException, TransactionInProgressException,
} from '@aws-sdk/client-dynamodb';
import type { Backoff } from './backoff';
import { ConditionsFailed } from './conditions-failed';
import { TechnicalError } from '../../src/contract/errors';

/** A client of DynamoDB, and the back-off before a retry of a contended write. */
export interface Database {
  readonly client: DynamoDBClient;
  readonly backoff: Backoff;
}

/**
 * The most items of one transaction.
 * @see https://docs.aws.amazon.com/amazondynamodb/latest/developerguide/ServiceQuotas.html
 */
export const MAX_TRANSACTION_ITEMS = 100;

/** Attempts of one write to contended items. Then the function fails, and the workflow retries it more slowly. */
const TRIES = 6;

/** All attempts of a write met transactions on the same items. Nothing was written. */
export class TransactionContention extends Error {
  override readonly name = TechnicalError.CONTENTION;
}

/**
 * Writes all items or none. After a conflict with another transaction, it tries again after a jittered wait.
 * Throws ConditionsFailed and TransactionContention.
 *
 * A condition that fails beside a conflict is tried again, too: nobody has looked at the condition of the item that
 * conflicts, so the list of failed conditions would not be complete. It counts after the last attempt.
 */
export async function transact({ client, backoff }: Database, items: readonly TransactWriteItem[]): Promise<void> {
  try {
    await retried(backoff, async () => client.send(new TransactWriteItemsCommand({ TransactItems: [...items] })));
  } catch (error) {
    const failed = reasonsOf(error).flatMap(({ Code, Item }, index) =>
      (Code === CONDITION_FAILED ? [[index, Item] as const] : []));
    if (failed.length > 0) throw new ConditionsFailed<Record<string, AttributeValue>>(new Map(failed));
    throw named(error as Error);
  }
}

/**
 * Sends a write of one item. If it meets a transaction on the item, it tries again after a jittered wait, which the SDK
 * does not do. Throws TransactionContention, and the other errors of `send`.
 */
export async function writeOne<T>({ backoff }: Pick<Database, 'backoff'>, send: () => Promise<T>): Promise<T> {
  try {
    return await retried(backoff, send);
  } catch (error) {
    throw named(error as Error);
  }
}

async function retried<T>(backoff: Backoff, send: () => Promise<T>): Promise<T> {
  for (let attempt = 1; ; attempt++) {
    try {
      return await send();
    } catch (error) {
      if (!isContention(error) || attempt === TRIES) throw error;
      await backoff(attempt);
    }
  }
}

const named = (error: Error): Error =>
  (isContention(error) ? new TransactionContention(error.message, { cause: error }) : error);

const CONDITION_FAILED = 'ConditionalCheckFailed';

/**
 * Reasons of a cancellation that a retry may change. The others are `ValidationError` and
 * `ItemCollectionSizeLimitExceeded`.
 * @see https://docs.aws.amazon.com/amazondynamodb/latest/APIReference/API_TransactWriteItems.html
 */
const TRANSIENT = new Set(['TransactionConflict', 'ThrottlingError', 'ProvisionedThroughputExceeded']);
const HARMLESS = new Set(['None', CONDITION_FAILED]);

/**
 * Whether a write failed because of other writes at the same time. The SDK retries none of these, except
 * `TransactionInProgressException`: then an earlier attempt of the same call is still running. If the SDK has given up
 * on it, a new call is safe, because every write of ours has a condition that recognises an earlier one.
 */
function isContention(error: unknown): boolean {
  if (error instanceof TransactionConflictException || error instanceof TransactionInProgressException) return true;
  const codes = reasonsOf(error).map(({ Code = 'None' }) => Code).filter(code => !HARMLESS.has(code));
  return codes.length > 0 && codes.every(code => TRANSIENT.has(code));
}

const reasonsOf = (error: unknown): readonly CancellationReason[] =>
  (error instanceof TransactionCanceledException ? error.CancellationReasons ?? [] : []);
