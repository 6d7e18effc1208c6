/** Whole runs: nothing is counted twice or lost, and the same seed gives the same run. */
import { join } from 'node:path';
import * as fc from 'fast-check';
import { ASSUMED } from '../../../bench/burst/aws/assumptions';
import type { RunResult } from '../../../bench/burst/pipeline/result';
import type { OutService } from '../../../bench/burst/pipeline/services';
import { type SimulationOptions, simulate } from '../../../bench/burst/pipeline/simulation';
import { reportTable } from '../../../bench/burst/scenarios/report';
import { allScenarios } from '../../../bench/burst/scenarios/scenarios';
import { shortcomingsOf } from '../../../bench/burst/scenarios/verdict';
import { type CodePolicy, currentPolicy } from '../../../bench/burst/settings/code-policy';
import { loadPipeline } from '../../../bench/burst/settings/pipeline-under-test';
import { readSettings } from '../../../bench/burst/settings/settings';
import type { CloudFormationTemplate } from '../../../bench/burst/settings/template';
import { ROOT } from '../../../tools/root';
import { synthPipeline } from '../../support/synth';

const settings = readSettings(synthPipeline().template.toJSON() as CloudFormationTemplate);
const before = loadPipeline(join(ROOT, 'bench/burst/before.json'));
let policy: CodePolicy;
beforeAll(async () => {
  policy = await currentPolicy(settings);
});

const sum = (counts: Readonly<Record<string, number>>) => Object.values(counts).reduce((a, b) => a + b, 0);

const run = (options: Partial<SimulationOptions> = {}): RunResult => simulate({
  settings,
  policy,
  times: ASSUMED,
  load: { orders: 500, isHot: false },
  region: 'other',
  ramp: 300,
  concurrency: 1_000,
  seed: 1,
  ...options,
});

/** The pipeline as it was before it held bursts. */
const runBefore = (options: Partial<SimulationOptions>): RunResult =>
  run({ settings: readSettings(before.template), policy: before.policy, ...options });

const PAUSE = { first: 300, longest: 3_600 };
const SWEEPER = { period: 300, limit: 1_000, atOnce: 10, longest: 180, minAge: 150, pause: PAUSE };

test('a few orders all end, with six transitions each, as the budget says', () => {
  const result = run({ load: { orders: 40, isHot: false } });
  expect(result.places).toEqual({ ended: 40, dead: 0, parked: 0, stranded: 0, running: 0, queued: 0 });
  // a start and five states; nothing is retried
  expect([result.transitions, result.retries, result.redeliveries]).toEqual([40 * 5, 0, 0]);
  expect(shortcomingsOf(result)).toEqual([]);
});

test('a declined order is compensated and ends', () => {
  const result = run({ load: { orders: 50, isHot: false } });
  expect(result.places.ended).toBe(50);
  // the declined one: three forward states, refund, release, cancel, the choice, the end
  expect(result.transitions).toBe(49 * 5 + 8);
});

describe('each order is in one place in the end', () => {
  const outages: readonly (OutService | undefined)[] = [
    undefined, 'dynamodb', 'eventbridge', 'stepfunctions', 'provider',
  ];

  test('whatever happens, with and without a sweeper', () => {
    fc.assert(fc.property(
      fc.record({
        orders: fc.integer({ min: 1, max: 400 }),
        isHot: fc.boolean(),
        perSecond: fc.constantFrom(undefined, 5),
        concurrency: fc.constantFrom(10, 50, 1_000),
        service: fc.constantFrom(...outages),
        hasSweeper: fc.boolean(),
        seed: fc.nat(1_000),
      }),
      ({ orders, isHot, perSecond, concurrency, service, hasSweeper, seed }) => {
        const result = run({
          load: { orders, isHot, perSecond },
          concurrency,
          seed,
          outage: service && { service, from: 20, to: 200 },
          policy: { ...policy, sweeper: hasSweeper ? SWEEPER : undefined },
        });
        expect(sum(result.places)).toBe(result.orders);
        expect(sum(result.parked)).toBe(result.places.parked);
        expect(result.places.running + result.places.queued).toBe(0);
        expect(result.parked.business).toBeLessThanOrEqual(result.planted);
      },
    ), { numRuns: 30 });
  });
});

test('the same seed gives the same run, another seed another', () => {
  const load = { orders: 600, isHot: true };
  expect(run({ load })).toEqual(run({ load }));
  expect(run({ load, seed: 2 })).not.toEqual(run({ load }));
});

describe('the pipeline as it was', () => {
  // of 50,000 orders it is 39 %, which takes longer to show
  test('moves a fifth of 30,000 orders to the dead-letter queue where Step Functions takes 150 a second', () => {
    const { places } = runBefore({ load: { orders: 30_000, isHot: false } });
    expect(places.dead).toBeGreaterThan(6_000);
    expect(places.dead).toBeLessThan(9_000);
  });

  test('parks orders in an account that allows ten functions at once', () => {
    const result = runBefore({ load: { orders: 2_000, isHot: false }, concurrency: 10 });
    expect(result.parked.transient).toBeGreaterThan(50);
    expect(shortcomingsOf(result).join()).toMatch(/parked for a fault that passed/);
  });

  test('gives up events while EventBridge is out', () => {
    const outage = { service: 'eventbridge', from: 60, to: 60 + 1_800 } as const;
    const result = runBefore({ load: { orders: 5_000, perSecond: 2.5, isHot: false }, outage });
    expect(result.givenUp.relay).toBeGreaterThan(0);
    expect(result.places.ended + result.parked.business).toBe(5_000);
  });
});

test('a sweeper brings every order to its end that a fault had parked', () => {
  const outage = { service: 'provider', from: 60, to: 1_260 } as const;
  const load = { orders: 2_500, perSecond: 2, isHot: false };
  const without = runBefore({ load, outage });
  expect(without.parked.payment).toBeGreaterThan(500);
  const swept = runBefore({ load, outage, policy: { ...before.policy, sweeper: SWEEPER } });
  expect(shortcomingsOf(swept)).toEqual([]);
  expect(swept.restarts).toBeGreaterThanOrEqual(without.parked.payment);
  expect(swept.parked.business).toBe(swept.planted);
});

test('a bound on running executions keeps the order queue as the place where orders wait', () => {
  const load = { orders: 3_000, isHot: false };
  const bounded = {
    ...before,
    policy: {
      ...before.policy,
      runningBound: { executions: 20, instances: 5, secondsPerCall: 0.4, rerunShare: 0.5 },
      loadWait: { first: 10, longest: 60, copyAfter: 20 },
    },
  };
  const patient = readSettings(bounded.template);
  const result = run({
    load,
    concurrency: 50,
    policy: bounded.policy,
    settings: {
      ...patient,
      queue: { ...patient.queue, maxReceives: 1_000 },
      mapping: { batchSize: 10, maximumConcurrency: 5 },
    },
  });
  expect(shortcomingsOf(result)).toEqual([]);
  expect(result.redeliveries).toBeGreaterThan(1_000);
});

describe('an index of unfinished orders', () => {
  test.each([
    [1, true],
    [16, false],
  ])('with %i keys holds the order view up: %p', (indexShards, isSlow) => {
    const load = { orders: 6_000, isHot: false };
    const result = run({ load, region: 'large', settings: { ...settings, indexShards } });
    expect(result.longestLag > 10).toBe(isSlow);
  });
});

test('the report has a row for each run, and says which failed', () => {
  const [scenario] = allScenarios() as [ReturnType<typeof allScenarios>[0]];
  const rows = [
    { scenario, pipeline: 'before', result: runBefore({ outage: { service: 'provider', from: 0, to: 3_600 } }) },
    { scenario, pipeline: 'now', result: run({ load: { orders: 40, isHot: false } }) },
  ];
  const lines = reportTable(rows).split('\n');
  expect(lines).toHaveLength(4);
  expect(lines[2]).toMatch(new RegExp(`^${scenario.name} .* FAILS$`));
  expect(lines[3]).toMatch(/^ +now .* holds$/);
});

test('each scenario has a name of its own', () => {
  const scenarios = allScenarios();
  expect(new Set(scenarios.map(({ name }) => name)).size).toBe(scenarios.length);
  const seen = (of: (scenario: (typeof scenarios)[0]) => unknown) => new Set(scenarios.map(of));
  for (const orders of [10_000, 50_000, 100_000]) expect(seen(({ load }) => load.orders)).toContain(orders);
  expect(seen(({ concurrency }) => concurrency)).toEqual(new Set([10, 50, 1_000]));
  expect(seen(({ ramp }) => ramp)).toEqual(new Set([60, 300]));
  expect(seen(({ region }) => region)).toEqual(new Set(['large', 'other']));
});
