/** The suite itself: a payment function that keeps the contract passes, and each bug is found and named. */
import type { PaymentContractOptions, PaymentFunction } from '../../testing';
import { contractCases } from '../../testing/payment/contract';
import { BUGS, type Bug, PretendProvider } from '../support/payment-function/pretend';
import { VirtualTime } from '../support/payment-function/virtual-time';

function casesOf(bug?: Bug, options: PaymentContractOptions = {}) {
  const time = new VirtualTime();
  const provider = new PretendProvider(time, bug);
  return contractCases(provider.pay, { ...provider.options, ...options }, time);
}
const NAMES = casesOf().map(({ name }) => name);

async function outcomesOf(bug?: Bug, options?: PaymentContractOptions) {
  const outcomes = [];
  for (const { outcome } of casesOf(bug, options)) outcomes.push(await outcome());
  return outcomes;
}
const failed = async (bug: Bug, options?: PaymentContractOptions) =>
  (await outcomesOf(bug, options)).filter(({ status }) => status === 'failed').map(({ name }) => name);

describe('a payment function that keeps the contract passes', () => {
  test.each(NAMES)('%s', async name => {
    await casesOf().find(one => one.name === name)!.run();
  });

  test('also without books, though less is proved', async () => {
    const outcomes = await outcomesOf(undefined, { books: undefined });
    expect(outcomes.filter(({ status }) => status !== 'passed')).toEqual([]);
  });

  test('also in other amounts, of which the parts are odd', async () => {
    for (const amount of [10, 11, 999_999_999]) {
      const outcomes = await outcomesOf(undefined, { amount, currency: 'JPY' });
      expect(outcomes.filter(({ status }) => status !== 'passed')).toEqual([]);
    }
  });
});

/** Cases that have to find each bug. Others may find it, too. */
const FINDERS: Record<Bug, readonly string[]> = {
  chargesAgain: ['answer lost after the charge', 'slow answer'],
  declinesUnknown: ['answer lost after the charge', 'stored server error'],
  silentRefund: ['partial refunds', 'second refund of the same amount'],
  quietRefund: ['partial refunds', 'second refund of the same amount'],
  noKeys: ['repeated key', 'concurrent key', 'lost answer', 'repeated refund', 'concurrent refund'],
  racyKeys: ['concurrent key', 'concurrent refund'],
  anyValues: ['other values under one key', 'repeated refund'],
  lookUpCharges: ['look-up of an unknown key', 'look-up of an unknown refund'],
  lookUpByKeyLife: ['forgotten key'],
  lookUpByOrder: ['another key'],
  notFoundFails: ['look-up of an unknown key', 'look-up of an unknown refund'],
  anyVersion: ['unknown version'],
  crashesOnOperation: ['unknown operation'],
  strictFields: ['unknown fields'],
  anyRefund: ['partial refunds', 'declined payment'],
  refundsNothing: ['refund of nothing'],
  needsReference: ['refund without a reference', 'capture of more than is authorized'],
  capturesAtOnce: ['capture of an authorization'],
  anyCapture: ['capture of more than is authorized', 'partial capture, and void of the rest'],
  emptyVoid: ['void of an authorization', 'partial capture, and void of the rest', 'pending payment'],
  voidLoses: ['pending payment'],
  changesItsMind: ['declined payment'],
  otherWords: ['repeated key', 'capture of an authorization'],
};

describe('a payment function with a bug fails', () => {
  test.each(Object.entries(FINDERS) as [Bug, string[]][])('%s: %j', async (bug, finders) => {
    expect(BUGS[bug]).toBeTruthy();
    expect(await failed(bug)).toEqual(expect.arrayContaining(finders));
    expect(await failed(bug, { books: undefined })).toEqual(expect.arrayContaining(finders));
  });

  test('and no case is without a bug that it finds', () => {
    const finders = new Set(Object.values(FINDERS).flat());
    expect(NAMES.filter(name => !finders.has(name))).toEqual([]);
  });
});

describe('the three planted bugs are named', () => {
  test.each<[Bug, string, RegExp]>([
    ['chargesAgain', 'answer lost after the charge', /reference of the first answer, pay-1\. The reference is pay-3, so money may have moved twice/],
    ['chargesAgain', 'slow answer', /with the reference of the first answer, pay-1\. The reference is pay-3/],
    ['declinesUnknown', 'stored server error', /must not be declined, because the money may have been taken\. It is declined with the code PROVIDER_ERROR/],
    ['silentRefund', 'second refund of the same amount', /books show charges 1000, refunds 400, held 0\. They must show charges 1000, refunds 400 \+ 400/],
  ])('%s', async (bug, name, problem) => {
    const outcome = await casesOf(bug).find(one => one.name === name)!.outcome();
    expect(outcome).toMatchObject({ status: 'failed', problem: expect.stringMatching(problem) });
  });

  test('the silent refund also without books', async () => {
    const cases = casesOf('quietRefund', { books: undefined });
    const { problem } = await cases.find(({ name }) => name === 'second refund of the same amount')!.outcome();
    expect(problem).toBe(
      'The refund of 201 EUR must not succeed: two refunds of 400 leave 200. If this one succeeds, the second refund '
        + 'moved no money. It is succeeded with the reference refund-5.',
    );
  });
});

describe('an answer that is none of the contract', () => {
  const time = new VirtualTime();
  const problemWith = async (answer: PaymentFunction): Promise<string | undefined> =>
    (await contractCases(answer, {}, time).find(({ name }) => name === 'repeated key')!.outcome()).problem;

  test.each<[string, unknown, RegExp]>([
    ['nothing', undefined, /the answer is null; allowed: an object with a status/],
    ['a text', 'succeeded', /the answer is "succeeded"; allowed: an object/],
    ['a list', [{ status: 'succeeded' }], /the answer is \[\{"status":"succeeded"\}\]; allowed: an object/],
    ['no status', { state: 'ok' }, /status is nothing; allowed: succeeded, declined, pending, unknown\./],
    ['a status of a look-up only', { status: 'notFound' }, /status is "notFound"; allowed: succeeded, declined, pending, unknown\./],
    ['no reference', { status: 'succeeded' }, /reference is nothing; allowed: 1 to 255 printable/],
    ['a reference with a space', { status: 'succeeded', reference: 'a b' }, /reference is "a b"/],
    ['another amount', { status: 'succeeded', reference: 'a', amount: 999 }, /amount is 999; allowed: 1000, the amount of the request/],
    ['a time without seconds', { status: 'succeeded', reference: 'a', captureBefore: '2026-11-24T12:00Z' }, /captureBefore is/],
    ['a local time', { status: 'succeeded', reference: 'a', captureBefore: '2026-11-24T12:00:00' }, /captureBefore is "2026-11-24T12:00:00"/],
    ['no such day', { status: 'succeeded', reference: 'a', captureBefore: '2026-13-24T12:00:00Z' }, /captureBefore/],
    ['null where there has to be something', { status: 'declined', code: null }, /code is nothing/],
    ['no code', { status: 'declined' }, /code is nothing; allowed: a text/],
    ['a wrong retryable', { status: 'declined', code: 'X', retryable: 'yes' }, /retryable is "yes"/],
    ['a wrong reference of a pending payment', { status: 'pending', reference: '' }, /reference is ""/],
    ['a wrong reason', { status: 'unknown', reason: 5 }, /reason is 5/],
    ['a long one', { status: 'x'.repeat(1_000) }, /x… \(1002 characters\)/],
  ])('%s', async (_, answer, problem) => {
    expect(await problemWith(async () => answer)).toMatch(problem);
  });

  test('is not an answer with null for what is absent', async () => {
    const problem = await problemWith(async () => ({ status: 'unknown', reason: null, reference: null }));
    expect(problem).toMatch(/^The authorize of 1000 EUR has to succeed\. It is unknown\.$/);
  });

  test('is read as JSON, as Lambda returns it', async () => {
    const problem = await problemWith(async () => ({ status: 'succeeded', reference: () => 'function' }));
    expect(problem).toMatch(/reference is nothing/);
  });
});

test('a function that never answers fails in bounded time, and one that fails says why', async () => {
  const time = new VirtualTime();
  const [first] = contractCases(() => new Promise(() => undefined), {}, time);
  const outcome = await first!.outcome();
  expect(outcome.problem).toMatch(/It is without an answer \(no answer within 8 s\)/);
  expect(outcome.exchanges[0]).toMatchObject({ problem: 'no answer within 20 s' });
  const [again] = contractCases(async () => Promise.reject(new Error('no route to host')), { patience: 1 }, time);
  expect((await again!.outcome()).problem).toMatch(/without an answer \(the function failed: no route to host\)/);
});
