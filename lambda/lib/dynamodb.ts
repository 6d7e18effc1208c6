import type { DynamoDBClient } from '@aws-sdk/client-dynamodb';
import type { Backoff } from './backoff';

/** A client of DynamoDB, and how to wait before a transaction is tried again. */
export interface Database {
  readonly client: DynamoDBClient;
  readonly backoff: Backoff;
}
