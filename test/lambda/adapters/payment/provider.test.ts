import { NotAsked, type PaymentGateway } from '../../../../lambda/adapters/payment/gateway';
import { Provider } from '../../../../lambda/adapters/payment/provider';
import { ProviderDeadline } from '../../../../src/contract/payment/payment';
import type { ProviderRequest } from '../../../../src/contract/payment/payment-call';
import { Clock } from '../../../support/world/clock';

const REQUEST: ProviderRequest = {
  purpose: 'refund',
  key: 'r',
  pipeline: 'Test/Orders',
  orderId: 'A-1',
  amount: 250,
  currency: 'GBP',
  requestedAt: '2026-01-01T12:00:00.000Z',
  payment: { key: 'k', reference: 'ref' },
};

let clock: Clock;
beforeEach(() => { clock = new Clock(); });

/** A provider whose every call does the same. */
function doing(call: (signal: AbortSignal) => Promise<unknown>): Provider {
  const gateway: PaymentGateway = {
    keyLife: 1_000,
    ask: async (_, signal) => call(signal),
    lookUp: async (_, signal) => call(signal),
  };
  return new Provider(gateway, clock);
}
const answering = (answer: unknown) => doing(async () => answer);
const throwing = (error: unknown) => doing(async () => { throw error; });

test.each([
  { status: 'succeeded', reference: 'ref' }, { status: 'succeeded', reference: 'ref', amount: 250 },
  { status: 'succeeded', reference: 'ref', captureBefore: '2026-01-08T12:00:00.000Z' },
  { status: 'declined', code: 'NO' }, { status: 'declined', code: 'NO', retryable: true },
  { status: 'pending' }, { status: 'pending', reference: 'p' },
])('%j is understood', async answer => {
  expect(await answering(answer).ask(REQUEST)).toEqual(answer);
  expect(await answering(answer).lookUp(REQUEST)).toEqual(answer);
});

test('that nothing is found is an answer to a look-up, not to a request', async () => {
  const none = answering({ status: 'notFound' });
  expect(await none.lookUp(REQUEST)).toEqual({ status: 'notFound' });
  expect(await none.ask(REQUEST)).toEqual({
    status: 'unknown', reason: 'the provider answered notFound to a request that is no look-up',
  });
});

test.each([
  [{ status: 'unknown' }, 'the provider does not know yet'],
  [{ status: 'unknown', reason: 'ann@example.com\n' }, '(address)'],
])('fault 6: %j is unknown with a reason', async (answer, reason) => {
  expect(await answering(answer).ask(REQUEST)).toEqual({ status: 'unknown', reason });
  expect(await answering(answer).lookUp(REQUEST)).toEqual({ status: 'unknown', reason });
});

test.each([249, 251])('fault 42: a success over %d instead of 250 is unknown', async amount => {
  const reason = `the provider did ${amount} instead of the requested amount of 250`;
  const other = answering({ status: 'succeeded', reference: 'ref', amount });
  expect(await other.ask(REQUEST)).toEqual({ status: 'unknown', reason });
  expect(await other.lookUp(REQUEST)).toEqual({ status: 'unknown', reason });
});

test.each([
  undefined, null, 7, '', '<html>', [], {}, { status: 'SUCCEEDED' }, { status: 'succeeded' }, { status: 'declined' },
])('fault 42: %j is not understood, so the outcome is unknown', async answer => {
  const unknown = { status: 'unknown', reason: expect.stringContaining('wrong answer: ') };
  expect(await answering(answer).ask(REQUEST)).toEqual(unknown);
  expect(await answering(answer).lookUp(REQUEST)).toEqual(unknown);
});

test.each([
  ['an error', new Error('card 4111 1111 1111 1111 of ann@example.com\n'), 'Error: card (number) of (address)'],
  ['a long error', new Error('x'.repeat(100_000)), `Error: ${'x'.repeat(293)}`],
  ['something else', 'just a text', 'just a text'],
  ['nothing', undefined, 'undefined'],
])('fault 42: %s is an unknown outcome with a reason that the log may have', async (_, error, reason) => {
  expect(await throwing(error).ask(REQUEST)).toEqual({ status: 'unknown', reason });
  expect(await throwing(error).lookUp(REQUEST)).toEqual({ status: 'unknown', reason });
});

test('that the provider was not asked is no outcome', async () => {
  const error = new NotAsked('throttled');
  await expect(throwing(error).ask(REQUEST)).rejects.toBe(error);
  await expect(throwing(error).lookUp(REQUEST)).rejects.toBe(error);
});

test.each([
  ['ask', ProviderDeadline.REQUEST], ['lookUp', ProviderDeadline.LOOK_UP],
] as const)('fault 4: %s ends after %d ms, and the call hears of it', async (call, deadline) => {
  let signal: AbortSignal | undefined;
  const silent = doing(async given => {
    signal = given;
    return new Promise(() => undefined);
  });
  const answer = silent[call](REQUEST);
  clock.pass(deadline - 1);
  expect(signal!.aborted).toBe(false);
  clock.pass(1);
  expect(signal!.aborted).toBe(true);
  expect(await answer).toEqual({ status: 'unknown', reason: `CallTooLong: no answer in ${deadline} ms` });
});
