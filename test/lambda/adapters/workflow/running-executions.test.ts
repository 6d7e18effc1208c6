import { RunningExecutions } from '../../../../lambda/adapters/workflow/running-executions';
import { throttled } from '../../../support/world/intake';
import { type Call, StubClient } from '../../../support/world/stub-client';

let time = 0;
let calls: readonly Call[];
const client = new StubClient();

/** Step Functions with so many running executions, the first of which are reruns. */
const withRunning = (running: () => number, reruns = 0) => {
  calls = client.answer({
    ListExecutions: ({ maxResults, nextToken }: { maxResults: number; nextToken?: string }) => {
      const start = Number(nextToken ?? 0);
      const end = Math.min(running(), start + maxResults);
      return {
        executions: Array.from({ length: end - start }, (_, n) =>
          ({ name: start + n < reruns ? `A-${n}-run2` : `A-${n}` })),
        nextToken: end < running() ? String(end) : undefined,
      };
    },
  } as never);
};
const bound = (limit: number, instances = 1) => new RunningExecutions({
  client: client.as(), stateMachineArn: 'machine', limit, instances, now: () => new Date(time),
});

/** How many of so many executions there is room for. */
async function roomFor(
  executions: RunningExecutions, count: number, kind?: 'first run' | 'rerun',
): Promise<number> {
  const results = await Promise.allSettled(Array.from({ length: count }, () => executions.reserve(kind)));
  for (const result of results) {
    if (result.status === 'rejected') expect((result.reason as Error).name).toBe('AtCapacity');
  }
  return results.filter(({ status }) => status === 'fulfilled').length;
}

beforeEach(() => { time = 0; });

test('there is room for as many as the limit leaves, and one call counts for all that ask at once', async () => {
  withRunning(() => 990);
  expect(await roomFor(bound(1_000), 30)).toBe(10);
  expect(calls.map(({ input }) => input)).toEqual([
    { stateMachineArn: 'machine', statusFilter: 'RUNNING', maxResults: 1_000, nextToken: undefined },
  ]);
});

test('the other instances are assumed to start as many', async () => {
  withRunning(() => 990);
  expect(await roomFor(bound(1_000, 5), 30)).toBe(2);
});

test('it is counted again after a while, so that what has ended makes room', async () => {
  let running = 1_000;
  withRunning(() => running);
  const executions = bound(1_000);
  expect(await roomFor(executions, 3)).toBe(0);
  running = 0;
  time = 999;
  expect(await roomFor(executions, 3)).toBe(0);
  time = 1_000;
  expect(await roomFor(executions, 3)).toBe(3);
});

test.each([[3, 1_000], [5, 1_000], [100, 1_000], [3, 10_000], [1_000, 10_000]])(
  'fault 49: %d instances with a limit of %d make at most one call per second, all together',
  async (instances, limit) => {
    withRunning(() => limit * 2);
    const fleet = Array.from({ length: Math.min(instances, 10) }, () => bound(limit, instances));
    const seconds = 100 * instances;
    for (time = 0; time < seconds * 1_000; time += seconds * 3) {
      for (const one of fleet) await roomFor(one, 1);
    }
    const ofAll = calls.length / fleet.length * instances;
    // Each instance counts once at the beginning, when it knows nothing yet.
    expect(ofAll - instances * (limit / 1_000)).toBeLessThanOrEqual(seconds);
    expect(calls.length).toBeGreaterThan(fleet.length);
  },
);

describe('between two counts', () => {
  /** Lets three instances start as many as they may, for some seconds; each execution takes so long. */
  async function startFor(seconds: number, executionSeconds: (now: number) => number): Promise<number[]> {
    let ends: number[] = [];
    const running = () => ends.filter(end => end > time).length;
    withRunning(running);
    const fleet = Array.from({ length: 3 }, () => bound(1_000, 3));
    const mostBySecond: number[] = [];
    for (let second = 0; second < seconds; second++) {
      let most = 0;
      for (let step = 0; step < 20; step++) {
        time = second * 1_000 + step * 50;
        for (const one of fleet) {
          const started = await roomFor(one, 20);
          ends = [...ends.filter(end => end > time), ...Array(started).fill(time + executionSeconds(time) * 1_000)];
        }
        most = Math.max(most, running());
      }
      mostBySecond.push(most);
    }
    return mostBySecond;
  }

  test('fault 49: what ends makes room, so that short executions are started as fast as they end', async () => {
    // 1,000 executions of 2 s are 500 per second; without an idea of what ends, 3 instances start 333 per second.
    const most = await startFor(30, () => 2);
    expect(Math.max(...most)).toBeLessThanOrEqual(3_000);
    const average = most.slice(10).reduce((sum, count) => sum + count, 0) / 20;
    expect(average).toBeGreaterThan(600);
    expect(average).toBeLessThan(1_300);
  });

  test('fault 49: that executions stop ending is noticed at the next count', async () => {
    const most = await startFor(40, now => (now < 20_000 ? 2 : 1_000));
    expect(Math.max(...most)).toBeLessThanOrEqual(4_000);
    expect(most.slice(-10)).toEqual(Array(10).fill(most.at(-1)));
  });
});

test('more than a page is counted page by page, and no further than the limit', async () => {
  withRunning(() => 2_500);
  expect(await roomFor(bound(2_600), 200)).toBe(100);
  expect(calls).toHaveLength(3);
  withRunning(() => 50_000);
  expect(await roomFor(bound(2_000), 1)).toBe(0);
  expect(calls).toHaveLength(2);
});

describe('reruns', () => {
  test('have half of the room, however many first runs use the other half', async () => {
    withRunning(() => 900, 400);
    const executions = bound(1_000);
    expect(await roomFor(executions, 200, 'rerun')).toBe(100);
    withRunning(() => 700, 100);
    time = 5_000;
    expect(await roomFor(executions, 500, 'rerun')).toBe(300);
  });

  test('leave the other half to first runs', async () => {
    withRunning(() => 600, 600);
    const executions = bound(1_000);
    expect(await roomFor(executions, 10, 'rerun')).toBe(0);
    expect(await roomFor(executions, 500)).toBe(400);
  });

  test('find room even where only one execution may run', async () => {
    withRunning(() => 0);
    expect(await roomFor(bound(1), 2, 'rerun')).toBe(1);
  });
});

test('where Step Functions does not let it count, it goes on by its estimate, and in the end one by one', async () => {
  calls = client.answer({ ListExecutions: () => { throw throttled(); } });
  const executions = bound(10);
  expect(await roomFor(executions, 30)).toBe(10);
  time = 1_000;
  expect(await roomFor(executions, 30)).toBe(1);
  withRunning(() => 4);
  time = 2_000;
  expect(await roomFor(executions, 30)).toBe(6);
});

test('a steady pace goes on while Step Functions does not let it count, and slows down if that lasts', async () => {
  let ends: number[] = [];
  withRunning(() => ends.filter(end => end > time).length);
  const executions = bound(1_000);
  const startedBy: number[] = [];
  for (let second = 0; second < 200; second++) {
    if (second === 30) client.answer({ ListExecutions: () => { throw throttled(); } });
    let started = 0;
    for (let step = 0; step < 10; step++) {
      time = second * 1_000 + step * 100;
      const now = await roomFor(executions, 10);
      ends = [...ends, ...Array(now).fill(time + 2_000)];
      started += now;
    }
    startedBy.push(started);
  }
  expect(startedBy.slice(5, 40)).toEqual(Array(35).fill(100));
  expect(startedBy.slice(-5)).toEqual(Array(5).fill(1));
  // What went on by the estimate alone is no more than what ends in ten counts, and the room that was free.
  expect(startedBy.slice(30).reduce((sum, count) => sum + count, 0)).toBeLessThan(10 * 100 + 1_000 + 200);
});

test('for want of a permission to count, no order is refused', async () => {
  client.answer({
    ListExecutions: () => { throw Object.assign(new Error('not authorized'), { name: 'AccessDeniedException' }); },
  });
  const executions = bound(10);
  expect(await roomFor(executions, 5)).toBe(5);
  time = 10_000;
  expect(await roomFor(executions, 5)).toBe(5);
});

test('where Step Functions does not answer, the order waits: its start would not be answered either', async () => {
  client.answer({
    ListExecutions: () => { throw Object.assign(new Error('no answer'), { name: 'TimeoutError' }); },
  });
  await expect(bound(10).reserve()).rejects.toMatchObject({ name: 'TimeoutError' });
});
