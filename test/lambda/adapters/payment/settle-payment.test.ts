/** How a payment is made: each outcome of the first request, and of those that repeat it. */
import { SimulatedMethod } from '../../../../src/contract/payment/payment';
import { KEY, REQUESTED_AT, TOTAL } from '../../../support/given/orders';
import { HOUR, books, expectErrors, given, newTypes, runIt, settleIt, stateOf } from '../../../support/settling';
import type { CallFault } from '../../../support/world/memory-gateway';
import { report } from '../../../support/world/workflow';
import { world } from '../../../support/world/world';

const { gateway } = world;
const calls = () => [gateway.asked.length, gateway.lookedUp.length];
const keys = () => new Set(gateway.asked.map(({ key }) => key));
const PAID = ['PaymentRequested', 'PaymentCaptured'];

describe('the first try', () => {
  test('asks, and looks nothing up', async () => {
    given('reserved');
    expect(await settleIt()).toMatchObject({ appended: true, state: { status: 'PAID' } });
    expect(calls()).toEqual([1, 0]);
    expect(gateway.asked[0]).toEqual({
      purpose: 'authorize',
      key: KEY,
      pipeline: world.identity,
      orderId: 'A-1',
      amount: TOTAL,
      currency: 'GBP',
      requestedAt: '2026-01-01T12:05:00.000Z',
      attempt: 1,
      capture: true,
      method: 'card',
    });
    expect(await newTypes()).toEqual(PAID);
  });

  test('asks nobody without a record of the intent', async () => {
    given('reserved');
    world.log.faults = [{ kind: 'crash' }];
    await expect(settleIt()).rejects.toThrow();
    expect(calls()).toEqual([0, 0]);
  });

  test('looks the payment up if its own record turns out to be an earlier one', async () => {
    given('reserved');
    world.log.faults = [{ kind: 'lost answer' }];
    expect(await settleIt()).toMatchObject({ state: { status: 'PAID' } });
    expect(calls()).toEqual([1, 1]);
  });

  test('of an order on account asks nobody', async () => {
    given('reserved', { terms: { onAccount: true } });
    expect(await settleIt()).toMatchObject({ state: { onAccount: TOTAL } });
    expect(await newTypes()).toEqual(['PaymentOnAccount']);
    expect(calls()).toEqual([0, 0]);
  });
});

const UNCLEAR: readonly (readonly [string, CallFault])[] = [
  ['fault 4: a time-out after the charge', 'is silent'],
  ['fault 5: a charge whose answer is lost', 'fails after'],
  ['fault 6: a charge, and a stored server error', 'does, and stores 500'],
  ['fault 42: garbage', { answers: '<html>' }],
  ['fault 42: a success without a reference', { answers: { status: 'succeeded' } }],
  ['fault 42: an unusable reference', { answers: { status: 'succeeded', reference: 'a\nb' } }],
  ['fault 42: an answer of 5 MB', { answers: { status: 'succeeded', reference: 'x'.repeat(5_000_000) } }],
  ['fault 42: an answer that is no answer to a request', { answers: { status: 'notFound' } }],
  ['another amount', { answers: { status: 'succeeded', reference: 'r', amount: TOTAL - 1 } }],
  ['an outcome that the provider does not know yet', { answers: { status: 'unknown' } }],
];

describe('a payment without a clear answer', () => {
  test.each(UNCLEAR)('%s: it was made, as the provider says when it is asked', async (_, fault) => {
    given('reserved');
    gateway.faults = [fault];
    expect(await settleIt()).toMatchObject({ state: { status: 'PAID' } });
    expect(calls()).toEqual([1, 1]);
    expect(await newTypes()).toEqual(PAID);
    expect(books()).toMatchObject({ captured: TOTAL, charges: 1 });
  });

  test.each(UNCLEAR)('%s: it was declined', async (_, fault) => {
    given('reserved', { method: SimulatedMethod.DECLINES });
    gateway.faults = [fault];
    expect(await settleIt()).toMatchObject({ state: { failure: 'PaymentDeclined' } });
    expect(await newTypes()).toEqual(['PaymentRequested', 'PaymentDeclined']);
  });

  test.each(UNCLEAR)('%s: it is unknown while the look-up has no answer, and asked for once', async (_, fault) => {
    given('reserved');
    gateway.faults = [fault];
    gateway.lookUpFaults = ['is silent', 'fails before', { answers: {} }];
    await expectErrors('PaymentOutcomeUnknown', 'PaymentOutcomeUnknown', 'PaymentOutcomeUnknown');
    expect(world.clock.running).toBe(0);
    expect(await newTypes()).toEqual(['PaymentRequested']);
    await settleIt();
    expect(calls()).toEqual([1, 4]);
    expect(books().charges).toBe(1);
  });

  test('the reason is in the error, without what does not belong into a log', async () => {
    given('reserved');
    gateway.faults = [{ answers: { status: 'unknown', reason: 'card 4111 1111 1111 1111 of ann@example.com\n' } }];
    gateway.lookUpFaults = [{ answers: 7 }];
    await expect(settleIt()).rejects.toThrow(`authorize ${KEY}: card (number) of (address)`);
  });
});

describe('a further try', () => {
  test('looks up before it asks', async () => {
    given('reserved');
    world.log.faults = [undefined, { kind: 'crash' }];
    await expect(settleIt()).rejects.toThrow();
    expect(await settleIt()).toMatchObject({ state: { status: 'PAID' } });
    expect(calls()).toEqual([1, 1]);
  });

  test('asks with the same request if the provider knows of none', async () => {
    given('payment requested');
    expect(await settleIt()).toMatchObject({ state: { status: 'PAID' } });
    expect(calls()).toEqual([1, 1]);
    expect(gateway.asked).toMatchObject([{ key: KEY, requestedAt: REQUESTED_AT }]);
  });

  test('fault 38: never uses another key while the provider repeats its stored error', async () => {
    given('reserved');
    gateway.faults = ['stores 500'];
    await expectErrors(...Array<string>(5).fill('PaymentOutcomeUnknown'));
    expect(keys()).toEqual(new Set([KEY]));
    await runIt();
    expect(await stateOf()).toMatchObject({ parked: { error: 'PaymentOutcomeUnknown' } });
    world.clock.pass(25 * HOUR);
    await expectErrors('PaymentKeyExpired');
    expect(books().charges).toBe(0);
  });

  test('does not ask while the provider is still working on it', async () => {
    given('reserved', { method: SimulatedMethod.TIMES_OUT });
    await expectErrors('PaymentOutcomeUnknown', 'PaymentOutcomeUnknown');
    expect(calls()).toEqual([1, 2]);
  });

  test('fault 39: two at once use one key, and one charge is made', async () => {
    given('reserved');
    await Promise.all([settleIt('run-1'), settleIt('run-2')]);
    expect(keys()).toEqual(new Set([KEY]));
    expect(books().charges).toBe(1);
    expect(await newTypes()).toEqual(PAID);
  });

  test('fault 39: a conflict with another call under the key is no decline', async () => {
    given('payment requested');
    gateway.faults = [{ answers: { error: '409: a request with this key is in progress' } }];
    gateway.lookUpFaults = [undefined, { answers: { status: 'notFound' } }];
    await expectErrors('PaymentOutcomeUnknown');
    expect(await settleIt()).toMatchObject({ state: { status: 'PAID' } });
    expect(books().charges).toBe(1);
  });

  test('passes on that the provider was not asked, which says nothing about the payment', async () => {
    given('reserved');
    gateway.faults = ['is not asked'];
    await expectErrors('NotAsked');
    expect(await settleIt()).toMatchObject({ state: { status: 'PAID' } });
    expect(gateway.asked).toHaveLength(1);
  });

  test('fault 43: an answer that comes by another way at the same time is recorded once', async () => {
    given('reserved');
    world.log.faults = [undefined, { kind: 'race', rival: async () => void await report('A-1', KEY) }];
    expect(await settleIt()).toMatchObject({ state: { status: 'PAID' } });
    expect(await newTypes()).toEqual(PAID);
  });
});
