import {
  ConditionalCheckFailedException, type DynamoDBClient, GetItemCommand, PutItemCommand, UpdateItemCommand,
} from '@aws-sdk/client-dynamodb';
import { marshall, unmarshall } from '@aws-sdk/util-dynamodb';
import type { OrderRow } from './order-row';
import type { OrderEntry, OrderRows } from './order-rows';
import { ViewAttribute as A } from '../../../src/contract/attributes';

const STUCK = 'stuck';

/** The order view in one DynamoDB table. */
export class DynamoOrderRows implements OrderRows {
  constructor(private readonly client: DynamoDBClient, private readonly table: string) {}

  async get(orderId: string): Promise<OrderEntry | undefined> {
    const { Item } = await this.client.send(
      new GetItemCommand({ TableName: this.table, Key: rowKeyOf(orderId), ConsistentRead: true }),
    );
    if (!Item) return undefined;
    const { [A.KEY]: _, [A.VERSION]: version = 0, [STUCK]: stuck, ...row } = unmarshall(Item);
    return { version: version as number, stuck, row: version > 0 ? row as OrderRow : undefined };
  }

  async put(row: OrderRow, version: number, from: number): Promise<boolean> {
    const isUnchanged = from === 0 ? `attribute_not_exists(${A.VERSION})` : `${A.VERSION} = :from`;
    try {
      await this.client.send(new PutItemCommand({
        TableName: this.table,
        Item: marshall({ ...keyValue(row.orderId), [A.VERSION]: version, ...row }, { removeUndefinedValues: true }),
        ConditionExpression: `${isUnchanged} AND attribute_not_exists(${STUCK})`,
        ...(from > 0 && { ExpressionAttributeValues: marshall({ ':from': from }) }),
      }));
      return true;
    } catch (error) {
      if (error instanceof ConditionalCheckFailedException) return false;
      throw error;
    }
  }

  async markStuck(orderId: string, version: number, error: string): Promise<void> {
    await this.client.send(new UpdateItemCommand({
      TableName: this.table,
      Key: rowKeyOf(orderId),
      UpdateExpression: `SET ${STUCK} = :stuck`,
      ExpressionAttributeValues: marshall({ ':stuck': { version, error } }),
    }));
  }

  async clearStuck(orderId: string): Promise<void> {
    await this.client.send(
      new UpdateItemCommand({ TableName: this.table, Key: rowKeyOf(orderId), UpdateExpression: `REMOVE ${STUCK}` }),
    );
  }
}

const keyValue = (orderId: string) => ({ [A.KEY]: `ORDER#${orderId}` });
const rowKeyOf = (orderId: string) => marshall(keyValue(orderId));
