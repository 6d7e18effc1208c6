import { ASSUMED } from '../../../../bench/burst/aws/assumptions';
import { type StreamOutcome, StreamReader } from '../../../../bench/burst/aws/stream-reader';
import { SimulationClock } from '../../../../bench/burst/engine/clock';

function world(outcome: (time: number) => StreamOutcome, limits: { maxRetries?: number; maxRecordAge?: number } = {}) {
  const clock = new SimulationClock();
  const batches: number[] = [];
  const reader = new StreamReader({
    clock,
    settings: { fn: 'Relay', batchSize: 100, ...limits },
    shards: 1,
    times: ASSUMED,
    invoke: (records, finish) => {
      batches.push(records);
      clock.after(0.1, () => finish(outcome(clock.now)));
    },
  });
  return { clock, reader, batches };
}

test('a shard is read in batches, one after the other', () => {
  const { clock, reader, batches } = world(() => 'done');
  for (let n = 0; n < 250; n++) reader.publish();
  clock.runUntil(Infinity);
  expect(batches).toEqual([100, 100, 50]);
  expect(reader.longestLag).toBeCloseTo(0.25 + 0.3);
  expect([reader.givenUp, reader.backlog]).toEqual([0, 0]);
});

describe('half an hour of failures', () => {
  const out = (time: number) => (time < 1_800 ? 'failed' : 'done');

  test('is more than 20 retries outlast: 1 to 32 s, then 14 times a minute', () => {
    const { clock, reader, batches } = world(out, { maxRetries: 20 });
    reader.publish();
    clock.runUntil(Infinity);
    expect([batches.length, reader.givenUp]).toEqual([21, 1]);
    expect(clock.now).toBeGreaterThan(63 + 14 * 60);
    expect(clock.now).toBeLessThan(63 + 14 * 60 + 5);
  });

  test('is outlasted by a mapping that retries while the record is young', () => {
    const { clock, reader } = world(out, { maxRecordAge: 20 * 3_600 });
    reader.publish();
    clock.runUntil(Infinity);
    expect(reader.givenUp).toBe(0);
    expect(reader.longestLag).toBeGreaterThan(1_800);
    expect(reader.longestLag).toBeLessThan(1_865);
  });
});

test('a record that is too old is given up', () => {
  const { clock, reader } = world(() => 'failed', { maxRecordAge: 600 });
  reader.publish();
  clock.runUntil(Infinity);
  expect(reader.givenUp).toBe(1);
  expect(clock.now).toBeLessThan(700);
});

test('an invocation that Lambda refuses is no attempt', () => {
  const { clock, reader } = world(time => (time < 3_600 ? 'throttled' : 'done'), { maxRetries: 3 });
  reader.publish();
  clock.runUntil(Infinity);
  expect(reader.givenUp).toBe(0);
});
