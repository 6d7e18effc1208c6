import { withDeadline } from '../../../../lambda/adapters/payment/deadline';
import { ProviderDeadline } from '../../../../src/contract/payment/payment';
import { SAGA_FUNCTIONS } from '../../../../src/contract/saga';
import { Clock } from '../../../support/world/clock';

let clock: Clock;
beforeEach(() => { clock = new Clock(); });

test('an answer in time is the answer, and the clock stops', async () => {
  expect(await withDeadline(clock, 1_000, async () => 'yes')).toBe('yes');
  expect(clock.running).toBe(0);
});

test('a failure in time is the failure, and the clock stops', async () => {
  await expect(withDeadline(clock, 1_000, async () => { throw new Error('no'); })).rejects.toThrow('no');
  expect(clock.running).toBe(0);
});

test('fault 4: a call that never answers ends at its deadline, and hears of it', async () => {
  let signal: AbortSignal | undefined;
  const call = withDeadline(clock, 1_000, async given => {
    signal = given;
    return new Promise<never>(() => undefined);
  });
  clock.pass(999);
  expect(signal!.aborted).toBe(false);
  clock.pass(1);
  await expect(call).rejects.toMatchObject({ name: 'CallTooLong', message: 'no answer in 1000 ms' });
  expect(signal!.aborted).toBe(true);
});

test.each([
  ['an answer', (resolve: (value: string) => void) => resolve('late')],
  ['a failure', (_: unknown, reject: (error: Error) => void) => reject(new Error('late'))],
])('fault 42: %s that comes later is ignored', async (_, happens) => {
  let late: () => void;
  const call = withDeadline(clock, 1_000, async () => new Promise<string>((resolve, reject) => {
    late = () => happens(resolve, reject);
  }));
  clock.pass(1_000);
  late!();
  await expect(call).rejects.toMatchObject({ name: 'CallTooLong' });
});

test('all calls of a step end well before its function does', () => {
  const { REQUEST, LOOK_UP } = ProviderDeadline;
  const longest = (LOOK_UP + REQUEST + LOOK_UP) / 1_000;
  // As much time for the log as the function of the steps that only use the log has in all.
  expect(longest + SAGA_FUNCTIONS.log.timeoutSeconds).toBeLessThanOrEqual(SAGA_FUNCTIONS.payment.timeoutSeconds);
});
