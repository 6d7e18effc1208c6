/** What a reservation comes to, whatever its calls are: over a stock in memory that keeps the contract of the table. */
import * as fc from 'fast-check';
import { MemoryStock } from '../../../../lambda/adapters/stock/memory-stock';
import { type MoveLine, release, sell } from '../../../../lambda/adapters/stock/moves';
import { CHUNK_SIZE, Reservation, Shortage } from '../../../../lambda/adapters/stock/reservation';
import type { Stock } from '../../../../lambda/adapters/stock/stock';
import { ConditionsFailed } from '../../../../lambda/lib/conditions-failed';
import type { StockEffect } from '../../../../lambda/orders/effects';

const linesOf = (count: number) => Array.from({ length: count }, (_, n) => ({ sku: `S-${n}`, quantity: 1 }));

function stockOf(count: number, exceptions: Readonly<Record<string, number>> = {}): MemoryStock {
  const stock = new MemoryStock();
  for (const { sku } of linesOf(count)) stock.set(sku, exceptions[sku] ?? 1);
  return stock;
}

const countersOf = (stock: MemoryStock, counter: 'available' | 'reserved' | 'sold') =>
  [...stock.counters.values()].reduce((sum, counters) => sum + counters[counter], 0);

/** Stands for the log, which takes each set of effects once, together with its event. */
class Log {
  private readonly recorded = new Set<string>();
  constructor(private readonly stock: MemoryStock) {}

  append(event: string, effects: readonly StockEffect[]): void {
    if (this.recorded.has(event)) return;
    const refused = this.stock.apply(effects);
    if (refused.size > 0) throw new ConditionsFailed(new Map([...refused].map(index => [index, undefined])));
    this.recorded.add(event);
  }

  has(event: string): boolean {
    return this.recorded.has(event);
  }
}

/** Reserves as the step does: returns the shortage, if there is one. */
async function reserve(reservation: Reservation, log: Log): Promise<Shortage | undefined> {
  if (log.has('StockReserved')) return undefined;
  try {
    log.append('StockReserved', await reservation.holdAllButLast());
    return undefined;
  } catch (error) {
    if (error instanceof Shortage) return error;
    if (!(error instanceof ConditionsFailed)) throw error;
    return reservation.shortageOfLast(error.found);
  }
}

async function end(reservation: Reservation, log: Log, move: MoveLine): Promise<void> {
  if (!log.has('Ended')) log.append('Ended', await reservation.endAllButLast(move));
}

/** A stock whose process dies at one of its calls, before or after it is made. */
function dyingAt(stock: MemoryStock, call: number, when: 'before' | 'after'): Stock {
  let calls = 0;
  const dying = <A extends unknown[], R>(work: (...args: A) => Promise<R>) => async (...args: A): Promise<R> => {
    const dies = ++calls === call;
    if (dies && when === 'before') throw new Error('died');
    const result = await work(...args);
    if (dies) throw new Error('died');
    return result;
  };
  return {
    change: dying(changes => stock.change(changes)),
    markerOf: dying(orderId => stock.markerOf(orderId)),
    abandon: dying((orderId, shortages) => stock.abandon(orderId, shortages)),
  };
}

const COUNTS = [1, CHUNK_SIZE, CHUNK_SIZE + 1, 250];

test.each(COUNTS)('%d SKUs are held, and sold, each once', async count => {
  const stock = stockOf(count);
  const log = new Log(stock);
  const reservation = new Reservation(stock, 'A-1', linesOf(count));
  expect(await reserve(reservation, log)).toBeUndefined();
  expect(countersOf(stock, 'reserved')).toBe(count);
  for (let delivery = 0; delivery < 2; delivery++) await end(reservation, log, sell);
  expect([countersOf(stock, 'reserved'), countersOf(stock, 'sold')]).toEqual([0, count]);
});

test.each(['S-0', 'S-98', 'S-199'])('fault 34: too little of %s alone is the shortage; none is held', async sku => {
  const stock = stockOf(200, { [sku]: 0 });
  const shortage = await reserve(new Reservation(stock, 'A-1', linesOf(200)), new Log(stock));
  expect(shortage!.lines).toEqual([{ sku, quantity: 1 }]);
  expect([countersOf(stock, 'available'), countersOf(stock, 'reserved')]).toEqual([199, 0]);
});

test('fault 23: a process that dies at any call, and is run again, sends no chunk that is held', async () => {
  const anyDeath = fc.record({
    count: fc.constantFrom(...COUNTS),
    call: fc.integer({ min: 1, max: 4 }),
    when: fc.constantFrom('before' as const, 'after' as const),
  });
  await fc.assert(fc.asyncProperty(anyDeath, async ({ count, call, when }) => {
    const stock = stockOf(count);
    const log = new Log(stock);
    await reserve(new Reservation(dyingAt(stock, call, when), 'A-1', linesOf(count)), log)
      .catch((error: Error) => expect(error.message).toBe('died'));
    const change = jest.spyOn(stock, 'change');
    expect(await reserve(new Reservation(stock, 'A-1', linesOf(count)), log)).toBeUndefined();
    for (const { value } of change.mock.results) await expect(value).resolves.toBeUndefined(); // none was refused
    expect(countersOf(stock, 'reserved')).toBe(count);
  }));
});

test('fault 35: a process that dies at any call, and is run again, sells or releases every SKU once', async () => {
  const anyRun = fc.record({
    count: fc.constantFrom(...COUNTS),
    call: fc.nat({ max: 8 }),
    when: fc.constantFrom('before' as const, 'after' as const),
    move: fc.constantFrom(sell, release),
  });
  await fc.assert(fc.asyncProperty(anyRun, async ({ count, call, when, move }) => {
    const stock = stockOf(count);
    const log = new Log(stock);
    const run = async (calls: Stock) => {
      const reservation = new Reservation(calls, 'A-1', linesOf(count));
      await reserve(reservation, log);
      await end(reservation, log, move);
    };
    await run(dyingAt(stock, call, when)).catch((error: Error) => expect(error.message).toBe('died'));
    await run(stock);
    const [to, other] = move === sell ? ['sold', 'available'] as const : ['available', 'sold'] as const;
    expect([countersOf(stock, to), countersOf(stock, other), countersOf(stock, 'reserved')]).toEqual([count, 0, 0]);
  }));
});

test('fault 31: a process that dies at any call, and a cancellation after it, leave all available', async () => {
  const anyDeath = fc.record({
    count: fc.constantFrom(CHUNK_SIZE + 1, 250),
    deaths: fc.array(fc.record({
      call: fc.integer({ min: 1, max: 5 }), when: fc.constantFrom('before' as const, 'after' as const),
    }), { minLength: 2, maxLength: 4 }),
  });
  await fc.assert(fc.asyncProperty(anyDeath, async ({ count, deaths: [first, ...others] }) => {
    const stock = stockOf(count);
    const log = new Log(stock);
    const of = (calls: Stock) => new Reservation(calls, 'A-1', linesOf(count));
    const cancel = async (calls: Stock) =>
      (log.has('StockReserved') ? end(of(calls), log, release) : of(calls).releaseIncomplete());
    const diesAtMost = (error: Error) => expect(error.message).toBe('died');
    await reserve(of(dyingAt(stock, first!.call, first!.when)), log).catch(diesAtMost);
    for (const { call, when } of others) await cancel(dyingAt(stock, call, when)).catch(diesAtMost);
    await cancel(stock);
    expect([countersOf(stock, 'available'), countersOf(stock, 'reserved')]).toEqual([count, 0]);
  }));
});

test('fault 23: two runs of one order at once hold each SKU once', async () => {
  const stock = stockOf(250);
  const log = new Log(stock);
  await Promise.all([1, 2].map(() => reserve(new Reservation(stock, 'A-1', linesOf(250)), log)));
  expect(countersOf(stock, 'reserved')).toBe(250);
});
