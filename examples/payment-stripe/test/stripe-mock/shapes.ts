/** Stripe's own description of its API accepts our requests. `npm run test:stripe-mock` starts the server. */
import type Stripe from 'stripe';
import { authorize } from '../../payment/authorize';
import { stripeClient } from '../../payment/client';
import type { AuthorizeRequest, FollowUpRequest } from '../../payment/contract';
import { findPayments, findRefund, readPayment } from '../../payment/find';
import { capture, refund, voidPayment } from '../../payment/follow-up';

const address = { host: '127.0.0.1', port: Number(process.env.STRIPE_MOCK_PORT), protocol: 'http' } as const;
const stripe = stripeClient('sk_test_123', address);
const errors: unknown[] = [];
stripe.on('response', ({ status, path }: Stripe.ResponseEvent) => {
  if (status >= 400) errors.push(`${path}: ${status}`);
});
afterEach(() => expect(errors.splice(0)).toEqual([]));

const fields = {
  key: 'c0a80101-0000-5000-8000-000000000001',
  pipeline: 'shop',
  orderId: 'A-1',
  amount: 1_999,
  currency: 'EUR',
  requestedAt: '2026-03-01T12:00:00Z',
};
const authorization: AuthorizeRequest =
  { ...fields, purpose: 'authorize', attempt: 1, capture: true, method: 'card', token: 'pm_card_visa' };
const followUp = (purpose: FollowUpRequest['purpose']): FollowUpRequest =>
  ({ ...fields, purpose, payment: { key: fields.key, reference: 'pi_123' } });

test.each([true, false])('an authorization, captured at once: %s', async isCaptured => {
  expect(await authorize(stripe, { ...authorization, capture: isCaptured })).toHaveProperty('status');
});

test('a capture', async () => {
  expect(await capture(stripe, followUp('capture'), 'pi_123')).toHaveProperty('status');
});

test('a void', async () => {
  const { amount, currency } = await readPayment(stripe, 'pi_123');
  const request = { ...followUp('void'), amount, currency: currency.toUpperCase() };
  expect(await voidPayment(stripe, request, 'pi_123')).toHaveProperty('status');
});

test('a refund', async () => {
  expect(await refund(stripe, followUp('refund'), 'pi_123')).toHaveProperty('status');
});

test('the look-ups, by list and by search', async () => {
  const { key, pipeline } = fields;
  expect(await findPayments(stripe, { key, pipeline }, Date.now)).toEqual(expect.any(Array));
  expect(await findRefund(stripe, 'pi_123', key)).toBeUndefined();
});

test('a request that Stripe does not know is refused, so this test can fail', async () => {
  const wrong = { amount: 1, currency: 'eur', capture_methods: 'manual' };
  await expect(stripe.paymentIntents.create(wrong as Stripe.PaymentIntentCreateParams)).rejects.toThrow();
  expect(errors.splice(0)).toEqual(['/v1/payment_intents: 400']);
});
