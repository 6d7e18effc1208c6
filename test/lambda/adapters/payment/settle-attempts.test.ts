/** Old keys, declines and further attempts, and orders to which nothing is due. */
import { SimulatedMethod } from '../../../../src/contract/payment/payment';
import { KEY } from '../../../support/given/orders';
import {
  DAY, HOUR, books, eventsOf, expectErrors, given, newTypes, settleIt, stateOf,
} from '../../../support/settling';
import type { CallFault } from '../../../support/world/memory-gateway';
import { world } from '../../../support/world/world';

const { gateway } = world;
const calls = () => [gateway.asked.length, gateway.lookedUp.length];
const keys = () => new Set(gateway.asked.map(({ key }) => key));

describe('fault 37: a key that the provider may have forgotten', () => {
  test('is looked up, and what is found is recorded', async () => {
    given('reserved');
    world.log.faults = [undefined, { kind: 'crash' }];
    await expect(settleIt()).rejects.toThrow();
    gateway.forgetKeys();
    world.clock.pass(25 * HOUR);
    expect(await settleIt()).toMatchObject({ state: { status: 'PAID' } });
    expect(gateway.movedAgain).toEqual([]);
    expect(books()).toMatchObject({ charges: 1 });
  });

  test('is never sent again: if nothing is found, a person has to find out', async () => {
    given('payment requested');
    world.clock.pass(DAY);
    await expectErrors('PaymentKeyExpired', 'PaymentKeyExpired');
    expect(calls()).toEqual([0, 2]);
    expect(await newTypes()).toEqual([]);
  });

  test('is not sent shortly before its end either: the request takes time', async () => {
    given('payment requested');
    world.clock.set('2026-01-02T12:02:40.000Z');
    await expectErrors('PaymentKeyExpired');
    world.clock.set('2026-01-02T12:02:39.000Z');
    expect(await settleIt()).toMatchObject({ state: { status: 'PAID' } });
  });
});

describe('a decline', () => {
  test('is final if the provider does not say otherwise', async () => {
    given('reserved', { method: SimulatedMethod.DECLINES });
    await settleIt();
    expect(await eventsOf('PaymentDeclined')).toMatchObject([{ data: { key: KEY, code: 'CARD_DECLINED' } }]);
    await settleIt();
    expect(calls()).toEqual([1, 0]);
  });

  test('that allows another attempt is followed by one under another key, in the next try', async () => {
    given('reserved', { method: SimulatedMethod.DECLINES_ONCE });
    await expectErrors('PaymentTryAgain');
    expect(await stateOf()).not.toHaveProperty('failure');
    expect(await settleIt()).toMatchObject({ state: { status: 'PAID' } });
    expect(gateway.asked.map(one => one.purpose === 'authorize' && one.attempt)).toEqual([1, 2]);
    expect(keys().size).toBe(2);
  });

  test('ends the order after three attempts', async () => {
    given('reserved');
    const refusal: CallFault = { answers: { status: 'declined', code: 'TRY_LATER', retryable: true } };
    gateway.faults = [refusal, refusal, refusal];
    await expectErrors('PaymentTryAgain', 'PaymentTryAgain');
    expect(await settleIt()).toMatchObject({ state: { failure: 'PaymentDeclined' } });
    expect(keys().size).toBe(3);
    expect((await eventsOf('PaymentDeclined')).map(({ data }) => data.retry)).toEqual([true, true, undefined]);
  });

  test('has a code that the log may keep', async () => {
    given('reserved');
    gateway.faults = [{ answers: { status: 'declined', code: `4111111111111111 ${'x'.repeat(100)}\n` } }];
    await settleIt();
    expect((await eventsOf('PaymentDeclined'))[0]!.data.code).toBe(`(number) ${'x'.repeat(55)}`);
  });
});

test.each([
  'paid', 'confirmed', 'reserved, free of charge', 'declined', 'out of stock', 'cancellation requested while reserved',
] as const)('an order to which nothing is due is left as it is, and nobody is asked: %s', async situation => {
  given(situation);
  expect(await settleIt()).toMatchObject({ appended: false });
  expect(calls()).toEqual([0, 0]);
});
