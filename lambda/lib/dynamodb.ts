import { DynamoDBClient } from '@aws-sdk/client-dynamodb';

/** One client an environment; six tries ride out a second of throttling before the caller's own retry takes over. */
export const dynamodb = new DynamoDBClient({ maxAttempts: 6 });
