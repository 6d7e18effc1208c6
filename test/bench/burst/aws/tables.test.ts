import * as fc from 'fast-check';
import { ContendedItem } from '../../../../bench/burst/aws/contended-item';
import { TableCapacity } from '../../../../bench/burst/aws/table';
import { Chance } from '../../../../bench/burst/engine/chance';
import { SimulationClock } from '../../../../bench/burst/engine/clock';

/** Writes one unit to each of so many keys at one time. Returns how many writes are accepted. */
const writeMany = (table: TableCapacity, now: number, keys: number) =>
  Array.from({ length: keys }, (_, key) => table.write(now, key, 1)).filter(Boolean).length;

test('a new table takes 4,000 writes a second, spread over its partitions', () => {
  const table = new TableCapacity();
  expect(writeMany(table, 0, 10_000)).toBe(4_000);
  expect(writeMany(table, 0.5, 10_000)).toBe(2_000);
});

test('one key gets no more than a partition takes', () => {
  const table = new TableCapacity();
  expect(Array.from({ length: 3_000 }, () => table.write(0, 7, 1)).filter(Boolean)).toHaveLength(1_000);
});

test('a table takes twice its peak, half an hour later', () => {
  const table = new TableCapacity();
  for (let second = 0; second < 60; second++) expect(writeMany(table, second, 3_000)).toBe(3_000);
  expect(writeMany(table, 60 + 1_700, 10_000)).toBe(4_000);
  expect(writeMany(table, 60 + 1_800, 10_000)).toBe(6_000);
});

describe('an item that a transaction keeps for 20 ms', () => {
  test('refuses others meanwhile, and takes 50 a second at most', () => {
    const item = new ContendedItem(0.02);
    expect([0, 0.01, 0.02, 0.03, 0.05].map(time => item.tryWrite(time))).toEqual([true, false, true, false, true]);
    expect(item.conflicts).toBe(2);
    fc.assert(fc.property(fc.array(fc.double({ min: 0, max: 1, noNaN: true }), { maxLength: 500 }), times => {
      const one = new ContendedItem(0.02);
      expect(times.sort((a, b) => a - b).filter(time => one.tryWrite(time)).length).toBeLessThanOrEqual(51);
    }));
  });

  /** Writers that come at random times. The item is free for one with probability 1 / (1 + rate * lock). */
  test.each([
    [10, 1 / 1.2],
    [50, 1 / 2],
    [500, 1 / 11],
  ])('at %i writers a second accepts a share of %d: the more come, the more fail', (perSecond, share) => {
    const [clock, chance, item] = [new SimulationClock(), new Chance(1), new ContendedItem(0.02)];
    let tries = 0;
    let successes = 0;
    const arrive = () => {
      tries++;
      if (item.tryWrite(clock.now)) successes++;
      clock.after(-Math.log(1 - chance.next()) / perSecond, arrive);
    };
    arrive();
    clock.runUntil(20_000 / perSecond);
    expect(Math.abs(successes / tries - share)).toBeLessThan(0.02);
  });
});
