import { declineOf } from '../payment/declines';
import { worlds } from './world';

const w = worlds();

test('a payment is taken at once, and carries what finds it again', async () => {
  const request = w.world.authorization({ orderId: 'A-7', attempt: 2 });
  expect(await w.world.ask(request)).toEqual({ status: 'succeeded', reference: 'pi_1', amount: 1_999 });
  const [payment] = w.world.server.account.payments;
  expect(payment).toMatchObject({ amount: 1_999, currency: 'eur', status: 'succeeded' });
  expect(payment!.metadata).toEqual({ pipeline: 'shop', orderId: 'A-7', key: request.key, attempt: '2' });
});

test('a payment is authorized until the time that Stripe says', async () => {
  const answer = await w.world.ask(w.world.authorization({ capture: false }));
  expect(answer).toEqual(
    { status: 'succeeded', reference: 'pi_1', amount: 1_999, captureBefore: '2026-03-08T12:00:00.000Z' },
  );
  expect(w.world.server.account.books()).toEqual({ charges: 1, captured: 0, held: 1_999, refunded: 0 });
});

test.each([
  ['pm_card_chargeDeclined', { status: 'declined', code: 'generic_decline', retryable: false }],
  ['pm_card_chargeDeclinedInsufficientFunds', { status: 'declined', code: 'insufficient_funds', retryable: false }],
  ['pm_card_chargeDeclinedProcessingError', { status: 'declined', code: 'processing_error', retryable: true }],
  ['pm_of_nobody', { status: 'declined', code: 'resource_missing', retryable: false }],
  [undefined, { status: 'declined', code: 'no_payment_method', retryable: false }],
  ['pm_card_authenticationRequired', { status: 'pending', reference: 'pi_1' }],
])('%s: %j, and no money moves', async (token, expected) => {
  const request = w.world.authorization({ token });
  expect(await w.world.ask(request)).toEqual(expected);
  expect(await w.world.ask(request)).toEqual(expected);
  expect(w.world.server.account.books()).toEqual({ charges: 0, captured: 0, held: 0, refunded: 0 });
});

test('Stripe repeats its first answer, but the customer has confirmed since', async () => {
  const request = w.world.authorization({ token: 'pm_card_authenticationRequired' });
  await w.world.ask(request);
  w.world.server.account.approve(w.world.server.account.payments[0]!);
  expect(await w.world.ask(request)).toMatchObject({ status: 'succeeded', reference: 'pi_1' });
});

test('an amount that Stripe cannot take exactly is declined, and nothing is sent', async () => {
  const request = w.world.authorization({ amount: 1_234, currency: 'KWD' });
  expect(await w.world.ask(request)).toEqual({ status: 'declined', code: 'amount_not_supported', retryable: false });
  expect(w.world.server.requests).toEqual([]);
});

test.each([
  ['a wrong secret key', 'wrongKey', 'Stripe answers 401: StripeAuthenticationError'],
  ['a request that Stripe does not understand', 'wrongRequest', 'Stripe answers 400: parameter_unknown'],
] as const)('%s is no decline: it would concern every order', async (_, fault, reason) => {
  w.world.server.faults.push(fault);
  expect(await w.world.ask(w.world.authorization())).toEqual({ status: 'unknown', reason });
});

test.each([
  ['do_not_honor', undefined, false],
  ['do_not_honor', 'try_again_later', true],
  ['processing_error', undefined, true],
  ['processing_error', 'do_not_try_again', false],
])('the decline %s with the advice %s may be tried again: %s', (decline_code, advice_code, retryable) => {
  const decline = declineOf({ code: 'card_declined', decline_code, advice_code });
  expect(decline).toEqual({ status: 'declined', code: decline_code, retryable });
});

test('a later version of the contract is not guessed at', async () => {
  const call = { ...w.world.authorization(), operation: 'authorize', version: 2 as 1 } as const;
  expect(await w.world.pay(call)).toMatchObject({ status: 'unknown' });
  expect(w.world.server.requests).toEqual([]);
});
