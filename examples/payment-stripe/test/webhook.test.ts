import Stripe from 'stripe';
import type { ReportPayment } from '../webhook/reports';
import { webhook } from '../webhook/webhook';
import { worlds } from './world';

const w = worlds();
const SECRET = 'whsec_of_the_fake';
let sent: ReportPayment[];
let events: number;

beforeEach(() => { sent = []; events = 0; });

/** Any event, as Stripe sends it: with the object as it was then. */
function signed(type: string, object: unknown, secret = SECRET) {
  events += 1;
  const payload = JSON.stringify({ id: `evt_${events}`, object: 'event', type, data: { object } });
  const timestamp = w.world.server.clock.seconds();
  const signature = Stripe.webhooks.generateTestHeaderString({ payload, secret, timestamp });
  return { headers: { 'stripe-signature': signature }, body: payload, isBase64Encoded: false };
}

const receive = (request: ReturnType<typeof signed>) => webhook({
  stripe: async () => w.world.stripe,
  signingSecret: async () => SECRET,
  send: async command => { sent.push(command); },
  pipeline: 'shop',
  now: w.world.server.clock.now,
})(request);

/** A payment that waits for the customer, and the same as an event would show it now. */
async function waiting(capture = true) {
  const request = w.world.authorization({ token: 'pm_card_authenticationRequired', capture });
  await w.world.ask(request);
  const [payment] = w.world.server.account.payments;
  return { request, payment: payment!, then: structuredClone(payment!) };
}

describe('a payment that waited for the customer', () => {
  test('is confirmed', async () => {
    const { request, payment } = await waiting();
    w.world.server.account.approve(payment);
    const answer = await receive(signed('payment_intent.succeeded', payment));
    expect(answer).toEqual({ statusCode: 200, body: 'reported: 1' });
    expect(sent).toEqual([{
      version: 1,
      command: 'ReportPayment',
      commandId: `stripe:pi_1:${request.key}:succeeded`,
      orderId: 'A-1',
      actor: 'stripe-webhook',
      data: {
        key: request.key,
        answer: { status: 'succeeded', reference: 'pi_1', amount: 1_999 },
        amount: 1_999,
        currency: 'EUR',
      },
    }]);
  });

  test('is authorized until the time that Stripe says', async () => {
    const { payment } = await waiting(false);
    w.world.server.account.approve(payment);
    await receive(signed('payment_intent.amount_capturable_updated', payment));
    expect(sent[0]!.data.answer).toMatchObject({ status: 'succeeded', captureBefore: '2026-03-08T12:00:00.000Z' });
  });

  test('fails: it is closed, so that no other card can pay it, and declined', async () => {
    const { payment } = await waiting();
    w.world.server.account.decline(payment, 'insufficient_funds');
    await receive(signed('payment_intent.payment_failed', payment));
    expect(payment.status).toBe('canceled');
    expect(sent[0]!.data.answer).toEqual({ status: 'declined', code: 'insufficient_funds', retryable: false });
  });

  test('fails, but the customer pays with another card before it is closed', async () => {
    const { payment, then } = await waiting();
    w.world.server.account.decline(payment, 'insufficient_funds');
    const failed = signed('payment_intent.payment_failed', then);
    const { arrived, release } = w.world.server.holdNext();
    const answer = receive(failed);
    await arrived;
    w.world.server.account.approve(payment);
    release();
    expect(await answer).toMatchObject({ statusCode: 200 });
    expect(sent.map(({ data }) => data.answer.status)).toEqual(['succeeded']);
  });
});

test('repeated events and events in the wrong order say the same: what the payment is now', async () => {
  const { payment, then } = await waiting();
  w.world.server.account.approve(payment);
  const succeeded = signed('payment_intent.succeeded', payment);
  const failedBefore = signed('payment_intent.payment_failed', then);
  for (const event of [succeeded, failedBefore, succeeded]) await receive(event);
  expect(sent).toHaveLength(3);
  expect(new Set(sent.map(command => JSON.stringify(command))).size).toBe(1);
});

test('a capture is reported under its own key', async () => {
  const { request, reference } = await w.world.authorized();
  const capture = w.world.followUp('capture', request, reference, 1_500);
  await w.world.ask(capture);
  await receive(signed('payment_intent.succeeded', w.world.server.account.payments[0]));
  expect(sent.map(({ data }) => data)).toEqual([
    { key: capture.key, answer: { status: 'succeeded', reference, amount: 1_500 }, amount: 1_500, currency: 'EUR' },
  ]);
});

test('the end of an authorization is no answer to the request for it', async () => {
  const { request, reference } = await w.world.authorized();
  await w.world.ask(w.world.followUp('void', request, reference));
  const { body } = await receive(signed('payment_intent.canceled', w.world.server.account.payments[0]));
  expect([body, sent]).toEqual(['reported: 0', []]);
});

const OF_REFUNDS = ['refund.updated', 'refund.failed', 'charge.refunded'];
test.each(OF_REFUNDS)('%s: a refund that failed later is declined', async type => {
  const { request, reference } = await w.world.paid();
  const asked = w.world.followUp('refund', request, reference, 500);
  await w.world.ask(asked);
  const [refund] = w.world.server.account.refunds;
  Object.assign(refund!, { status: 'failed', failure_reason: 'expired_or_canceled_card' });
  await receive(signed(type, type === 'charge.refunded' ? { id: 'ch_1', payment_intent: reference } : refund));
  expect(sent.map(({ data }) => data)).toEqual([{
    key: asked.key,
    answer: { status: 'declined', code: 'expired_or_canceled_card', retryable: false },
    amount: 500,
    currency: 'EUR',
  }]);
});

test('a refund that is not made yet is not reported, nor one by hand', async () => {
  const { request, reference } = await w.world.paid();
  await w.world.ask(w.world.followUp('refund', request, reference, 500));
  const [refund] = w.world.server.account.refunds;
  refund!.status = 'pending';
  await w.world.stripe.refunds.create({ payment_intent: reference, amount: 1 }, { idempotencyKey: 'by hand' });
  for (const event of [signed('refund.updated', refund), signed('charge.refunded', { payment_intent: reference })]) {
    expect(await receive(event)).toEqual({ statusCode: 200, body: 'reported: 0' });
  }
});

const OF_ORDER = { key: 'k', orderId: 'A-1' };

describe('is ignored with 200, so that Stripe does not repeat it', () => {
  test.each([
    ['another event', 'customer.created', {}],
    ['a payment of another program', 'payment_intent.succeeded', { metadata: {} }],
    ['a payment of another pipeline', 'payment_intent.succeeded', { metadata: { ...OF_ORDER, pipeline: 'another' } }],
    ['a refund by hand', 'refund.updated', { metadata: null }],
    ['a refunded charge without a payment', 'charge.refunded', { payment_intent: null }],
  ])('%s', async (_, type, object) => {
    expect(await receive(signed(type, object))).toEqual({ statusCode: 200, body: 'reported: 0' });
    expect([sent, w.world.server.requests]).toEqual([[], []]);
  });
});

describe('is refused with 400', () => {
  test.each([
    ['forged', () => signed('payment_intent.succeeded', {}, 'whsec_of_a_thief')],
    ['unsigned', () => ({ ...signed('payment_intent.succeeded', {}), headers: {} as never })],
    ['changed', () => ({ ...signed('payment_intent.succeeded', {}), body: '{}' })],
    ['no JSON', () => ({ ...signed('payment_intent.succeeded', {}), body: 'hello' })],
    ['empty', () => ({ ...signed('payment_intent.succeeded', {}), body: '' })],
    ['older than five minutes', () => {
      const request = signed('payment_intent.succeeded', {});
      w.world.server.clock.pass({ seconds: 301 });
      return request;
    }],
  ])('what is %s', async (_, request) => {
    expect(await receive(request())).toMatchObject({ statusCode: 400 });
    expect(sent).toEqual([]);
  });
});

test('what arrives in base64 is read as well', async () => {
  const { payment } = await waiting();
  w.world.server.account.approve(payment);
  const { headers, body } = signed('payment_intent.succeeded', payment);
  await receive({ headers, body: Buffer.from(body).toString('base64'), isBase64Encoded: true });
  expect(sent).toHaveLength(1);
});

test('if the queue does not take the report, the webhook fails, and Stripe repeats the event', async () => {
  const { payment } = await waiting();
  w.world.server.account.approve(payment);
  const broken = webhook({
    stripe: async () => w.world.stripe,
    signingSecret: async () => SECRET,
    send: () => Promise.reject(new Error('no queue')),
    pipeline: 'shop',
    now: w.world.server.clock.now,
  });
  await expect(broken(signed('payment_intent.succeeded', payment))).rejects.toThrow('no queue');
});
