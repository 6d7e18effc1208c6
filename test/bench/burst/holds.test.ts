/**
 * The pipeline of this checkout under load and in outages, at a size that a test can run. `npm run bench:burst` runs
 * the sizes of real peaks.
 */
import { ASSUMED } from '../../../bench/burst/aws/assumptions';
import { type SimulationOptions, simulate } from '../../../bench/burst/pipeline/simulation';
import { shortcomingsOf } from '../../../bench/burst/scenarios/verdict';
import { currentPolicy } from '../../../bench/burst/settings/code-policy';
import { readSettings } from '../../../bench/burst/settings/settings';
import type { CloudFormationTemplate } from '../../../bench/burst/settings/template';
import { synthPipeline } from '../../support/synth';

const settings = readSettings(synthPipeline().template.toJSON() as CloudFormationTemplate);

/** A pipeline needs both of them to hold everywhere. Of one without, the bench has to say so. */
const canHold = settings.runningBound !== undefined && settings.heartbeatPeriod !== undefined;

const STEADY = { orders: 5_400, perSecond: 1, isHot: false };
const outageOf = (service: 'dynamodb' | 'stepfunctions' | 'provider') =>
  ({ load: STEADY, outage: { service, from: 1_800, to: 3_600 } });

/** Whether the retries of the workflow and of the intake alone are enough. */
type ByRetries = 'by retries' | 'by more';

const cases: readonly (readonly [string, Partial<SimulationOptions>, ByRetries])[] = [
  ['fault 49: many orders in an account that allows ten functions at once', { load: { orders: 3_000, isHot: false }, concurrency: 10 }, 'by retries'],
  ['fault 49: many orders of one SKU', { load: { orders: 5_000, isHot: true } }, 'by retries'],
  ['fault 51: DynamoDB is out for 30 minutes', outageOf('dynamodb'), 'by more'],
  ['fault 51: Step Functions is out for 30 minutes', outageOf('stepfunctions'), 'by retries'],
  ['fault 51: the provider is out for 30 minutes', outageOf('provider'), 'by more'],
];

test.each(cases)('%s: every order comes to its end by itself', async (_, options, by) => {
  const result = simulate({
    settings,
    policy: await currentPolicy(settings),
    times: ASSUMED,
    load: STEADY,
    region: 'other',
    ramp: 300,
    concurrency: 1_000,
    seed: 1,
    ...options,
  });
  const shortcomings = shortcomingsOf(result);
  const expected = canHold || by === 'by retries' ? /^holds$/ : /parked|dead-letter|not projected/;
  expect(shortcomings.length === 0 ? 'holds' : shortcomings.join()).toMatch(expected);
  expect(result.parked.business).toBeLessThanOrEqual(result.planted);
});
