import * as v from 'valibot';
import { stockLevelsFromEnvironment } from '../../adapters/from-environment';
import type { StockLevels } from '../../adapters/stock/stock-levels';
import { mergeBySku } from '../../domain/order/stock-lines';
import { log } from '../../lib/log';
import { MAX_TRANSACTION_ITEMS } from '../../lib/transaction';
import { wire } from '../../lib/wire';

const name = v.pipe(v.string(), v.minLength(1), v.maxLength(100));
const quantity = v.pipe(v.number(), v.integer(), v.minValue(0), v.maxValue(1_000_000_000));

/** The requests. A receipt must fit into one transaction, so that all of it is added or nothing. */
const lines = (max: number) =>
  v.pipe(v.array(v.strictObject({ sku: name, quantity })), v.minLength(1), v.maxLength(max));
const requestSchema = v.pipe(
  v.strictObject({
    load: v.optional(lines(1_000)),
    receive: v.optional(v.strictObject({ receiptId: name, lines: lines(MAX_TRANSACTION_ITEMS - 1) })),
    read: v.optional(v.pipe(v.array(name), v.minLength(1), v.maxLength(100))),
  }),
  v.check(request => Object.keys(request).length === 1, 'Expected one of load, receive and read'),
);

type StockRequest = v.InferOutput<typeof requestSchema>;

interface Needs {
  readonly stock: StockLevels;
}

/**
 * Loads and reads stock, for operators and importers who invoke it directly.
 * - `{ load: [{ sku, quantity }] }` sets the stock of up to 1,000 SKUs that have no stock record yet. Returns
 *   `{ loaded, known }`.
 * - `{ receive: { receiptId, lines } }` adds received goods, up to 99 lines, once per receipt id. Returns
 *   `{ received }`, which is false if the receipt was added before.
 * - `{ read: [sku, …] }` returns the `{ levels }` of up to 100 SKUs. SKUs without a stock record are left out.
 */
export const manageStock = ({ stock }: Needs) => async (input: unknown): Promise<object> => {
  const request = parseRequest(input);
  const answer = await carryOut(stock, request);
  log.info('stock', { request: Object.keys(request)[0] });
  return answer;
};

function parseRequest(input: unknown): StockRequest {
  const parsed = v.safeParse(requestSchema, input);
  if (parsed.success) return parsed.output;
  const problems = parsed.issues.slice(0, 20).map(issue => `${v.getDotPath(issue) ?? 'the request'}: ${issue.message}`);
  const allowed = '{load: [{sku, quantity}]}, {receive: {receiptId, lines}} or {read: [sku]}';
  throw new TypeError(`not a stock request: ${problems.join('; ')}; allowed: ${allowed}`);
}

async function carryOut(stock: StockLevels, request: StockRequest): Promise<object> {
  if (request.load) {
    const results = await inParallel(mergeBySku(request.load), async line => stock.load(line));
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
