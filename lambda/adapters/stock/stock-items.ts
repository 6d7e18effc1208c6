import type { AttributeValue, TransactWriteItem } from '@aws-sdk/client-dynamodb';
import { StockAttribute as A } from '../../../src/contract/attributes';
import type { StockLine } from '../../domain/order/stock-lines';
import { unreachable } from '../../domain/state/unreachable';
import { digestOf } from '../../lib/digest';
import type { EndChunk, StockEffect, HoldChunk, MoveStock, StockCounter } from '../../orders/effects';

export const SKU_PREFIX = 'SKU#';
export const skuKey = (sku: string) => ({ [A.KEY]: { S: `${SKU_PREFIX}${sku}` } });
/** Pipelines can share a stock table, so the key contains the identity of the order's pipeline. */
export const reservationKey = ({ identity, orderId }: ReservationOwner) =>
  ({ [A.KEY]: { S: `RESERVATION#${identity}#${orderId}` } });
export const receiptKey = (receiptId: string) => ({ [A.KEY]: { S: `RECEIPT#${receiptId}` } });

/** The order that holds a reservation, and the identity of its pipeline. */
export interface ReservationOwner {
  readonly identity: string;
  readonly orderId: string;
}

/** The table with the stock, and the identity of the pipeline whose orders change it. */
export interface StockTarget {
  readonly table: string;
  readonly identity: string;
}

/** The counters of one SKU. available + reserved + sold = on hand, and no counter is ever negative. */
export interface StockLevel {
  readonly sku: string;
  /** Everything that was ever received, including what has been sold. */
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

/** Converts an effect to a conditional write to the stock table. */
export function writeOf(target: StockTarget, effect: StockEffect): TransactWriteItem {
  switch (effect.type) {
    case 'MoveStock': return writeMove(target, effect);
    case 'HoldChunk': return writeHoldChunk(target, effect);
    case 'EndChunk': return writeEndChunk(target, effect);
    default: return unreachable(effect);
  }
}

/** The attribute of each counter. */
const COUNTERS: Record<StockCounter, string> = { available: A.AVAILABLE, reserved: A.RESERVED, sold: A.SOLD };

function writeMove({ table }: StockTarget, { line: { sku, quantity }, from, to }: MoveStock): TransactWriteItem {
  return {
    Update: {
      TableName: table,
      Key: skuKey(sku),
      UpdateExpression: 'SET #from = #from - :q, #to = #to + :q',
      ConditionExpression: '#from >= :q',
      ExpressionAttributeNames: { '#from': COUNTERS[from], '#to': COUNTERS[to] },
      ExpressionAttributeValues: { ':q': { N: String(quantity) } },
    },
  };
}

function writeHoldChunk(target: StockTarget, { orderId, chunk, isLast }: HoldChunk): TransactWriteItem {
  const isOpen = 'attribute_not_exists(abandoned) AND attribute_not_exists(complete) AND NOT contains(held, :n)';
  return mark(target, orderId, chunk, `ADD held :set${isLast ? ' SET complete = :n' : ''}`, isOpen);
}

const writeEndChunk = (target: StockTarget, { orderId, chunk }: EndChunk): TransactWriteItem =>
  mark(target, orderId, chunk, 'DELETE held :set', 'contains(held, :n)');

function mark(
  { table, identity }: StockTarget, orderId: string, chunk: number, update: string, condition: string,
): TransactWriteItem {
  return {
    Update: {
      TableName: table,
      Key: reservationKey({ identity, orderId }),
      UpdateExpression: update,
      ConditionExpression: condition,
      ExpressionAttributeValues: { ':n': { N: String(chunk) }, ':set': { NS: [String(chunk)] } },
      ReturnValuesOnConditionCheckFailure: 'ALL_OLD',
    },
  };
}

/** The first item of a SKU that has no stock record yet. */
export function skuItem(table: string, { sku, quantity }: StockLine): NonNullable<TransactWriteItem['Put']> {
  const N = String(quantity);
  return {
    TableName: table,
    Item: { ...skuKey(sku), [A.ON_HAND]: { N }, [A.AVAILABLE]: { N }, [A.RESERVED]: { N: '0' }, [A.SOLD]: { N: '0' } },
    ConditionExpression: `attribute_not_exists(${A.KEY})`,
  };
}

/** The same for the same quantities, in whatever order the lines are. */
export const digestOfLines = (lines: readonly StockLine[]): string =>
  digestOf(Object.fromEntries(lines.map(({ sku, quantity }) => [sku, quantity])));

/** Records a receipt. If it is already recorded, the write fails and returns it. */
export const receipt = (table: string, receiptId: string, digest: string): TransactWriteItem => ({
  Put: {
    TableName: table,
    Item: { ...receiptKey(receiptId), [A.DIGEST]: { S: digest } },
    ConditionExpression: `attribute_not_exists(${A.KEY})`,
    ReturnValuesOnConditionCheckFailure: 'ALL_OLD',
  },
});

/** Adds received goods to the item of a SKU. Creates the item if the SKU has none. */
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
