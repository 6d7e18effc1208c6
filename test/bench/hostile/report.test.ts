import type { CpuTimes } from '../../../bench/hostile/measure';
import { costOf, costTable, isTooSlow } from '../../../bench/hostile/report';

const memory = { queue: 1_769, api: 884.5 };
const cost = (rounds: readonly CpuTimes[], ordinary = rounds.map(() => ({ queue: 10, api: 20 }))) =>
  costOf({ name: 'a text', rounds }, { name: 'ordinary', rounds: ordinary }, memory);

test('a text is compared with the ordinary order of its round, in the median', () => {
  const rounds = [{ queue: 30 }, { queue: 10 }, { queue: 80 }];
  const ordinary = [{ queue: 10, api: 1 }, { queue: 2, api: 1 }, { queue: 20, api: 1 }];
  const { median, ratio } = cost(rounds, ordinary);
  expect(median).toEqual({ queue: 30, api: undefined });
  expect(ratio).toEqual({ queue: 4, api: undefined });
});

test('the slowest round counts, with the share of a vCPU that the memory of its function gives', () => {
  expect(cost([{ queue: 300, api: 100 }, { queue: 200, api: 120 }]).seconds).toBeCloseTo(0.3);
  expect(cost([{ queue: 100, api: 100 }, { queue: 100, api: 200 }]).seconds).toBeCloseTo(0.4);
});

test('a text that takes more than a second is too slow, and the table says so', () => {
  const [held, slow] = [cost([{ queue: 1_000 }]), cost([{ queue: 1_001 }])];
  expect([held, slow].map(isTooSlow)).toEqual([false, true]);
  expect(costTable([held])).not.toContain('TOO SLOW');
  expect(costTable([held, slow])).toContain('TOO SLOW');
});
