import { ConditionalCheckFailedException, type DynamoDBClient, GetItemCommand, PutItemCommand, UpdateItemCommand } from '@aws-sdk/client-dynamodb';
import { marshall, unmarshall } from '@aws-sdk/util-dynamodb';
import type { OrderRow } from './order-row';
import { ViewAttribute as A } from '../../../src/contract/attributes';

/** A row as it stands in the table: which version it shows, and whether its projection is stuck. */
export interface ViewEntry {
  readonly version: number;
  readonly row?: OrderRow;
  /** A poison event stopped the projection of this order, until somebody removes the mark. */
  readonly stuck?: { readonly version: number; readonly error: string };
}

const STUCK = 'stuck';

/** The table of the order view, written through a gate: a row only ever moves forward, by whoever read the version before. */
export class OrderView {
  constructor(private readonly client: DynamoDBClient, private readonly table: string) {}

  async get(orderId: string): Promise<ViewEntry | undefined> {
    const { Item } = await this.client.send(new GetItemCommand({ TableName: this.table, Key: keyOf(orderId), ConsistentRead: true }));
    if (!Item) return undefined;
    const { [A.KEY]: _, [A.VERSION]: version = 0, [STUCK]: stuck, ...row } = unmarshall(Item);
    return { version: version as number, stuck, row: version > 0 ? row as OrderRow : undefined };
  }

  /** Writes a row if the table still shows the version that it was made from. False where another writer was faster. */
  async put(row: OrderRow, version: number, from: number): Promise<boolean> {
    try {
      await this.client.send(new PutItemCommand({
        TableName: this.table,
        Item: marshall({ ...keyValue(row.orderId), [A.VERSION]: version, ...row }, { removeUndefinedValues: true }),
        ConditionExpression: `${from === 0 ? `attribute_not_exists(${A.VERSION})` : `${A.VERSION} = :from`} AND attribute_not_exists(${STUCK})`,
        ...(from > 0 && { ExpressionAttributeValues: marshall({ ':from': from }) }),
      }));
      return true;
    } catch (error) {
      if (error instanceof ConditionalCheckFailedException) return false;
      throw error;
    }
  }

  /** Marks the order's projection as stuck at a version; its row stays as it is. */
  async markStuck(orderId: string, version: number, error: string): Promise<void> {
    await this.client.send(new UpdateItemCommand({
      TableName: this.table,
      Key: keyOf(orderId),
      UpdateExpression: `SET ${STUCK} = :stuck`,
      ExpressionAttributeValues: marshall({ ':stuck': { version, error } }),
    }));
  }

  async clearStuck(orderId: string): Promise<void> {
    await this.client.send(new UpdateItemCommand({ TableName: this.table, Key: keyOf(orderId), UpdateExpression: `REMOVE ${STUCK}` }));
  }
}

const keyValue = (orderId: string) => ({ [A.KEY]: `ORDER#${orderId}` });
const keyOf = (orderId: string) => marshall(keyValue(orderId));
