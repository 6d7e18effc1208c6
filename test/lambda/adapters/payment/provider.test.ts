import type { ChargeRequest, PaymentGateway, RefundRequest } from '../../../../lambda/adapters/payment/gateway';
import { Provider } from '../../../../lambda/adapters/payment/provider';
import { Clock } from '../../../support/world/clock';

const REQUEST: ChargeRequest = { key: 'k', orderId: 'A-1', amount: 1, currency: 'GBP', method: 'card' };
const REFUND: RefundRequest = { key: 'r', charge: 'k', reference: 'ref', orderId: 'A-1', amount: 1, currency: 'GBP' };

/** A provider that answers every call in the same way. */
const answering = (answer: () => unknown): Provider => {
  const call = async () => answer() as never;
  const gateway: PaymentGateway = { keyLife: 1_000, charge: call, lookUp: call, refund: call };
  return new Provider(gateway, new Clock());
};
const throwing = (error: unknown) => answering(() => { throw error; });

test.each([
  { status: 'captured', reference: 'ref' }, { status: 'declined', code: 'NO' },
])('%j is understood', async answer => {
  expect(await answering(() => answer).charge(REQUEST)).toEqual(answer);
  expect(await answering(() => answer).lookUp(REQUEST)).toEqual(answer);
});

test('nothing found is an answer to a look-up, not to a charge', async () => {
  const none = answering(() => ({ status: 'none' }));
  expect(await none.lookUp(REQUEST)).toEqual({ status: 'none' });
  expect(await none.charge(REQUEST)).toMatchObject({ status: 'unknown' });
});

test.each([
  undefined, null, 7, '', '<html>', [], {}, { status: 'CAPTURED' }, { status: 'captured' },
  { status: 'captured', reference: 7 }, { status: 'captured', reference: 'x'.repeat(256) },
  { status: 'captured', reference: 'a b' }, { status: 'declined' }, { status: 'declined', code: { a: 1 } },
])('fault 42: %j is not understood, so the outcome is unknown', async answer => {
  const unknown = { status: 'unknown', reason: 'the answer is not understood' };
  expect(await answering(() => answer).charge(REQUEST)).toEqual(unknown);
  expect(await answering(() => answer).lookUp(REQUEST)).toEqual(unknown);
});

test.each([
  ['an error', new Error('card 4111 1111 1111 1111 of ann@example.com\n'), 'Error: card (number) of (address)'],
  ['a long error', new Error('x'.repeat(100_000)), `Error: ${'x'.repeat(293)}`],
  ['something else', 'just a text', 'just a text'],
  ['nothing', undefined, 'undefined'],
])('fault 42: %s is an unknown outcome with a reason that the log may have', async (_, error, reason) => {
  expect(await throwing(error).charge(REQUEST)).toEqual({ status: 'unknown', reason });
  expect(await throwing(error).lookUp(REQUEST)).toEqual({ status: 'unknown', reason });
  const refund = throwing(error).refund(REFUND);
  await expect(refund).rejects.toMatchObject({ name: 'PaymentOutcomeUnknown', message: `refund of k: ${reason}` });
  await expect(refund).rejects.not.toHaveProperty('cause'); // which a log line would show
});

test('a refund that is understood has its reference', async () => {
  expect(await answering(() => ({ reference: 're_1', more: 1 })).refund(REFUND)).toEqual({ reference: 're_1' });
});

test.each([
  undefined, {}, { reference: '' }, { reference: 'a b' },
])('fault 42: a refund answered by %j is unknown', async answer => {
  await expect(answering(() => answer).refund(REFUND)).rejects.toMatchObject({ name: 'PaymentOutcomeUnknown' });
});
