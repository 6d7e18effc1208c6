import {
  type AttributeValue, BatchGetItemCommand, ConditionalCheckFailedException, PutItemCommand,
} from '@aws-sdk/client-dynamodb';
import { type StockLevel, receipt, receive, skuItem, skuKey, toStockLevel } from './stock-items';
import type { StockLine } from '../../domain/order/stock-lines';
import { ConditionsFailed } from '../../lib/conditions-failed';
import { type Database, transact } from '../../lib/transaction';

export interface StockLevelsOptions extends Database {
  readonly table: string;
}

/** The levels of the stock, in one DynamoDB table with one item per SKU and one per receipt. No order is involved. */
export class StockLevels {
  constructor(private readonly options: StockLevelsOptions) {}

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
    let keys: Record<string, AttributeValue>[] = [...new Set(skus)].map(skuKey);
    while (keys.length > 0) {
      const request = { [table]: { Keys: keys, ConsistentRead: true } };
      const { Responses, UnprocessedKeys } = await client.send(new BatchGetItemCommand({ RequestItems: request }));
      levels.push(...(Responses?.[table] ?? []).map(toStockLevel));
      keys = UnprocessedKeys?.[table]?.Keys ?? [];
    }
    return levels;
  }
}
