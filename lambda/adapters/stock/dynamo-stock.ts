import {
  type AttributeValue, type TransactWriteItem, GetItemCommand, UpdateItemCommand,
} from '@aws-sdk/client-dynamodb';
import type { ReservationMarker, Stock } from './stock';
import { reservationKey, writeOf } from './stock-items';
import type { StockLine } from '../../domain/order/stock-lines';
import { ConditionsFailed } from '../../lib/conditions-failed';
import { type Database, transact, writeOne } from '../../lib/transaction';
import type { StockEffect } from '../../orders/effects';

type StockItem = Record<string, AttributeValue>;

export interface DynamoStockOptions extends Database {
  readonly table: string;
  /** The identity of the pipeline whose orders hold the stock. Other pipelines can share the table. */
  readonly identity: string;
}

/** The stock as the orders of one pipeline move it, in one DynamoDB table. A large reservation has its own item. */
export class DynamoStock implements Stock {
  constructor(private readonly options: DynamoStockOptions) {}

  /** How an effect is written to the table, in a transaction of others. */
  writeOf(effect: StockEffect): TransactWriteItem {
    return writeOf(this.options, effect);
  }

  async change(changes: readonly StockEffect[]): Promise<void> {
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
      new GetItemCommand({ TableName: table, Key: this.keyOf(orderId), ConsistentRead: true }),
    );
    return Item && toMarker(Item);
  }

  async abandon(orderId: string, shortages: readonly StockLine[]): Promise<ReservationMarker> {
    const update = new UpdateItemCommand({
      TableName: this.options.table,
      Key: this.keyOf(orderId),
      UpdateExpression: 'SET abandoned = if_not_exists(abandoned, :lines)',
      ConditionExpression: 'attribute_not_exists(complete)',
      ExpressionAttributeValues: { ':lines': { S: JSON.stringify(shortages) } },
      ReturnValues: 'ALL_NEW',
    });
    const { Attributes } = await writeOne(this.options, async () => this.options.client.send(update));
    return toMarker(Attributes!);
  }

  private keyOf(orderId: string): StockItem {
    return reservationKey({ identity: this.options.identity, orderId });
  }
}

const toMarker = ({ held, complete, abandoned }: StockItem): ReservationMarker => ({
  held: (held?.NS ?? []).map(Number),
  complete: complete !== undefined,
  ...(abandoned && { abandoned: JSON.parse(abandoned.S!) as StockLine[] }),
});
