import {
  type AttributeValue,
  type TransactWriteItem,
  BatchGetItemCommand,
  ConditionalCheckFailedException,
  GetItemCommand,
  PutItemCommand,
  UpdateItemCommand,
} from '@aws-sdk/client-dynamodb';
import type { ReservationMarker, Stock } from './stock';
import {
  type StockLevel,
  receipt,
  receive,
  reservationKey,
  skuItem,
  skuKey,
  toStockLevel,
  writeOf,
} from './stock-items';
import type { StockLine } from '../../domain/order/stock-lines';
import { ConditionsFailed } from '../../lib/conditions-failed';
import { type Database, transact } from '../../lib/transaction';
import type { Effect } from '../../orders/effects';

type StockItem = Record<string, AttributeValue>;

export interface DynamoStockOptions extends Database {
  readonly table: string;
}

/** The stock in one DynamoDB table, with one item per SKU, one per receipt, and one per large reservation. */
export class DynamoStock implements Stock {
  constructor(private readonly options: DynamoStockOptions) {}

  /** How an effect is written to the table, in a transaction of others. */
  writeOf(effect: Effect): TransactWriteItem {
    return writeOf(this.options.table, effect);
  }

  async change(changes: readonly Effect[]): Promise<void> {
    try {
      await transact(this.options, changes.map(change => this.writeOf(change)));
    } catch (error) {
      if (!(error instanceof ConditionsFailed)) throw error;
      const found = [...(error as ConditionsFailed<StockItem>).found];
      throw new ConditionsFailed<ReservationMarker>(
        new Map(found.map(([index, item]) => [index, item && toMarker(item)])),
      );
    }
  }

  async markerOf(orderId: string): Promise<ReservationMarker | undefined> {
    const { client, table } = this.options;
    const { Item } = await client.send(
      new GetItemCommand({ TableName: table, Key: reservationKey(orderId), ConsistentRead: true }),
    );
    return Item && toMarker(Item);
  }

  async abandon(orderId: string, shortages: readonly StockLine[]): Promise<ReservationMarker> {
    const { Attributes } = await this.options.client.send(new UpdateItemCommand({
      TableName: this.options.table,
      Key: reservationKey(orderId),
      UpdateExpression: 'SET abandoned = if_not_exists(abandoned, :lines)',
      ConditionExpression: 'attribute_not_exists(complete)',
      ExpressionAttributeValues: { ':lines': { S: JSON.stringify(shortages) } },
      ReturnValues: 'ALL_NEW',
    }));
    return toMarker(Attributes!);
  }

  /** Sets the stock of a SKU that has no stock record yet. Returns false if it has one. */
  async load(line: StockLine): Promise<boolean> {
    try {
      await this.options.client.send(new PutItemCommand(skuItem(this.options.table, line)));
      return true;
    } catch (error) {
      if (error instanceof ConditionalCheckFailedException) return false;
      throw error;
    }
  }

  /** Adds received goods, once per receipt. Returns false if the receipt was added before. */
  async receive(receiptId: string, lines: readonly StockLine[]): Promise<boolean> {
    const { table } = this.options;
    try {
      await transact(this.options, [receipt(table, receiptId), ...lines.map(line => receive(table, line))]);
      return true;
    } catch (error) {
      if (error instanceof ConditionsFailed) return false;
      throw error;
    }
  }

  /** The levels of up to 100 SKUs. Leaves out SKUs without a stock record. */
  async levelsOf(skus: readonly string[]): Promise<StockLevel[]> {
    const { client, table } = this.options;
    const levels: StockLevel[] = [];
    let keys: StockItem[] = [...new Set(skus)].map(skuKey);
    while (keys.length > 0) {
      const request = { [table]: { Keys: keys, ConsistentRead: true } };
      const { Responses, UnprocessedKeys } = await client.send(new BatchGetItemCommand({ RequestItems: request }));
      levels.push(...(Responses?.[table] ?? []).map(toStockLevel));
      keys = UnprocessedKeys?.[table]?.Keys ?? [];
    }
    return levels;
  }
}

const toMarker = ({ held, complete, abandoned }: StockItem): ReservationMarker => ({
  held: (held?.NS ?? []).map(Number),
  complete: complete !== undefined,
  ...(abandoned && { abandoned: JSON.parse(abandoned.S!) as StockLine[] }),
});
