/** The part of the suite for payment providers about captures, voids and refunds. */
import { type GatewayUnderTest, aPayment, followUpOf } from './payment-requests';
import { readAnswer } from '../../../lambda/adapters/payment/json';
import { isReference } from '../../../lambda/domain/state/foreign-text';
import { SimulatedMethod } from '../../../src/contract/payment/payment';
import type { AuthorizeRequest, FollowUpRequest, PaymentAnswer } from '../../../src/contract/payment/payment-call';

export function testFollowUps(setUp: () => GatewayUnderTest): void {
  const { signal } = new AbortController();
  let under: GatewayUnderTest;
  let taken: AuthorizeRequest;
  let held: AuthorizeRequest;

  beforeEach(() => {
    under = setUp();
    taken = aPayment(under);
    held = { ...taken, capture: false };
  });

  const authorize = async (request: AuthorizeRequest) => under.gateway.ask(request, signal);
  const ask = async (request: FollowUpRequest): Promise<PaymentAnswer> =>
    readAnswer(await under.gateway.ask(request, signal));
  const lookUp = async (request: FollowUpRequest): Promise<PaymentAnswer> =>
    readAnswer(await under.gateway.lookUp(request, signal));
  const SUCCEEDED = { status: 'succeeded', reference: expect.any(String) };
  const DECLINED = { status: 'declined', code: expect.any(String) };

  test.each([
    ['capture', () => held], ['void', () => held], ['refund', () => taken],
  ] as const)('a %s is done once, and answered the same again', async (purpose, of) => {
    await authorize(of());
    const request = followUpOf(of(), purpose, 250);
    expect(await lookUp(request)).toEqual({ status: 'notFound' });
    const answer = await ask(request);
    expect(answer).toMatchObject(SUCCEEDED);
    expect(isReference((answer as { reference: string }).reference)).toBe(true);
    expect(await ask(request)).toEqual(answer);
    expect(await lookUp(request)).toEqual(answer);
    expect(await ask(followUpOf(of(), purpose, 1, 2))).toMatchObject(DECLINED); // nothing is left
  });

  test.each([
    ['capture', () => held], ['refund', () => taken],
  ] as const)('a %s in two parts, but not more than there is', async (purpose, of) => {
    await authorize(of());
    expect(await ask(followUpOf(of(), purpose, 100))).toMatchObject(SUCCEEDED);
    expect(await ask(followUpOf(of(), purpose, 151, 2))).toMatchObject(DECLINED);
    expect(await ask(followUpOf(of(), purpose, 150, 3))).toMatchObject(SUCCEEDED);
    expect(await ask(followUpOf(of(), purpose, 1, 4))).toMatchObject(DECLINED);
  });

  test('what is not captured can be voided, and what is captured can be refunded', async () => {
    await authorize(held);
    await ask(followUpOf(held, 'capture', 100));
    expect(await ask(followUpOf(held, 'void', 151))).toMatchObject(DECLINED);
    expect(await ask(followUpOf(held, 'void', 150, 2))).toMatchObject(SUCCEEDED);
    expect(await ask(followUpOf(held, 'capture', 1, 2))).toMatchObject(DECLINED);
    expect(await ask(followUpOf(held, 'refund', 101))).toMatchObject(DECLINED);
    expect(await ask(followUpOf(held, 'refund', 100, 2))).toMatchObject(SUCCEEDED);
  });

  test('fault 39: of two refunds at once under one key, none counts as declined, and one is made', async () => {
    await authorize(taken);
    const request = followUpOf(taken, 'refund', 200);
    const both = await Promise.allSettled([ask(request), ask(request)]);
    const answers = both.flatMap(one => (one.status === 'fulfilled' ? [one.value] : []));
    expect(answers.length).toBeGreaterThan(0);
    for (const answer of answers) expect(answer).toMatchObject(SUCCEEDED);
    expect(await ask(followUpOf(taken, 'refund', 50, 2))).toMatchObject(SUCCEEDED); // so 200 were refunded once
  });

  test('of two refunds at once that are too much together, one is made', async () => {
    await authorize(taken);
    const both = await Promise.all([1, 2].map(async nth => ask(followUpOf(taken, 'refund', 200, nth))));
    expect(both.map(({ status }) => status).sort()).toEqual(['declined', 'succeeded']);
  });

  test.each([{ amount: 99 }, { currency: 'EUR' }])('refuses %j under the same key', async other => {
    await authorize(taken);
    const request = followUpOf(taken, 'refund', 100);
    await ask(request);
    await expect(ask({ ...request, ...other })).rejects.toThrow();
    expect(await lookUp(request)).toMatchObject(SUCCEEDED);
  });

  test('does nothing in another currency', async () => {
    await authorize(taken);
    expect(await ask({ ...followUpOf(taken, 'refund', 100), currency: 'EUR' })).toMatchObject(DECLINED);
  });

  test.each([
    ['was declined', SimulatedMethod.DECLINES], ['has no known outcome', SimulatedMethod.TIMES_OUT],
  ])('of a payment that %s, nothing is captured or refunded, and it can be voided', async (_, method) => {
    await authorize({ ...held, method }).catch(() => undefined);
    expect(await ask(followUpOf(held, 'capture', 250))).toMatchObject(DECLINED);
    expect(await ask(followUpOf(held, 'refund', 250))).toMatchObject(DECLINED);
    expect(await ask(followUpOf(held, 'void', 250))).toMatchObject(SUCCEEDED);
  });

  test.each([true, false])('a pending payment that is voided is never made (taken at once: %s)', async capture => {
    const pending = { ...taken, capture, method: SimulatedMethod.PENDS };
    await authorize(pending);
    expect(await ask(followUpOf(pending, 'void', 250))).toMatchObject(SUCCEEDED);
    under.pass(24 * 60 * 60_000);
    expect(readAnswer(await under.gateway.lookUp(pending, signal))).toMatchObject(DECLINED);
    expect(await under.charges(pending.key)).toBe(0);
  });

  test.each(['capture', 'void', 'refund'] as const)('a %s of a payment that nobody requested is declined', async of => {
    expect(await ask(followUpOf(taken, of, 250))).toMatchObject(DECLINED);
  });

  test('makes no request for which nobody waits any more', async () => {
    await authorize(taken);
    const refund = followUpOf(taken, 'refund', 250);
    await expect(under.gateway.ask(refund, AbortSignal.abort())).rejects.toThrow();
    expect(await lookUp(refund)).toEqual({ status: 'notFound' });
  });
}
