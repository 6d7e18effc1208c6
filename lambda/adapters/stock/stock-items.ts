import type { AttributeValue, TransactWriteItem } from '@aws-sdk/client-dynamodb';
import { StockAttribute as A } from '../../../src/contract/attributes';
import type { StockLine } from '../../domain/order/stock-lines';

export const SKU_PREFIX = 'SKU#';
export const skuKey = (sku: string) => ({ [A.KEY]: { S: `${SKU_PREFIX}${sku}` } });
export const reservationKey = (orderId: string) => ({ [A.KEY]: { S: `RESERVATION#${orderId}` } });
export const receiptKey = (receiptId: string) => ({ [A.KEY]: { S: `RECEIPT#${receiptId}` } });

/** Counters of one SKU; available + reserved + sold = on hand, and none is ever negative. */
export interface StockLevel {
  readonly sku: string;
  /** All that was ever received. */
  readonly onHand: number;
  readonly available: number;
  readonly reserved: number;
  readonly sold: number;
}

export function toStockLevel(item: Record<string, AttributeValue>): StockLevel {
  const count = (name: string) => Number(item[name]?.N ?? 0);
  return {
    sku: item[A.KEY]!.S!.slice(SKU_PREFIX.length),
    onHand: count(A.ON_HAND),
    available: count(A.AVAILABLE),
    reserved: count(A.RESERVED),
    sold: count(A.SOLD),
  };
}

/** Moves a quantity of one SKU between two counters, on the condition that there is as much. */
function move(table: string, { sku, quantity }: StockLine, from: string, to: string): TransactWriteItem {
  return {
    Update: {
      TableName: table,
      Key: skuKey(sku),
      UpdateExpression: 'SET #from = #from - :q, #to = #to + :q',
      ConditionExpression: '#from >= :q',
      ExpressionAttributeNames: { '#from': from, '#to': to },
      ExpressionAttributeValues: { ':q': { N: String(quantity) } },
    },
  };
}

export type StockMove = (table: string, line: StockLine) => TransactWriteItem;
export const hold: StockMove = (table, line) => move(table, line, A.AVAILABLE, A.RESERVED);
export const release: StockMove = (table, line) => move(table, line, A.RESERVED, A.AVAILABLE);
export const sell: StockMove = (table, line) => move(table, line, A.RESERVED, A.SOLD);

/** Adds what came in, and makes the item where it is the SKU's first. */
export function receive(table: string, { sku, quantity }: StockLine): TransactWriteItem {
  return {
    Update: {
      TableName: table,
      Key: skuKey(sku),
      UpdateExpression: `ADD ${A.ON_HAND} :q, ${A.AVAILABLE} :q, ${A.RESERVED} :zero, ${A.SOLD} :zero`,
      ExpressionAttributeValues: { ':q': { N: String(quantity) }, ':zero': { N: '0' } },
    },
  };
}
