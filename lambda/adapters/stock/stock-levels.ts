import {
  type AttributeValue, BatchGetItemCommand, ConditionalCheckFailedException, PutItemCommand,
} from '@aws-sdk/client-dynamodb';
import { type StockLevel, digestOfLines, receipt, receive, skuItem, skuKey, toStockLevel } from './stock-items';
import { StockAttribute as A } from '../../../src/contract/attributes';
import type { StockLine } from '../../domain/order/stock-lines';
import { ConditionsFailed } from '../../lib/conditions-failed';
import { type Database, transact, writeOne } from '../../lib/transaction';

type StoredLevel = Record<string, AttributeValue>;

export interface StockLevelsOptions extends Database {
  readonly table: string;
}

/** The levels of the stock, in one DynamoDB table with one item per SKU and one per receipt. No order is involved. */
export class StockLevels {
  constructor(private readonly options: StockLevelsOptions) {}

  /** Sets the stock of a SKU that has no stock record yet. Returns false if it has one. */
  async load(line: StockLine): Promise<boolean> {
    try {
      const put = new PutItemCommand(skuItem(this.options.table, line));
      await writeOne(this.options, async () => this.options.client.send(put));
      return true;
    } catch (error) {
      if (error instanceof ConditionalCheckFailedException) return false;
      throw error;
    }
  }

  /**
   * Adds received goods, once per receipt. Returns false if the receipt was added before.
   * Throws ReceiptConflict if it was added with other lines.
   */
  async receive(receiptId: string, lines: readonly StockLine[]): Promise<boolean> {
    const { table } = this.options;
    const digest = digestOfLines(lines);
    try {
      await transact(this.options, [receipt(table, receiptId, digest), ...lines.map(line => receive(table, line))]);
      return true;
    } catch (error) {
      if (!(error instanceof ConditionsFailed)) throw error;
      const [recorded] = (error as ConditionsFailed<StoredLevel>).found.values();
      if (recorded?.[A.DIGEST]?.S !== digest) throw new ReceiptConflict(receiptId);
      return false;
    }
  }

  /**
   * The levels of up to 100 SKUs. Leaves out SKUs without a stock record. Reads keys that DynamoDB leaves unprocessed,
   * because it throttles, after a jittered wait.
   */
  async levelsOf(skus: readonly string[]): Promise<StockLevel[]> {
    const { client, table, backoff } = this.options;
    const levels: StockLevel[] = [];
    let keys: StoredLevel[] = [...new Set(skus)].map(skuKey);
    for (let attempt = 1; keys.length > 0; attempt++) {
      if (attempt > READ_TRIES) throw new ReadsThrottled(keys.length);
      if (attempt > 1) await backoff(attempt - 1);
      const request = { [table]: { Keys: keys, ConsistentRead: true } };
      const { Responses, UnprocessedKeys } = await client.send(new BatchGetItemCommand({ RequestItems: request }));
      levels.push(...(Responses?.[table] ?? []).map(toStockLevel));
      keys = UnprocessedKeys?.[table]?.Keys ?? [];
    }
    return levels;
  }
}

/** Attempts of a batch read. They wait at most 20 + 40 + … + 640 + 3 × 1,000 ms = 4.3 s, on average half of it. */
const READ_TRIES = 10;

/** DynamoDB still leaves SKUs unread after the last attempt. Nothing is wrong with the request: send it again. */
class ReadsThrottled extends Error {
  override readonly name = 'ReadsThrottled';
  constructor(left: number) {
    super(`DynamoDB left ${left} SKUs unread in ${READ_TRIES} attempts, because it throttles the stock table`);
  }
}

/** The receipt was added before, with other lines. Nothing was added. */
class ReceiptConflict extends Error {
  override readonly name = 'ReceiptConflict';
  constructor(receiptId: string) {
    super(`receiptId is ${JSON.stringify(receiptId)}, which was received with other lines; ` +
      'allowed: the same lines again, or another receipt id');
  }
}
