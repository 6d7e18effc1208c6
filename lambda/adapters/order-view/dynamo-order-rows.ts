import {
  type AttributeValue, ConditionalCheckFailedException, type DynamoDBClient, GetItemCommand, PutItemCommand,
  UpdateItemCommand,
} from '@aws-sdk/client-dynamodb';
import { marshall, unmarshall } from '@aws-sdk/util-dynamodb';
import type { OrderRow } from './order-row';
import { type Gate, type OrderEntry, type OrderRows, RowRefused, type StuckMark } from './order-rows';
import { unfinishedEntryOf } from './unfinished-entry';
import { ViewAttribute as A } from '../../../src/contract/attributes';
import { UnfinishedOrdersIndex } from '../../../src/contract/heartbeat/unfinished-orders';
import { LONE_SURROGATE } from '../../domain/order/texts';
import { orderStream } from '../../orders/streams';

const STUCK = 'stuck';

/** The length of an error that a row keeps. An item has at most 400 KB, and the row itself needs them. */
const MARK_LENGTH = 1_000;

/**
 * The errors with which DynamoDB refuses a row for good: an item over 400 KB, a number of more than 38 digits, nesting
 * over 32 levels; and a request that it cannot read.
 */
const REFUSED_FOR_GOOD = new Set(['ValidationException', 'SerializationException']);

/** The order view in one DynamoDB table. */
export class DynamoOrderRows implements OrderRows {
  constructor(private readonly client: DynamoDBClient, private readonly table: string) {}

  async get(orderId: string): Promise<OrderEntry | undefined> {
    const { Item } = await this.client.send(
      new GetItemCommand({ TableName: this.table, Key: rowKeyOf(orderId), ConsistentRead: true }),
    );
    if (!Item) return undefined;
    const { [A.KEY]: _, [A.VERSION]: version = 0, [STUCK]: stuck, ...attributes } = unmarshall(Item);
    const { [UnfinishedOrdersIndex.GROUP]: _group, [UnfinishedOrdersIndex.SINCE]: _since, ...row } = attributes;
    return { version: version as number, stuck, row: version > 0 ? row as OrderRow : undefined };
  }

  async put(row: OrderRow, version: number, { from, overMark }: Gate): Promise<boolean> {
    const isUnchanged = from === 0 ? `attribute_not_exists(${A.VERSION})` : `${A.VERSION} = :from`;
    const Item = itemOf(row, version);
    try {
      await this.client.send(new PutItemCommand({
        TableName: this.table,
        Item,
        ConditionExpression: overMark ? isUnchanged : `${isUnchanged} AND attribute_not_exists(${STUCK})`,
        ...(from > 0 && { ExpressionAttributeValues: marshall({ ':from': from }) }),
      }));
      return true;
    } catch (error) {
      if (error instanceof ConditionalCheckFailedException) return false;
      const { name, message } = error as Error;
      if (REFUSED_FOR_GOOD.has(name)) throw new RowRefused(`${name}: ${message}`, { cause: error });
      throw error;
    }
  }

  async markStuck(orderId: string, { version, error }: StuckMark): Promise<boolean> {
    const stuck = { version, error: error.slice(0, MARK_LENGTH).replace(new RegExp(LONE_SURROGATE, 'gu'), '?') };
    try {
      await this.client.send(new UpdateItemCommand({
        TableName: this.table,
        Key: rowKeyOf(orderId),
        UpdateExpression: `SET ${STUCK} = :stuck`,
        ConditionExpression: `attribute_not_exists(${A.VERSION}) OR ${A.VERSION} < :version`,
        ExpressionAttributeValues: marshall({ ':stuck': stuck, ':version': version }),
      }));
      return true;
    } catch (thrown) {
      if (thrown instanceof ConditionalCheckFailedException) return false;
      throw thrown;
    }
  }

  async clearStuck(orderId: string): Promise<void> {
    await this.client.send(
      new UpdateItemCommand({ TableName: this.table, Key: rowKeyOf(orderId), UpdateExpression: `REMOVE ${STUCK}` }),
    );
  }
}

/** The row of an order has the name of its stream as key. */
const keyValue = (orderId: string) => ({ [A.KEY]: orderStream(orderId) });
const rowKeyOf = (orderId: string) => marshall(keyValue(orderId));

/** Throws RowRefused for values that an item cannot have. */
function itemOf(row: OrderRow, version: number): Record<string, AttributeValue> {
  JSON.stringify(row, (key, value: unknown) => {
    if (typeof value === 'string' && LONE_SURROGATE.test(value)) {
      throw new RowRefused(`the text of ${key} has half of a surrogate pair, which is not a character`);
    }
    return value;
  });
  const item = { ...keyValue(row.orderId), [A.VERSION]: version, ...row, ...unfinishedEntryOf(row) };
  try {
    return marshall(item, { removeUndefinedValues: true });
  } catch (error) {
    throw new RowRefused((error as Error).message, { cause: error }); // such as a number beyond 2^53
  }
}
