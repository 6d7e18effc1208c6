import type { RampPerMinute, RegionClass } from '../aws/quotas';
import type { OutService } from '../pipeline/services';
import type { OrderLoad, SimulationOptions } from '../pipeline/simulation';

/** What happens to a pipeline. */
export interface Scenario extends Pick<SimulationOptions, 'load' | 'region' | 'ramp' | 'concurrency' | 'outage'> {
  readonly name: string;
}

const SECONDS_PER_MINUTE = 60;
const STARTS_PER_SECOND: Record<RegionClass, number> = { large: 300, other: 150 };
const OUT: Record<OutService, string> = {
  dynamodb: 'DynamoDB',
  eventbridge: 'EventBridge',
  stepfunctions: 'Step Functions',
  provider: 'the provider',
};

/** All scenarios, in the order in which they run. */
export function allScenarios(): Scenario[] {
  const bursts = [10_000, 50_000, 100_000].flatMap(orders =>
    (['large', 'other'] as const).flatMap(region =>
      [1_000, 50, 10].flatMap(concurrency =>
        ([300, 60] as const).map(ramp => burst({ orders, isHot: false }, region, ramp, concurrency)))));
  return [
    ...bursts,
    { ...burst({ orders: 20_000, isHot: true }, 'large', 300, 1_000), name: '20,000 orders of one SKU at once' },
    ...(Object.keys(OUT) as OutService[]).map(outageOf),
    hangingProvider(),
    unluckyCustomers(),
  ];
}

function burst(load: OrderLoad, region: RegionClass, ramp: RampPerMinute, concurrency: number): Scenario {
  const account = `concurrency ${concurrency.toLocaleString('en')}`;
  const name = `${load.orders / 1_000}k at once, ${STARTS_PER_SECOND[region]} starts/s, ramp ${ramp}/min, ${account}`;
  return { name, load, region, ramp, concurrency };
}

/** Half an hour without a service, in an hour and a half of a steady load. */
function outageOf(service: OutService): Scenario {
  const perSecond = 10;
  return {
    name: `${OUT[service]} out for 30 minutes, ${perSecond} orders/s`,
    load: { orders: perSecond * 90 * SECONDS_PER_MINUTE, perSecond, isHot: false },
    region: 'other',
    ramp: 300,
    concurrency: 1_000,
    outage: { service, from: 30 * SECONDS_PER_MINUTE, to: 60 * SECONDS_PER_MINUTE },
  };
}

/** The same, with calls that do not even fail: each ends at its deadline. */
function hangingProvider(): Scenario {
  const scenario = outageOf('provider');
  return {
    ...scenario,
    name: scenario.name.replace('out for', 'hangs for'),
    outage: { ...scenario.outage!, hangs: true },
  };
}

/** A provider that answers for nobody of a tenth of the customers, for hours. The others should not notice. */
function unluckyCustomers(): Scenario {
  const perSecond = 5;
  const hours = 4;
  return {
    name: `the provider hangs for 10 % of the customers for ${hours} hours, ${perSecond} orders/s`,
    load: { orders: perSecond * (hours + 1) * 3_600, perSecond, isHot: false },
    region: 'other',
    ramp: 300,
    concurrency: 1_000,
    outage: { service: 'provider', from: 1_800, to: 1_800 + hours * 3_600, share: 0.1, hangs: true },
  };
}
