import {
  type AttributeValue,
  type CancellationReason,
  ConditionalCheckFailedException,
  TransactionCanceledException,
} from '@aws-sdk/client-dynamodb';

type Item = Record<string, AttributeValue>;

export const conditionFailed = (Item?: Item) =>
  new ConditionalCheckFailedException({ message: 'The conditional request failed', $metadata: {}, Item });

export const cancelled = (...CancellationReasons: CancellationReason[]) =>
  new TransactionCanceledException({ message: 'Transaction cancelled', $metadata: {}, CancellationReasons });

export const NONE: CancellationReason = { Code: 'None' };
export const CONFLICT: CancellationReason = { Code: 'TransactionConflict' };
export const failed = (Item?: Item): CancellationReason => ({ Code: 'ConditionalCheckFailed', Item });
