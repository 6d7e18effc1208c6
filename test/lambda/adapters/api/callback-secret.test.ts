import { CallbackSecret } from '../../../../lambda/adapters/api/callback-secret';
import { Clock } from '../../../support/world/clock';
import { type Call, StubClient } from '../../../support/world/stub-client';

const CURRENT = 'the secret of today';
const PREVIOUS = 'the secret of yesterday';
const clock = new Clock();
const client = new StubClient();
let secret: CallbackSecret;
let calls: readonly Call[];

const notThere = () => {
  throw Object.assign(new Error('no such version'), { name: 'ResourceNotFoundException' });
};

function set(current: object, previous: () => object = notThere): void {
  calls = client.answer({
    GetSecretValue: ({ VersionStage }) => (VersionStage === 'AWSCURRENT' ? current : previous()),
  });
}

beforeEach(() => {
  secret = new CallbackSecret({ client: client.as(), secretArn: 'arn:secret', now: clock.now });
  set({ SecretString: CURRENT });
});

const texts = async (keys: Promise<readonly Buffer[]>) => (await keys).map(String);

test('a secret that was never rotated has one key', async () => {
  expect(await texts(secret.keys())).toEqual([CURRENT]);
  expect(calls.map(({ input }) => input)).toEqual([
    { SecretId: 'arn:secret', VersionStage: 'AWSCURRENT' }, { SecretId: 'arn:secret', VersionStage: 'AWSPREVIOUS' },
  ]);
});

test('after a rotation the previous value counts, too, unless it is too short', async () => {
  set({ SecretBinary: Buffer.from(CURRENT) }, () => ({ SecretString: PREVIOUS }));
  expect(await texts(secret.keys())).toEqual([CURRENT, PREVIOUS]);
  set({ SecretString: CURRENT }, () => ({ SecretString: 'short' }));
  clock.pass(5 * 60_000);
  expect(await texts(secret.keys())).toEqual([CURRENT]);
});

test('it is read every 5 minutes, and after a wrong signature at most once a minute', async () => {
  await secret.keys();
  clock.pass(59_999);
  await secret.keysAfterFailure();
  expect(calls).toHaveLength(2);
  clock.pass(1);
  await Promise.all([secret.keys(), secret.keysAfterFailure()]);
  expect(calls).toHaveLength(4);
  for (let nth = 0; nth < 100; nth++) await secret.keysAfterFailure();
  clock.pass(299_999);
  await secret.keys();
  expect(calls).toHaveLength(4);
  clock.pass(1);
  await secret.keys();
  expect(calls).toHaveLength(6);
});

test.each(['', 'x'.repeat(15)])('a secret of less than 16 bytes signs nothing, and is not told: %j', async value => {
  set({ SecretString: value });
  await expect(secret.keys()).rejects.toThrow(
    `the secret of payment callbacks has ${value.length} bytes; allowed: at least 16`);
});

test('a failure of the service is thrown, and the next request reads again', async () => {
  set({ SecretString: CURRENT }, () => {
    throw Object.assign(new Error('busy'), { name: 'ThrottlingException' });
  });
  await expect(secret.keys()).rejects.toThrow('busy');
  client.answer({ GetSecretValue: notThere });
  await expect(secret.keys()).rejects.toThrow('no such version');
  set({ SecretString: CURRENT });
  expect(await texts(secret.keys())).toEqual([CURRENT]);
});
