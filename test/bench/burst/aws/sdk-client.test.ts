import { DynamoDBClient } from '@aws-sdk/client-dynamodb';
import { SFNClient } from '@aws-sdk/client-sfn';
import { SDK_RETRIES, SdkClient } from '../../../../bench/burst/aws/sdk-client';
import { Chance } from '../../../../bench/burst/engine/chance';

/** What the SDK's strategy has, though its types do not say so. */
interface StandardStrategy {
  readonly baseDelay: number;
  readonly retryBackoffStrategy: { readonly x: number };
  getCapacity(): number;
  getCapacityCost(type: string): number;
  acquireInitialRetryToken(scope: string): Promise<object>;
  refreshRetryTokenForRetry(token: object, info: { readonly errorType: string }): Promise<object>;
}

const strategyOf = async (client: DynamoDBClient | SFNClient) =>
  await client.config.retryStrategy() as unknown as StandardStrategy;

describe('the numbers are those of the SDK that the handlers are bundled with', () => {
  const config = { region: 'eu-west-1', credentials: { accessKeyId: 'a', secretAccessKey: 's' } };
  afterEach(() => jest.restoreAllMocks());

  test('attempts, budget, costs and first waits', async () => {
    const stepFunctions = new SFNClient(config);
    const strategy = await strategyOf(stepFunctions);
    expect(await stepFunctions.config.maxAttempts()).toBe(SDK_RETRIES.defaultAttempts);
    expect(strategy.getCapacity()).toBe(SDK_RETRIES.budget);
    expect(strategy.getCapacityCost('THROTTLING')).toBe(SDK_RETRIES.cost.throttled);
    expect(strategy.getCapacityCost('TRANSIENT')).toBe(SDK_RETRIES.cost.failed);
    expect(strategy.baseDelay / 1_000).toBe(SDK_RETRIES.delay.failed);
    expect((await strategyOf(new DynamoDBClient(config))).baseDelay / 1_000).toBe(SDK_RETRIES.dynamoDelay);
  });

  test('the wait after throttling', async () => {
    jest.spyOn(Math, 'random').mockReturnValue(0); // so it does not wait
    const strategy = await strategyOf(new DynamoDBClient(config));
    await strategy.refreshRetryTokenForRetry(await strategy.acquireInitialRetryToken(''), { errorType: 'THROTTLING' });
    expect(strategy.retryBackoffStrategy.x / 1_000).toBe(SDK_RETRIES.delay.throttled);
    expect(strategy.getCapacity()).toBe(SDK_RETRIES.budget - SDK_RETRIES.cost.throttled);
  });
});

const clientOf = (attempts: number) => new SdkClient({ attempts, baseDelay: 0.025, chance: new Chance(1) });

test('three attempts wait at most 1 s, then 2 s, after throttling; on average half of it', () => {
  const waits = Array.from({ length: 40 }, (_, seed) => {
    const client = new SdkClient({ attempts: 3, baseDelay: 0.05, chance: new Chance(seed) });
    return [0, 1].map(retry => client.waitBefore(retry, 'throttled')!);
  });
  for (const [first, second] of waits) {
    expect(first).toBeLessThan(1);
    expect(second).toBeLessThan(2);
  }
  const mean = waits.reduce((sum, [first, second]) => sum + first! + second!, 0) / waits.length;
  expect(mean).toBeGreaterThan(1.2);
  expect(mean).toBeLessThan(1.8);
  expect(clientOf(3).waitBefore(2, 'throttled')).toBeUndefined();
});

test('a budget of 500 lets a client retry 100 throttled or 35 failed calls, until calls succeed again', () => {
  const client = clientOf(6);
  for (let n = 0; n < 100; n++) expect(client.waitBefore(0, 'throttled')).toBeDefined();
  expect(client.waitBefore(0, 'throttled')).toBeUndefined();
  for (let n = 0; n < 5; n++) client.succeeded();
  expect(client.waitBefore(0, 'throttled')).toBeDefined();
  client.succeeded('throttled');
  expect(client.waitBefore(0, 'throttled')).toBeDefined();

  const failing = clientOf(6);
  for (let n = 0; n < 35; n++) expect(failing.waitBefore(0, 'failed')).toBeDefined();
  expect(failing.waitBefore(0, 'failed')).toBeUndefined();
});
