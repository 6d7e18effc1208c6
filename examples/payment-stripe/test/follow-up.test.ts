import { worlds } from './world';

const w = worlds();
const books = () => w.world.server.account.books();
const later = () => w.world.server.clock.pass({ minutes: 2 });

describe('a capture', () => {
  test('takes some of the money, and Stripe voids the rest', async () => {
    const { request, reference } = await w.world.authorized();
    const capture = w.world.followUp('capture', request, reference, 1_500);
    expect(await w.world.ask(capture)).toEqual({ status: 'succeeded', reference, amount: 1_500 });
    expect(await w.world.ask(capture)).toEqual({ status: 'succeeded', reference, amount: 1_500 });
    expect(await w.world.lookUp(capture)).toEqual({ status: 'succeeded', reference, amount: 1_500 });
    expect(await w.world.lookUp(request)).toEqual({ status: 'succeeded', reference, amount: 1_999 });
    expect(books()).toEqual({ charges: 1, captured: 1_500, held: 0, refunded: 0 });
    expect(await w.world.ask(w.world.followUp('void', request, reference, 499))).toMatchObject({ status: 'succeeded' });
  });

  test('without the reference, because the authorization was never answered', async () => {
    const { request } = await w.world.authorized();
    expect(await w.world.ask(w.world.followUp('capture', request, undefined))).toMatchObject({ status: 'succeeded' });
  });

  test('that is lost is looked up: not done, done', async () => {
    const { request, reference } = await w.world.authorized();
    const capture = w.world.followUp('capture', request, reference);
    expect(await w.world.lookUp(capture)).toMatchObject({ status: 'unknown' });
    later();
    expect(await w.world.lookUp(capture)).toEqual({ status: 'notFound' });
    w.world.server.faults.push('lostAfter', 'lostAfter');
    expect(await w.world.ask(capture)).toMatchObject({ status: 'unknown' });
    expect(await w.world.lookUp(capture)).toMatchObject({ status: 'succeeded' });
  });

  test.each([
    ['more than is authorized', 2_999, 'amount_too_large'],
    ['of a payment that was captured by another request', 1_999, 'captured_by_another_request'],
  ])('%s is declined', async (_, amount, code) => {
    const { request, reference } = await w.world.authorized();
    if (code.startsWith('captured')) await w.world.ask(w.world.followUp('capture', request, reference, 1));
    expect(await w.world.ask(w.world.followUp('capture', request, reference, amount))).toMatchObject(
      { status: 'declined', code },
    );
  });

  test('of an authorization that has expired is declined', async () => {
    const { request, reference } = await w.world.authorized();
    const { account } = w.world.server;
    account.cancel(account.payment(reference), 'automatic');
    const capture = w.world.followUp('capture', request, reference);
    expect(await w.world.ask(capture)).toMatchObject({ status: 'declined', code: 'authorization_canceled' });
    expect(await w.world.lookUp(request)).toMatchObject({ status: 'declined', code: 'canceled_automatic' });
  });
});

describe('a void', () => {
  test('frees the money, whoever does it and however often', async () => {
    const { request, reference } = await w.world.authorized();
    const first = w.world.followUp('void', request, reference);
    for (const one of [first, first, w.world.followUp('void', request, reference)]) {
      expect(await w.world.ask(one)).toEqual({ status: 'succeeded', reference, amount: 1_999 });
    }
    expect(await w.world.lookUp(first)).toEqual({ status: 'succeeded', reference, amount: 1_999 });
    expect(books()).toMatchObject({ captured: 0, held: 0 });
  });

  test('ends a payment that waits for the customer', async () => {
    const request = w.world.authorization({ token: 'pm_card_authenticationRequired' });
    await w.world.ask(request);
    expect(await w.world.ask(w.world.followUp('void', request, 'pi_1'))).toMatchObject({ status: 'succeeded' });
    expect(await w.world.lookUp(request)).toMatchObject({ status: 'declined' });
  });

  test('of some of it is declined: Stripe cannot do that', async () => {
    const { request, reference } = await w.world.authorized();
    expect(await w.world.ask(w.world.followUp('void', request, reference, 500))).toMatchObject(
      { status: 'declined', code: 'partial_void_not_supported' },
    );
    expect(books().held).toBe(1_999);
  });

  test('after the capture is declined', async () => {
    const { request, reference } = await w.world.paid();
    expect(await w.world.ask(w.world.followUp('void', request, reference))).toMatchObject(
      { status: 'declined', code: 'already_captured' },
    );
  });
});

describe('a refund', () => {
  test('of a part, and another of the same amount: two refunds', async () => {
    const { request, reference } = await w.world.paid();
    const [first, second] = [500, 500].map(amount => w.world.followUp('refund', request, reference, amount));
    expect(await w.world.ask(first!)).toMatchObject({ status: 'succeeded', amount: 500 });
    expect(await w.world.ask(first!)).toMatchObject({ status: 'succeeded', amount: 500 });
    expect(await w.world.ask(second!)).toMatchObject({ status: 'succeeded', amount: 500 });
    expect(books()).toEqual({ charges: 1, captured: 1_999, held: 0, refunded: 1_000 });
  });

  test('that is lost is looked up by its own key', async () => {
    const { request, reference } = await w.world.paid();
    const [first, second] = [500, 500].map(amount => w.world.followUp('refund', request, reference, amount));
    w.world.server.faults.push('lostAfter', 'lostAfter');
    expect(await w.world.ask(first!)).toMatchObject({ status: 'unknown' });
    later();
    expect(await w.world.lookUp(first!)).toMatchObject({ status: 'succeeded', amount: 500 });
    expect(await w.world.lookUp(second!)).toEqual({ status: 'notFound' });
  });

  test.each([
    ['more than is left', [2_000], 'refused'],
    ['when nothing is left', [1_999, 1], 'charge_already_refunded'],
  ])('%s is declined', async (_, amounts, code) => {
    const { request, reference } = await w.world.paid();
    const answers = [];
    for (const amount of amounts) {
      answers.push(await w.world.ask(w.world.followUp('refund', request, reference, amount)));
    }
    expect(answers.at(-1)).toEqual({ status: 'declined', code, retryable: false });
    expect(books().refunded).toBeLessThanOrEqual(1_999);
  });

  test('that Stripe cannot deliver is declined, as soon as Stripe knows', async () => {
    const { request, reference } = await w.world.paid();
    const refund = w.world.followUp('refund', request, reference);
    await w.world.ask(refund);
    const [made] = w.world.server.account.refunds;
    made!.status = 'pending';
    expect(await w.world.lookUp(refund)).toEqual({ status: 'pending', reference: made!.id });
    Object.assign(made!, { status: 'failed', failure_reason: 'lost_or_stolen_card' });
    expect(await w.world.lookUp(refund)).toMatchObject({ status: 'declined', code: 'lost_or_stolen_card' });
  });
});

test('a payment that nobody can find: no capture, no decline', async () => {
  const request = w.world.authorization();
  later();
  expect(await w.world.ask(w.world.followUp('capture', request, undefined))).toMatchObject({ status: 'unknown' });
});
