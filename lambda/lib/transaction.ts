import {
  type AttributeValue, type DynamoDBClient, type TransactWriteItem,
  TransactWriteItemsCommand, TransactionCanceledException,
} from '@aws-sdk/client-dynamodb';
import type { Backoff } from './backoff';
import { ConditionsFailed } from './conditions-failed';
import { TechnicalError } from '../../src/contract/errors';

/** A client of DynamoDB, and the back-off before a retry of a transaction. */
export interface Database {
  readonly client: DynamoDBClient;
  readonly backoff: Backoff;
}

/**
 * The most items of one transaction.
 * @see https://docs.aws.amazon.com/amazondynamodb/latest/developerguide/ServiceQuotas.html
 */
export const MAX_TRANSACTION_ITEMS = 100;

/** Attempts of one transaction on contended items. Then the function fails, and the workflow retries it more slowly. */
const TRIES = 6;

const TRANSIENT = new Set(['TransactionConflict', 'ThrottlingError', 'ProvisionedThroughputExceeded']);

/** All attempts of a transaction conflicted with other transactions on the same items. Nothing was written. */
export class TransactionContention extends Error {
  override readonly name = TechnicalError.CONTENTION;
}

/**
 * Writes all items or none. After a conflict with another transaction, it tries again after a jittered wait.
 * Throws ConditionsFailed and TransactionContention.
 */
export async function transact({ client, backoff }: Database, items: readonly TransactWriteItem[]): Promise<void> {
  for (let attempt = 1; ; attempt++) {
    try {
      await client.send(new TransactWriteItemsCommand({ TransactItems: [...items] }));
      return;
    } catch (error) {
      if (!(error instanceof TransactionCanceledException)) throw error;
      const reasons = error.CancellationReasons ?? [];
      const failed = reasons.flatMap(({ Code, Item }, index) =>
        (Code === 'ConditionalCheckFailed' ? [[index, Item] as const] : []));
      if (failed.length > 0) throw new ConditionsFailed<Record<string, AttributeValue>>(new Map(failed));
      if (!reasons.some(reason => TRANSIENT.has(reason.Code ?? ''))) throw error;
      if (attempt === TRIES) throw new TransactionContention(error.message, { cause: error });
      await backoff(attempt);
    }
  }
}
