import * as v from 'valibot';
import { CANARY_SKU } from '../../../src/contract/heartbeat/canary';
import { stockLevelsFromEnvironment } from '../../adapters/from-environment';
import type { StockLevels } from '../../adapters/stock/stock-levels';
import { pathTo } from '../../domain/order/problem';
import { ALLOWED } from '../../domain/order/problem-codes';
import { type StockLine, mergeBySku } from '../../domain/order/stock-lines';
import { WrongInput, shown, wrongInput } from '../../lib/input/wrong-input';
import { log } from '../../lib/log';
import { MAX_TRANSACTION_ITEMS } from '../../lib/transaction';
import { wire } from '../../lib/wire';

/** What a field may be. A message is what is allowed, in words. */
const NAME = '1 to 100 characters';
const name = v.pipe(v.string(NAME), v.minLength(1, NAME), v.maxLength(100, NAME));
const QUANTITY = 'a whole number from 0 to 1,000,000,000';
const quantity = v.pipe(
  v.number(QUANTITY),
  v.integer(QUANTITY),
  v.minValue(0, QUANTITY),
  v.maxValue(1_000_000_000, QUANTITY),
);
/** The heartbeat loads the stock of its canaries itself. With another stock, they could run out of it. */
const sku = v.pipe(name, v.notValue(CANARY_SKU, ALLOWED.SKU_RESERVED));

const stockLine = v.strictObject({ sku, quantity }, 'an object with sku and quantity');
const lines = (max: number) => {
  const allowed = `a list of 1 to ${max.toLocaleString('en-GB')} lines`;
  return v.pipe(v.array(stockLine, allowed), v.minLength(1, allowed), v.maxLength(max, allowed));
};
const SKU_LIST = 'a list of 1 to 100 SKUs';

const REQUEST = '{load: [{sku, quantity}]}, {receive: {receiptId, lines}} or {read: [sku]}';
const isFirstOfSku = (own: StockLine, index: number, all: StockLine[]) =>
  all.findIndex(one => one.sku === own.sku) === index;

/** The requests. A receipt must fit into one transaction, so that all of it is added or nothing. */
const requestSchema = v.pipe(
  v.strictObject({
    load: v.optional(v.pipe(lines(1_000), v.checkItems(isFirstOfSku, 'one line per SKU'))),
    receive: v.optional(v.strictObject(
      { receiptId: name, lines: lines(MAX_TRANSACTION_ITEMS - 1) },
      'an object with receiptId and lines',
    )),
    read: v.optional(v.pipe(v.array(name, SKU_LIST), v.minLength(1, SKU_LIST), v.maxLength(100, SKU_LIST))),
  }, REQUEST),
  v.check(request => Object.keys(request).length === 1, `exactly one of ${REQUEST}`),
);

type StockRequest = v.InferOutput<typeof requestSchema>;

interface Needs {
  readonly stock: StockLevels;
}

/**
 * Loads and reads stock, for operators and importers who invoke it directly.
 * - `{ load: [{ sku, quantity }] }` sets the stock of up to 1,000 SKUs that have no stock record yet. Returns
 *   `{ loaded, known }`.
 * - `{ receive: { receiptId, lines } }` adds received goods, up to 99 lines, once per receipt id. Lines of one SKU add
 *   up. Returns `{ received }`, which is false if the receipt was added before.
 * - `{ read: [sku, …] }` returns the `{ levels }` of up to 100 SKUs. SKUs without a stock record are left out.
 */
export const manageStock = ({ stock }: Needs) => async (input: unknown): Promise<object> => {
  const request = parseRequest(input);
  const answer = await carryOut(stock, request);
  log.info('stock', { request: Object.keys(request)[0] });
  return answer;
};

/** Reads a request. Throws WrongInput, with a line for each of the first problems. */
function parseRequest(input: unknown): StockRequest {
  const parsed = v.safeParse(requestSchema, input);
  if (parsed.success) return parsed.output;
  throw new WrongInput(parsed.issues.slice(0, MAX_PROBLEMS).map(problemOf).join('\n'));
}

const MAX_PROBLEMS = 20;

function problemOf({ path, input, message, expected }: v.BaseIssue<unknown>): string {
  const where = (path ?? []).reduce((parent, { key }) => pathTo(parent, key), 'request');
  const isUnknownField = expected === 'never';
  return wrongInput(where, isUnknownField ? 'is not known' : `is ${shown(input)}`, message).message;
}

async function carryOut(stock: StockLevels, request: StockRequest): Promise<object> {
  if (request.load) {
    const results = await inParallel(request.load, async line => stock.load(line));
    return { loaded: results.filter(Boolean).length, known: results.filter(done => !done).length };
  }
  if (request.receive) {
    return { received: await stock.receive(request.receive.receiptId, mergeBySku(request.receive.lines)) };
  }
  return { levels: await stock.levelsOf(request.read ?? []) };
}

/** The number of parallel puts: enough to load a catalogue quickly, few enough that a new table does not throttle. */
const AT_ONCE = 20;

async function inParallel<T, R>(items: readonly T[], work: (item: T) => Promise<R>): Promise<R[]> {
  const results: R[] = [];
  for (let start = 0; start < items.length; start += AT_ONCE) {
    results.push(...await Promise.all(items.slice(start, start + AT_ONCE).map(work)));
  }
  return results;
}

export const handler = wire(() => manageStock({ stock: stockLevelsFromEnvironment() }));
