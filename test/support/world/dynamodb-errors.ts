import {
  type AttributeValue,
  type CancellationReason,
  ConditionalCheckFailedException,
  TransactionCanceledException,
  TransactionConflictException,
  TransactionInProgressException,
} from '@aws-sdk/client-dynamodb';

type Item = Record<string, AttributeValue>;

export const conditionFailed = (Item?: Item) =>
  new ConditionalCheckFailedException({ message: 'The conditional request failed', $metadata: {}, Item });

export const cancelled = (...CancellationReasons: CancellationReason[]) =>
  new TransactionCanceledException({ message: 'Transaction cancelled', $metadata: {}, CancellationReasons });

export const NONE: CancellationReason = { Code: 'None' };
export const CONFLICT: CancellationReason = { Code: 'TransactionConflict' };
export const failed = (Item?: Item): CancellationReason => ({ Code: 'ConditionalCheckFailed', Item });

/** A write of one item that met a transaction. */
export const conflictOfOne = () =>
  new TransactionConflictException({ message: 'Transaction is ongoing for the item', $metadata: {} });

/** A transaction that was sent again while its first attempt was still running. */
export const inProgress = () => new TransactionInProgressException({ message: 'in progress', $metadata: {} });
