/** What goes wrong between the function and Stripe. In each case, the books say how often the customer paid. */
import type { PaymentCall } from '../payment/contract';
import { stripeClient } from '../payment/client';
import { paymentFunction } from '../payment/function';
import { worlds } from './world';

const w = worlds();
const charges = () => w.world.server.account.books().charges;

test('an answer that is lost once is repeated by the SDK: one charge', async () => {
  w.world.server.faults.push('lostAfter');
  expect(await w.world.ask(w.world.authorization())).toMatchObject({ status: 'succeeded' });
  expect(charges()).toBe(1);
});

test('an answer that is lost is an unknown outcome, and a look-up finds the charge at once', async () => {
  const request = w.world.authorization();
  w.world.server.faults.push('lostAfter', 'lostAfter');
  expect(await w.world.ask(request)).toEqual({ status: 'unknown', reason: 'no answer from Stripe' });
  expect(await w.world.lookUp(request)).toEqual({ status: 'succeeded', reference: 'pi_1', amount: 1_999 });
  expect(await w.world.ask(request)).toMatchObject({ status: 'succeeded', reference: 'pi_1' });
  expect(charges()).toBe(1);
});

test('a request that never arrived is not found, but only when it cannot be on its way any more', async () => {
  const request = w.world.authorization();
  w.world.server.faults.push('lostBefore', 'lostBefore');
  expect(await w.world.ask(request)).toMatchObject({ status: 'unknown' });
  expect(await w.world.lookUp(request)).toMatchObject({ status: 'unknown' });
  w.world.server.clock.pass({ seconds: 29 });
  expect(await w.world.lookUp(request)).toMatchObject({ status: 'unknown' });
  w.world.server.clock.pass({ seconds: 1 });
  expect(await w.world.lookUp(request)).toEqual({ status: 'notFound' });
  expect(await w.world.ask(request)).toMatchObject({ status: 'succeeded' });
  expect(charges()).toBe(1);
});

test('a stored error 500 after the charge: repeated by Stripe, found by a look-up', async () => {
  const request = w.world.authorization();
  w.world.server.faults.push('errorAfter');
  for (const _ of [1, 2, 3]) expect(await w.world.ask(request)).toMatchObject({ status: 'unknown' });
  expect(await w.world.lookUp(request)).toMatchObject({ status: 'succeeded', reference: 'pi_1' });
  expect(charges()).toBe(1);
});

test('a stored error 500 before the charge: unknown, then not found', async () => {
  const request = w.world.authorization();
  w.world.server.faults.push('errorBefore');
  for (const _ of [1, 2]) expect(await w.world.ask(request)).toMatchObject({ status: 'unknown' });
  w.world.server.clock.pass({ minutes: 2 });
  expect(await w.world.lookUp(request)).toEqual({ status: 'notFound' });
  expect(charges()).toBe(0);
});

test('two calls under one key at once: the second is no decline, and there is one charge', async () => {
  const request = w.world.authorization();
  const { arrived, release } = w.world.server.holdNext();
  const first = w.world.ask(request);
  await arrived;
  const second = w.world.ask(request);
  expect(await second).toEqual({ status: 'unknown', reason: 'Stripe answers 409: idempotency_key_in_use' });
  release();
  expect(await first).toMatchObject({ status: 'succeeded' });
  expect(charges()).toBe(1);
});

test('an answer that is cut off 50 times: each look-up finds the one charge', async () => {
  const request = w.world.authorization();
  for (let n = 0; n < 50; n += 1) {
    w.world.server.faults.push('garbage');
    expect(await w.world.ask(request)).toMatchObject({ status: 'unknown' });
    expect(await w.world.lookUp(request)).toMatchObject({ status: 'succeeded', reference: 'pi_1' });
  }
  expect(charges()).toBe(1);
});

test('other parameters under a key are refused by Stripe: unknown, as the first ones may be charged', async () => {
  const request = w.world.authorization();
  await w.world.ask(request);
  expect(await w.world.ask({ ...request, amount: 2_999 })).toEqual(
    { status: 'unknown', reason: 'Stripe knows the key with other parameters' },
  );
  expect(w.world.server.account.books()).toMatchObject({ charges: 1, captured: 1_999 });
});

test('too many requests: unknown, and the key is not used up', async () => {
  const request = w.world.authorization();
  w.world.server.faults.push('rateLimit');
  expect(await w.world.ask(request)).toEqual({ status: 'unknown', reason: 'Stripe answers 429: rate_limit' });
  expect(await w.world.ask(request)).toMatchObject({ status: 'succeeded' });
});

test('what Stripe asks to repeat is repeated once', async () => {
  w.world.server.faults.push('lockTimeout');
  expect(await w.world.ask(w.world.authorization())).toMatchObject({ status: 'succeeded' });
  w.world.server.faults.push('lockTimeout', 'lockTimeout');
  const answer = await w.world.ask(w.world.authorization());
  expect(answer).toEqual({ status: 'unknown', reason: 'Stripe answers 429: lock_timeout' });
});

test('garbage instead of an answer is an unknown outcome, without the garbage', async () => {
  w.world.server.faults.push('garbage');
  const answer = await w.world.ask(w.world.authorization());
  expect(answer.status).toBe('unknown');
  expect(JSON.stringify(answer)).not.toContain('html');
});

test('Stripe cannot be reached at all', async () => {
  const stripe = stripeClient('sk_test_of_the_fake', { host: '127.0.0.1', port: 1, protocol: 'http' });
  const pay = paymentFunction({ stripe: async () => stripe, now: w.world.server.clock.now });
  const call: PaymentCall = { version: 1, operation: 'authorize', ...w.world.authorization() };
  expect(await pay(call)).toEqual({ status: 'unknown', reason: 'no answer from Stripe' });
});

describe('a key that Stripe has forgotten', () => {
  test('the fake charges again under it, as Stripe does', async () => {
    const { key, pipeline } = w.world.authorization();
    for (const hours of [0, 24]) {
      w.world.server.clock.pass({ hours });
      await w.world.stripe.paymentIntents.create({
        amount: 1,
        currency: 'eur',
        payment_method: 'pm_card_visa',
        capture_method: 'automatic',
        metadata: { key, pipeline },
      }, { idempotencyKey: key });
    }
    expect(charges()).toBe(2);
  });

  test('is not sent again: the charge is found', async () => {
    const { request } = await w.world.paid();
    w.world.server.clock.pass({ hours: 25 });
    for (let n = 0; n < 20; n += 1) {
      expect(await w.world.ask(request)).toMatchObject({ status: 'succeeded', reference: 'pi_1' });
    }
    expect(charges()).toBe(1);
  });

  test('is not sent again if nothing is found', async () => {
    const request = w.world.authorization();
    w.world.server.clock.pass({ hours: 25 });
    expect(await w.world.ask(request)).toMatchObject({ status: 'unknown', reason: expect.stringMatching('not sent') });
    expect(await w.world.lookUp(request)).toEqual({ status: 'notFound' });
    expect(charges()).toBe(0);
  });

  test('of a refund is not sent again: the refund is found', async () => {
    const { request, reference } = await w.world.paid();
    const refund = w.world.followUp('refund', request, reference, 500);
    await w.world.ask(refund);
    w.world.server.clock.pass({ hours: 25 });
    expect(await w.world.ask(refund)).toMatchObject({ status: 'succeeded', amount: 500 });
    expect(w.world.server.account.books().refunded).toBe(500);
  });
});
