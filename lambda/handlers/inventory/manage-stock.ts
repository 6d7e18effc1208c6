import { BatchGetItemCommand, ConditionalCheckFailedException, PutItemCommand } from '@aws-sdk/client-dynamodb';
import * as v from 'valibot';
import { StockAttribute as A } from '../../../src/contract/attributes';
import { Env } from '../../../src/contract/environment';
import { type StockLevel, receiptKey, receive, skuKey, toStockLevel } from '../../adapters/stock/stock-items';
import { mergeBySku } from '../../domain/order/stock-lines';
import { dynamodb } from '../../lib/dynamodb';
import { required } from '../../lib/environment';
import { log } from '../../lib/log';
import { ConditionsFailed, MAX_TRANSACTION_ITEMS, transact } from '../../lib/transaction';

const table = required(Env.STOCK_TABLE);

const name = v.pipe(v.string(), v.minLength(1), v.maxLength(100));
const count = v.pipe(v.number(), v.integer(), v.minValue(0), v.maxValue(1_000_000_000));

/** What can be asked. One receipt fits one transaction, so that it counts wholly or not at all. */
const lines = (max: number) => v.pipe(v.array(v.strictObject({ sku: name, quantity: count })), v.minLength(1), v.maxLength(max));
const requestSchema = v.pipe(
  v.strictObject({
    load: v.optional(lines(1_000)),
    receive: v.optional(v.strictObject({ receiptId: name, lines: lines(MAX_TRANSACTION_ITEMS - 1) })),
    read: v.optional(v.pipe(v.array(name), v.minLength(1), v.maxLength(100))),
  }),
  v.check(request => Object.keys(request).length === 1, 'Expected one of load, receive and read'),
);

type StockRequest = v.InferOutput<typeof requestSchema>;

/**
 * Loads and reads stock, for operators and importers who invoke it directly.
 * - `{ load: [{ sku, quantity }] }` sets the stock of up to 1,000 SKUs that have none on record yet; answers `{ loaded, known }`.
 * - `{ receive: { receiptId, lines } }` adds goods that came in, up to 99 lines, once per receipt id; answers `{ received }`, false for a repeat.
 * - `{ read: [sku, …] }` answers the `{ levels }` of those of up to 100 SKUs that are on record.
 */
export const handler = async (input: unknown): Promise<object> => {
  const parsed = v.safeParse(requestSchema, input);
  if (!parsed.success) {
    const problems = parsed.issues.slice(0, 20).map(issue => `${v.getDotPath(issue) ?? 'the request'}: ${issue.message}`);
    throw new TypeError(`not a stock request: ${problems.join('; ')}; allowed: {load: [{sku, quantity}]}, {receive: {receiptId, lines}} or {read: [sku]}`);
  }
  const answer = await carryOut(parsed.output);
  log.info('stock', { request: Object.keys(parsed.output)[0] });
  return answer;
};

async function carryOut(request: StockRequest): Promise<object> {
  if (request.load) {
    const results = await inParallel(mergeBySku(request.load), load);
    return { loaded: results.filter(Boolean).length, known: results.filter(done => !done).length };
  }
  if (request.receive) return { received: await receiveOnce(request.receive) };
  return { levels: await read(request.read ?? []) };
}

async function load({ sku, quantity }: { sku: string; quantity: number }): Promise<boolean> {
  const N = String(quantity);
  try {
    await dynamodb.send(new PutItemCommand({
      TableName: table,
      Item: { ...skuKey(sku), [A.ON_HAND]: { N }, [A.AVAILABLE]: { N }, [A.RESERVED]: { N: '0' }, [A.SOLD]: { N: '0' } },
      ConditionExpression: `attribute_not_exists(${A.KEY})`,
    }));
    return true;
  } catch (error) {
    if (error instanceof ConditionalCheckFailedException) return false;
    throw error;
  }
}

async function receiveOnce(receipt: NonNullable<StockRequest['receive']>): Promise<boolean> {
  const once = { Put: { TableName: table, Item: receiptKey(receipt.receiptId), ConditionExpression: `attribute_not_exists(${A.KEY})` } };
  try {
    await transact(dynamodb, [once, ...mergeBySku(receipt.lines).map(line => receive(table, line))]);
    return true;
  } catch (error) {
    if (error instanceof ConditionsFailed) return false;
    throw error;
  }
}

async function read(skus: readonly string[]): Promise<StockLevel[]> {
  const levels: StockLevel[] = [];
  let keys: NonNullable<Parameters<typeof toStockLevel>[0]>[] = [...new Set(skus)].map(skuKey);
  while (keys.length > 0) {
    const { Responses, UnprocessedKeys } = await dynamodb.send(new BatchGetItemCommand({ RequestItems: { [table]: { Keys: keys, ConsistentRead: true } } }));
    levels.push(...(Responses?.[table] ?? []).map(toStockLevel));
    keys = UnprocessedKeys?.[table]?.Keys ?? [];
  }
  return levels;
}

/** Puts at once: enough to load a catalogue quickly, too few to be throttled by a new table. */
const LANES = 20;

async function inParallel<T, R>(items: readonly T[], work: (item: T) => Promise<R>): Promise<R[]> {
  const results: R[] = [];
  for (let start = 0; start < items.length; start += LANES) results.push(...await Promise.all(items.slice(start, start + LANES).map(work)));
  return results;
}
