import { type ExecutionEnd, SimulatedExecutions } from '../../../../bench/burst/aws/executions';
import { REGION_QUOTAS } from '../../../../bench/burst/aws/quotas';
import { Chance } from '../../../../bench/burst/engine/chance';
import { SimulationClock } from '../../../../bench/burst/engine/clock';
import { readState } from '../../../../bench/burst/settings/states';
import { TemplatePart } from '../../../../bench/burst/settings/template';

interface Run {
  readonly end: ExecutionEnd;
  readonly time: number;
  readonly caught?: string;
}

/** A workflow of one task, whose failures park. */
const task = (Retry: readonly object[]) => ({
  Work: {
    Type: 'Task',
    Resource: 'Fn',
    TimeoutSeconds: 25,
    Retry,
    Catch: [
      { ErrorEquals: ['Declined'], ResultPath: '$.failure', Next: 'Done' },
      { ErrorEquals: ['States.ALL'], ResultPath: '$.failure', Next: 'Park' },
    ],
    Next: 'Done',
  },
  Park: { Type: 'Fail' },
  Done: { Type: 'Succeed' },
});

/** Runs a workflow whose task takes a second and fails with each of these errors in turn, then with the last. */
function world(definition: Record<string, object>, errors: readonly (string | undefined)[], options: {
  readonly timeout?: number;
  readonly seconds?: number;
  readonly seed?: number;
} = {}) {
  const clock = new SimulationClock();
  const ends: Run[] = [];
  let calls = 0;
  const executions = new SimulatedExecutions<string>({
    clock,
    chance: new Chance(options.seed ?? 1),
    quotas: REGION_QUOTAS.other,
    machine: {
      start: 'Work',
      timeout: options.timeout ?? 3_600,
      states: new Map(Object.entries(definition).map(([name, state]) =>
        [name, readState(name, new TemplatePart(name, state))])),
    },
    invoke: (_, __, done) => {
      const error = errors[Math.min(calls++, errors.length - 1)];
      clock.after(options.seconds ?? 1, () => done(error));
    },
    onEnd: ({ caught }, end) => ends.push({ end, time: clock.now, caught }),
  });
  return { clock, executions, ends, calls: () => calls };
}

const NO_JITTER = { ErrorEquals: ['Busy'], IntervalSeconds: 1, BackoffRate: 2, MaxDelaySeconds: 5, MaxAttempts: 4 };

test('a task without error takes two transitions, one for each state', () => {
  const { clock, executions, ends } = world(task([]), [undefined]);
  expect(executions.start('a', false)).toBe(true);
  clock.runUntil(Infinity);
  expect(ends).toEqual([{ end: 'succeeded', time: 1 }]);
  expect([executions.transitions, executions.retries, executions.running]).toEqual([2, 0, 0]);
});

test('each retry waits longer and is a transition; after the last one the error is caught', () => {
  const { clock, executions, ends, calls } = world(task([NO_JITTER]), ['Busy']);
  executions.start('a', false);
  clock.runUntil(Infinity);
  // five calls of 1 s, and waits of 1, 2, 4 and 5 s
  expect(ends).toEqual([{ end: 'failed', time: 5 + 12, caught: 'Busy' }]);
  expect([calls(), executions.retries, executions.transitions]).toEqual([5, 4, 6]);
});

test('an error that no retrier names is caught at once, by the first catcher that names it', () => {
  const { clock, executions, ends } = world(task([NO_JITTER]), ['Declined']);
  executions.start('a', false);
  clock.runUntil(Infinity);
  expect(ends).toEqual([{ end: 'succeeded', time: 1, caught: 'Declined' }]);
});

test('the first retrier that names an error applies, each counts for itself, and none retries a business error', () => {
  const retriers = [
    { ErrorEquals: ['Declined'], MaxAttempts: 0 },
    { ...NO_JITTER, MaxAttempts: 1 },
    { ErrorEquals: ['States.ALL'], IntervalSeconds: 10, BackoffRate: 1, MaxAttempts: 1 },
  ];
  const { clock, executions, ends, calls } = world(task(retriers), ['Busy', 'Other', 'Busy']);
  executions.start('a', false);
  clock.runUntil(Infinity);
  expect(calls()).toBe(3);
  expect(ends).toEqual([{ end: 'failed', time: 3 + 1 + 10, caught: 'Busy' }]);
});

test('full jitter halves the waits: 195 s at most are 97.5 s on average', () => {
  const retrier = { ErrorEquals: ['Busy'], IntervalSeconds: 5, BackoffRate: 2, MaxDelaySeconds: 60, MaxAttempts: 6 };
  const { clock, executions, ends } = world(task([{ ...retrier, JitterStrategy: 'FULL' }]), ['Busy'], { seconds: 0 });
  for (let n = 0; n < 800; n++) executions.start('a', false);
  clock.runUntil(Infinity);
  expect(ends).toHaveLength(800);
  for (const { time } of ends) expect(time).toBeLessThan(195 + 10); // 10 s in line for transitions
  const mean = ends.reduce((sum, { time }) => sum + time, 0) / ends.length;
  expect(Math.abs(mean - 97.5)).toBeLessThan(8);
});

test('an execution ends when its time is over, in a wait as well', () => {
  const retrier = { ErrorEquals: ['Busy'], IntervalSeconds: 50, BackoffRate: 1, MaxAttempts: 100 };
  const { clock, executions, ends } = world(task([retrier]), ['Busy'], { timeout: 120 });
  executions.start('a', false);
  clock.runUntil(Infinity);
  expect(ends).toEqual([{ end: 'timed out', time: 120 }]);
});

test('a task that takes longer than its state allows fails with States.Timeout: States.TaskFailed excludes it', () => {
  const retrier = { ErrorEquals: ['States.TaskFailed'], MaxAttempts: 3 };
  const { clock, executions, ends, calls } = world(task([retrier]), [undefined], { seconds: 30 });
  executions.start('a', false);
  clock.runUntil(Infinity);
  expect(calls()).toBe(1);
  expect(ends).toEqual([{ end: 'failed', time: 30, caught: 'States.Timeout' }]);
});

test('a choice goes by the error that was caught', () => {
  const definition = {
    ...task([]),
    Park: {
      Type: 'Choice',
      Choices: [{ Variable: '$.failure.Error', StringEquals: 'Busy', Next: 'Done' }],
      Default: 'Failed',
    },
    Failed: { Type: 'Fail' },
  };
  const ends = ['Busy', 'Other'].map(error => {
    const one = world(definition, [error]);
    one.executions.start('a', false);
    one.clock.runUntil(Infinity);
    return one.ends[0]!.end;
  });
  expect(ends).toEqual(['succeeded', 'failed']);
});

test('starts over the quota are refused, transitions over theirs wait', () => {
  const { clock, executions, ends } = world(task([]), [undefined]);
  const started = Array.from({ length: 1_000 }, () => executions.start('a', false)).filter(Boolean).length;
  expect([started, executions.refusedStarts]).toEqual([800, 200]);
  clock.runUntil(Infinity);
  // 800 first transitions are free at once; the 800 seconds ones come a second later, when 800 tokens are there again
  expect(ends.at(-1)!.time).toBe(1);

  for (let n = 0; n < 150; n++) expect(executions.start('a', false)).toBe(true);
  expect(executions.start('a', false)).toBe(false);
});
