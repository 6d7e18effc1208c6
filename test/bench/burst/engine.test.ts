/** The parts of the simulation that know nothing of AWS, against cases computed by hand. */
import * as fc from 'fast-check';
import { Chance } from '../../../bench/burst/engine/chance';
import { SimulationClock } from '../../../bench/burst/engine/clock';
import { longestDelay } from '../../../bench/burst/engine/delay';
import { Line } from '../../../bench/burst/engine/line';
import { TokenBucket } from '../../../bench/burst/engine/token-bucket';

describe('the clock', () => {
  test('runs actions by time, and those of one time in the order in which they were planned', () => {
    fc.assert(fc.property(fc.array(fc.nat(20), { maxLength: 200 }), times => {
      const clock = new SimulationClock();
      const ran: [number, number][] = [];
      times.forEach((time, turn) => clock.at(time, () => ran.push([time, turn])));
      expect(clock.runUntil(Infinity)).toBe(times.length);
      expect(ran).toEqual(times.map((time, turn) => [time, turn]).sort(([a, m], [b, n]) => a! - b! || m! - n!));
    }));
  });

  test('stands at the time of the action, and runs what an action plans, up to the end', () => {
    const clock = new SimulationClock();
    const seen: number[] = [];
    const tick = () => {
      seen.push(clock.now);
      clock.after(2, tick);
    };
    clock.at(1, tick);
    clock.runUntil(6);
    expect(seen).toEqual([1, 3, 5]);
    expect([clock.now, clock.isIdle]).toEqual([6, false]);
  });

  test('takes a time in the past for now', () => {
    const clock = new SimulationClock();
    const seen: number[] = [];
    clock.at(5, () => clock.at(1, () => seen.push(clock.now)));
    clock.runUntil(Infinity);
    expect(seen).toEqual([5]);
  });
});

describe('a token bucket of 3, filled by 2 a second', () => {
  const bucket = () => new TokenBucket({ size: 3, perSecond: 2 });

  test('gives 3 at once, then one each half second', () => {
    const one = bucket();
    expect([0, 0, 0, 0, 0.4, 0.5, 0.5, 1].map(time => one.take(time)))
      .toEqual([true, true, true, false, false, true, false, true]);
  });

  test('is never fuller than its size', () => {
    const one = bucket();
    expect([100, 100, 100, 100].map(time => one.take(time))).toEqual([true, true, true, false]);
  });

  test('lets callers wait in line', () => {
    const one = bucket();
    expect([0, 0, 0, 0, 0, 1].map(time => one.reserve(time))).toEqual([0, 0, 0, 0.5, 1, 1.5]);
  });

  test('gives at most its size and what came in, whatever is asked', () => {
    fc.assert(fc.property(fc.array(fc.double({ min: 0, max: 0.3, noNaN: true }), { maxLength: 200 }), steps => {
      const one = bucket();
      let [time, taken] = [0, 0];
      for (const step of steps) {
        time += step;
        if (one.take(time)) taken++;
      }
      expect(taken).toBeLessThanOrEqual(3 + 2 * time + 1e-9);
    }));
  });
});

test('chance depends on its seed alone, and is uniform', () => {
  const numbers = (seed: number) => {
    const chance = new Chance(seed);
    return Array.from({ length: 10_000 }, () => chance.next());
  };
  expect(numbers(1)).toEqual(numbers(1));
  expect(numbers(1)).not.toEqual(numbers(2));
  for (const seed of [0, 1, 2, 12_345]) {
    const drawn = numbers(seed);
    expect(Math.min(...drawn)).toBeGreaterThanOrEqual(0);
    expect(Math.max(...drawn)).toBeLessThan(1);
    const tenths = Array.from({ length: 10 }, (_, n) => drawn.filter(one => Math.floor(10 * one) === n).length);
    for (const count of tenths) expect(Math.abs(count - 1_000)).toBeLessThan(150); // 5 standard deviations of 30
  }
});

test('the longest wait doubles up to its maximum', () => {
  const waits = [0, 1, 2, 3, 4, 5].map(retry => longestDelay({ interval: 5, rate: 2, maxDelay: 60 }, retry));
  expect(waits).toEqual([5, 10, 20, 40, 60, 60]);
});

test('a line is first in, first out, also after many items', () => {
  const line = new Line<number>();
  const taken: number[] = [];
  for (let n = 0; n < 50_000; n++) {
    line.add(n);
    if (n % 3 === 0) taken.push(...line.take(2));
  }
  expect(line.length).toBe(50_000 - taken.length);
  taken.push(...line.take(Infinity));
  expect(taken).toEqual(Array.from({ length: 50_000 }, (_, n) => n));
});
