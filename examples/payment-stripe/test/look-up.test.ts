import { IN_FLIGHT, lookUp } from '../payment/look-up';
import { worlds } from './world';

const w = worlds();
const sent = (method: string) => w.world.server.requests.filter(request => request.startsWith(method));

test('a payment of the last hour is found in the list, which has no delay', async () => {
  const { request } = await w.world.paid();
  w.world.server.requests.length = 0;
  expect(await w.world.lookUp(request)).toEqual({ status: 'succeeded', reference: 'pi_1', amount: 1_999 });
  expect(sent('GET')).toEqual(['GET /v1/payment_intents', 'GET /v1/payment_intents/pi_1']);
});

test('an older one is found by search, and read again, because search knows old states', async () => {
  const { request } = await w.world.paid();
  w.world.server.clock.pass({ hours: 30 });
  w.world.server.requests.length = 0;
  expect(await w.world.lookUp(request)).toEqual({ status: 'succeeded', reference: 'pi_1', amount: 1_999 });
  expect(sent('GET')).toEqual(['GET /v1/payment_intents/search', 'GET /v1/payment_intents/pi_1']);
});

test('a request that was sent hours after it was recorded is found before search knows it', async () => {
  const request = w.world.authorization();
  w.world.server.search.delay = 3_600;
  w.world.server.clock.pass({ hours: 5 });
  await w.world.ask(request);
  expect(await w.world.lookUp(request)).toMatchObject({ status: 'succeeded', reference: 'pi_1' });
});

test('a payment behind 250 others is found', async () => {
  const { request } = await w.world.paid();
  for (let n = 0; n < 250; n += 1) await w.world.paid();
  expect(await w.world.lookUp(request)).toMatchObject({ status: 'succeeded', reference: 'pi_1' });
});

test('if there are more payments than can be read in time, nothing is said to be missing', async () => {
  const request = w.world.authorization();
  for (let n = 0; n < 201; n += 1) await w.world.paid();
  w.world.server.clock.pass({ minutes: 5 });
  const { clock } = w.world.server;
  // Each look at the clock takes two seconds.
  const slow = () => { clock.pass({ seconds: 2 }); return clock.now(); };
  expect(await lookUp(w.world.stripe, request, { now: slow })).toEqual(
    { status: 'unknown', reason: 'too many payments to read in time' },
  );
});

test('the payment of another pipeline is not ours, even with the same key', async () => {
  const { request } = await w.world.paid();
  w.world.server.clock.pass({ minutes: 2 });
  expect(await w.world.lookUp({ ...request, pipeline: 'another' })).toEqual({ status: 'notFound' });
});

test('two payments under one key: nobody chooses by chance', async () => {
  const { request } = await w.world.paid();
  const { account } = w.world.server;
  account.payments.push({ ...account.payments[0]!, id: 'pi_by_accident' });
  const answer = await w.world.lookUp(request);
  expect(answer).toMatchObject({ status: 'unknown', reason: expect.stringContaining('pi_by_accident') });
});

test.each([
  ['pm_card_chargeDeclined', { status: 'declined', code: 'generic_decline', retryable: false }],
  ['pm_card_authenticationRequired', { status: 'pending', reference: 'pi_1' }],
])('%s is looked up as %j', async (token, expected) => {
  const request = w.world.authorization({ token });
  await w.world.ask(request);
  expect(await w.world.lookUp(request)).toEqual(expected);
});

test('an authorization is looked up with its end', async () => {
  const { request } = await w.world.authorized();
  expect(await w.world.lookUp(request)).toMatchObject({ captureBefore: '2026-03-08T12:00:00.000Z' });
});

test('a look-up changes nothing', async () => {
  const { request, reference } = await w.world.authorized();
  w.world.server.requests.length = 0;
  w.world.server.clock.pass({ seconds: IN_FLIGHT / 1_000 });
  for (const one of [request, ...(['capture', 'void', 'refund'] as const).map(purpose =>
    ({ ...w.world.followUp(purpose, request, reference), requestedAt: request.requestedAt }))]) {
    await w.world.lookUp(one);
  }
  expect(sent('POST')).toEqual([]);
  expect(w.world.server.account.books().held).toBe(1_999);
});
