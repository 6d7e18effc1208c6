/** What the pipeline relies on in a payment provider: one suite that each gateway passes. */
import { testFollowUps } from './payment-follow-ups';
import { type GatewayUnderTest, aPayment } from './payment-requests';
import { readAnswer } from '../../../lambda/adapters/payment/json';
import { isReference } from '../../../lambda/domain/state/foreign-text';
import { SimulatedDelay, SimulatedMethod } from '../../../src/contract/payment/payment';
import type { AuthorizeRequest, PaymentAnswer } from '../../../src/contract/payment/payment-call';

export type { GatewayUnderTest } from './payment-requests';

export function testPaymentGateway(setUp: () => GatewayUnderTest): void {
  const { signal } = new AbortController();
  let under: GatewayUnderTest;
  let request: AuthorizeRequest;

  beforeEach(() => {
    under = setUp();
    request = aPayment(under);
  });

  const by = (method: string): AuthorizeRequest => ({ ...request, method });
  const ask = async (asked = request): Promise<PaymentAnswer> => readAnswer(await under.gateway.ask(asked, signal));
  const lookUp = async (asked = request): Promise<PaymentAnswer> =>
    readAnswer(await under.gateway.lookUp(asked, signal));
  const SUCCEEDED = { status: 'succeeded', reference: expect.any(String) };

  test('says for how long it remembers a key', () => {
    expect(under.gateway.keyLife).toBeGreaterThan(60 * 60 * 1_000);
  });

  test.each([true, false])('makes a payment, and answers the same again (taken at once: %s)', async capture => {
    const asked = { ...request, capture };
    const answer = await ask(asked);
    expect(answer).toMatchObject(SUCCEEDED);
    expect(isReference((answer as { reference: string }).reference)).toBe(true);
    expect(await ask(asked)).toEqual(answer);
    expect(await lookUp(asked)).toEqual(answer);
  });

  test('declines, and answers the same again under the same key', async () => {
    const declined = { status: 'declined', code: expect.any(String), retryable: false };
    expect(await ask(by(SimulatedMethod.DECLINES))).toEqual(declined);
    expect(await ask(by(SimulatedMethod.DECLINES))).toEqual(declined);
    expect(await lookUp(by(SimulatedMethod.DECLINES))).toEqual(declined);
  });

  test('declines the first attempt only, and says that another may succeed', async () => {
    const asked = by(SimulatedMethod.DECLINES_ONCE);
    expect(await ask(asked)).toMatchObject({ status: 'declined', retryable: true });
    expect(await ask({ ...asked, ...aPayment(under, 2), method: asked.method })).toMatchObject(SUCCEEDED);
  });

  test('knows nothing of a payment that was never requested', async () => {
    expect(await lookUp()).toEqual({ status: 'notFound' });
  });

  test('fault 5: finds a payment whose answer was lost, and makes no second one', async () => {
    const late = by(SimulatedMethod.ANSWERS_LATE);
    await expect(ask(late)).rejects.toThrow();
    const found = await lookUp(late);
    expect(found).toMatchObject(SUCCEEDED);
    expect(await ask(late)).toEqual(found);
  });

  test('fault 6: throws as long as it does not know the outcome, and never calls it declined', async () => {
    const silent = by(SimulatedMethod.TIMES_OUT);
    await expect(ask(silent)).rejects.toThrow();
    await expect(ask(silent)).rejects.toThrow();
    expect(await lookUp(silent)).toMatchObject({ status: 'unknown' });
  });

  test('fault 39: of two requests at once under one key, none is declined, and one takes the money', async () => {
    const both = await Promise.allSettled([ask(), ask()]);
    const answers = both.flatMap(one => (one.status === 'fulfilled' ? [one.value] : []));
    expect(answers.length).toBeGreaterThan(0);
    const found = await lookUp();
    expect(found).toMatchObject(SUCCEEDED);
    for (const answer of answers) expect(answer).toEqual(found);
    expect(await under.charges(request.key)).toBe(1);
  });

  test('is pending for a while, and then done', async () => {
    const asked = by(SimulatedMethod.PENDS);
    expect(await ask(asked)).toEqual({ status: 'pending' });
    expect(await lookUp(asked)).toEqual({ status: 'pending' });
    under.pass(SimulatedDelay.PENDS);
    expect(await lookUp(asked)).toMatchObject(SUCCEEDED);
  });

  test('fails for a while, whatever it is asked, and then answers', async () => {
    const asked = by(SimulatedMethod.FAILS_FOR_A_WHILE);
    await expect(ask(asked)).rejects.toThrow('out of order');
    await expect(lookUp(asked)).rejects.toThrow('out of order');
    under.pass(SimulatedDelay.FAILS_FOR_A_WHILE);
    expect(await lookUp(asked)).toEqual({ status: 'notFound' });
    expect(await ask(asked)).toMatchObject(SUCCEEDED);
  });

  test('fault 37: takes the money again if it is asked again, where it forgets its keys', async () => {
    const asked = by(SimulatedMethod.FORGETS_KEYS);
    await ask(asked);
    expect(await lookUp(asked)).toMatchObject(SUCCEEDED);
    expect(await under.charges(request.key)).toBe(1);
    await ask(asked);
    expect(await under.charges(request.key)).toBe(2);
  });

  test('fault 40: authorizes for a short time only', async () => {
    const asked = { ...by(SimulatedMethod.EXPIRES_SOON), capture: false };
    const end = new Date(Date.parse(request.requestedAt) + SimulatedDelay.EXPIRES_SOON).toISOString();
    expect(await ask(asked)).toEqual({ ...SUCCEEDED, captureBefore: end });
  });

  test.each([{ amount: 251 }, { currency: 'EUR' }])('refuses %j under the same key', async other => {
    await ask();
    await expect(ask({ ...request, ...other })).rejects.toThrow();
    expect(await lookUp()).toMatchObject(SUCCEEDED);
  });

  test('makes no call for which nobody waits any more', async () => {
    const over = AbortSignal.abort();
    await expect(under.gateway.ask(request, over)).rejects.toThrow();
    await expect(under.gateway.lookUp(request, over)).rejects.toThrow();
    expect(await lookUp()).toEqual({ status: 'notFound' });
  });

  testFollowUps(setUp);
}
