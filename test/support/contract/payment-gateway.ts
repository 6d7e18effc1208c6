/** What the pipeline relies on in a payment provider: one suite that each gateway passes. */
import type { ChargeRequest, PaymentGateway, RefundRequest } from '../../../lambda/adapters/payment/gateway';
import { isReference } from '../../../lambda/domain/state/foreign-text';
import { chargeKey, refundKey } from '../../../lambda/domain/state/payment-key';
import { SimulatedMethod } from '../../../src/contract/payment';
import { IDENTITY } from '../given/identity';

export interface GatewayUnderTest {
  readonly gateway: PaymentGateway;
  /** The id of an order that has no charge yet. */
  readonly fresh: (prefix: string) => string;
}

export function testPaymentGateway(setUp: () => GatewayUnderTest): void {
  const { signal } = new AbortController();
  let gateway: PaymentGateway;
  let request: ChargeRequest;

  beforeEach(() => {
    const under = setUp();
    gateway = under.gateway;
    const orderId = under.fresh('order');
    const key = chargeKey({ identity: IDENTITY, orderId, attempt: 1 });
    request = { key, orderId, amount: 250, currency: 'GBP', method: 'card' };
  });

  const by = (method: string): ChargeRequest => ({ ...request, method });
  const charge = (asked = request) => gateway.charge(asked, signal);
  const lookUp = (asked = request) => gateway.lookUp(asked, signal);
  const capture = async () => {
    const result = await charge();
    if (result.status !== 'captured') throw new Error(`not captured, but ${result.status}`);
    return result.reference;
  };
  const refundOf = (reference: string): RefundRequest => {
    const { key, orderId, amount, currency } = request;
    return { key: refundKey(key), charge: key, reference, orderId, amount, currency };
  };

  test('says for how long it remembers a key', () => {
    expect(gateway.keyLife).toBeGreaterThan(60 * 60 * 1_000);
  });

  test('captures, and answers the same again under the same key, with a reference that the log can keep', async () => {
    const reference = await capture();
    expect(isReference(reference)).toBe(true);
    expect(await charge()).toEqual({ status: 'captured', reference });
    expect(await lookUp()).toEqual({ status: 'captured', reference });
  });

  test('declines, and answers the same again under the same key', async () => {
    const declined = { status: 'declined', code: expect.any(String) };
    expect(await charge(by(SimulatedMethod.DECLINES))).toEqual(declined);
    expect(await charge(by(SimulatedMethod.DECLINES))).toEqual(declined);
    expect(await lookUp()).toEqual(declined);
  });

  test('knows nothing of a charge that was never requested', async () => {
    expect(await lookUp()).toEqual({ status: 'none' });
  });

  test('fault 5: finds a charge whose answer was lost, which is no second charge', async () => {
    const late = by(SimulatedMethod.ANSWERS_LATE);
    await expect(charge(late)).rejects.toThrow();
    const found = await lookUp(late);
    expect(found).toMatchObject({ status: 'captured' });
    expect(await charge(late)).toEqual(found);
  });

  test('fault 6: throws as long as it does not know the outcome, and never calls it declined', async () => {
    const silent = by(SimulatedMethod.TIMES_OUT);
    await expect(charge(silent)).rejects.toThrow();
    await expect(charge(silent)).rejects.toThrow();
    expect(await lookUp(silent)).toEqual({ status: 'unknown' });
  });

  test('fault 39: of two charges at once under one key, none counts as declined, and one takes the money', async () => {
    const both = await Promise.allSettled([charge(), charge()]);
    const answers = both.flatMap(one => (one.status === 'fulfilled' ? [one.value] : []));
    expect(answers.length).toBeGreaterThan(0);
    const found = await lookUp();
    expect(found).toMatchObject({ status: 'captured' });
    for (const answer of answers) expect(answer).toEqual(found);
  });

  test.each([{ amount: 251 }, { currency: 'EUR' }])('refuses %j under the same key', async other => {
    await charge();
    await expect(charge({ ...request, ...other })).rejects.toThrow();
    expect(await lookUp()).toMatchObject({ status: 'captured' });
  });

  test('refunds the whole charge once', async () => {
    const reference = await capture();
    const refunded = await gateway.refund(refundOf(reference), signal);
    expect(isReference(refunded.reference)).toBe(true);
    expect(await gateway.refund(refundOf(reference), signal)).toEqual(refunded);
    await expect(gateway.refund({ ...refundOf(reference), key: refundKey('another') }, signal)).rejects.toThrow();
  });

  test.each([{ amount: 251 }, { amount: 1 }, { currency: 'EUR' }])('does not refund %j', async other => {
    const reference = await capture();
    await expect(gateway.refund({ ...refundOf(reference), ...other }, signal)).rejects.toThrow();
  });

  test.each([
    ['declined', SimulatedMethod.DECLINES],
    ['unknown', SimulatedMethod.TIMES_OUT],
  ])('does not refund a charge that is %s', async (status, method) => {
    await charge(by(method)).catch(() => undefined);
    expect(await lookUp(by(method))).toMatchObject({ status });
    await expect(gateway.refund(refundOf('any'), signal)).rejects.toThrow();
  });

  test('does not refund a charge that was never requested', async () => {
    await expect(gateway.refund(refundOf('any'), signal)).rejects.toThrow();
  });

  test('makes no call for which nobody waits any more', async () => {
    const over = AbortSignal.abort();
    await expect(gateway.charge(request, over)).rejects.toThrow();
    await expect(gateway.lookUp(request, over)).rejects.toThrow();
    await expect(gateway.refund(refundOf('any'), over)).rejects.toThrow();
    expect(await lookUp()).toEqual({ status: 'none' });
  });
}
