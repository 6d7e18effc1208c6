/**
 * The pipeline of this checkout under load and in outages, at a size that a test can run. `npm run bench:burst` runs
 * the sizes of real peaks.
 */
import { ASSUMED } from '../../../bench/burst/aws/assumptions';
import type { OutService } from '../../../bench/burst/pipeline/services';
import { type SimulationOptions, simulate } from '../../../bench/burst/pipeline/simulation';
import { shortcomingsOf } from '../../../bench/burst/scenarios/verdict';
import { type RunningBound, currentPolicy } from '../../../bench/burst/settings/code-policy';
import { readSettings } from '../../../bench/burst/settings/settings';
import type { CloudFormationTemplate } from '../../../bench/burst/settings/template';
import { synthPipeline } from '../../support/synth';

const settings = readSettings(synthPipeline().template.toJSON() as CloudFormationTemplate);

const STEADY = { orders: 5_400, perSecond: 1, isHot: false };
const outageOf = (service: OutService) =>
  ({ load: STEADY, outage: { service, from: 1_800, to: 3_600 } });

const cases: readonly (readonly [string, Partial<SimulationOptions>])[] = [
  ['fault 49: many orders in an account that allows ten functions at once', { load: { orders: 3_000, isHot: false }, concurrency: 10 }],
  ['fault 49: many orders of one SKU', { load: { orders: 5_000, isHot: true } }],
  ['fault 51: DynamoDB is out for 30 minutes', outageOf('dynamodb')],
  ['fault 51: EventBridge is out for 30 minutes', outageOf('eventbridge')],
  ['fault 51: Step Functions is out for 30 minutes', outageOf('stepfunctions')],
  ['fault 51: the provider is out for 30 minutes', outageOf('provider')],
];

const run = async (options: Partial<SimulationOptions>, change: Partial<RunningBound> = {}) => {
  const policy = await currentPolicy(settings);
  return simulate({
    settings,
    policy: { ...policy, runningBound: { ...policy.runningBound!, ...change } },
    times: ASSUMED,
    load: STEADY,
    region: 'other',
    ramp: 300,
    concurrency: 1_000,
    seed: 1,
    ...options,
  });
};

test.each(cases)('%s: every order comes to its end by itself', async (_, options) => {
  const result = await run(options);
  expect(shortcomingsOf(result)).toEqual([]);
  expect(result.parked.business).toBeLessThanOrEqual(result.planted);
});

describe('fault 51: the provider does not answer a tenth of the customers, for hours:', () => {
  // A tenth of the orders of the scenario, and of the room.
  const options: Partial<SimulationOptions> = {
    load: { orders: 6_000, perSecond: 0.5, isHot: false },
    outage: { service: 'provider', from: 600, to: 600 + 3 * 3_600, share: 0.1, hangs: true },
  };

  test('the orders of the others go on, and all end by themselves', async () => {
    const result = await run(options, { executions: 100 });
    expect(shortcomingsOf(result)).toEqual([]);
    expect(result.longestOtherAge).toBeLessThan(30);
    expect(result.restarts).toBeGreaterThan(1_000);
  });

  test('they would not if reruns could use all of the room', async () => {
    const result = await run(options, { executions: 100, rerunShare: 1 });
    expect(result.longestOtherAge).toBeGreaterThan(60);
  });
});
