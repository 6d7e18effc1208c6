/** Money that is authorized with the order, and captured, renewed or given back later. */
import type { PaymentTerms } from '../../../../lambda/adapters/payment/settling/settle-needs';
import { SimulatedMethod } from '../../../../src/contract/payment/payment';
import { KEY, TOTAL, keyOf } from '../../../support/given/orders';
import {
  DAY, HOUR, MINUTE, ORDER, books, eventsOf, forget, givenPlaced, newTypes, runIt, settleIt, stateOf,
} from '../../../support/settling';
import { ACTIONS } from '../../../support/world/workflow';
import { world } from '../../../support/world/world';

const { gateway, clock } = world;
const ON_SHIPMENT: Partial<PaymentTerms> = { capture: 'ON_SHIPMENT' };
const followUps = () => gateway.asked.filter(({ purpose }) => purpose !== 'authorize').map(({ purpose }) => purpose);

/** A confirmed order with an authorization of seven days. */
async function confirmed(terms: Partial<PaymentTerms> = {}, method = 'card'): Promise<void> {
  await givenPlaced({ method, terms: { ...ON_SHIPMENT, ...terms } });
  expect(await runIt('run-1')).toBe('Confirmed');
  await forget();
}

describe('an order whose money is taken on shipment', () => {
  test('is confirmed with an authorization, whose end the pipeline assumes if nobody tells it', async () => {
    await confirmed();
    expect(await eventsOf('PaymentAuthorized')).toMatchObject([{
      data: {
        key: KEY,
        amount: TOTAL,
        authorizedAt: '2026-01-01T12:05:00.000Z',
        captureBefore: '2026-01-08T12:05:00.000Z',
      },
    }]);
    expect(await eventsOf('PaymentCaptured')).toEqual([]);
    expect(books()).toEqual({ captured: 0, held: TOTAL, voided: 0, refunded: 0, charges: 1 });
  });

  test('has the end that the provider tells', async () => {
    await confirmed({}, SimulatedMethod.EXPIRES_SOON);
    const captureBefore = '2026-01-01T12:13:00.000Z';
    expect(await eventsOf('PaymentAuthorized')).toMatchObject([{ data: { captureBefore } }]);
  });

  test('fault 31: is voided if it is cancelled', async () => {
    await givenPlaced({ terms: ON_SHIPMENT });
    for (const action of ['validate', 'reserve', 'pay', 'requestCancellation'] as const) await ACTIONS[action](ORDER);
    await forget();
    expect(await runIt('run-1')).toBe('Failed');
    expect(await newTypes()).toEqual(['VoidRequested', 'PaymentVoided', 'StockReleased', 'OrderCancelled']);
    expect(books()).toMatchObject({ captured: 0, held: 0, voided: TOTAL });
  });

  test('is not cancelled while it is not known whether it was voided', async () => {
    await givenPlaced({ terms: ON_SHIPMENT });
    for (const action of ['validate', 'reserve', 'pay', 'requestCancellation'] as const) await ACTIONS[action](ORDER);
    gateway.faults = ['fails after'];
    gateway.lookUpFaults = ['fails before'];
    expect(await runIt('run-1')).toEqual({ parked: 'PaymentOutcomeUnknown' });
    expect(await runIt('run-2')).toBe('Failed');
    expect(followUps()).toEqual(['void']);
  });

  test('is left alone until a day before the end of its authorization', async () => {
    await confirmed();
    clock.pass(6 * DAY - 1);
    expect(await settleIt()).toMatchObject({ appended: false });
    clock.pass(1);
    expect(await settleIt()).toMatchObject({ appended: true });
  });
});

describe('fault 40: an authorization that is about to end', () => {
  test('is renewed: authorized under another key, and then voided', async () => {
    await confirmed({ expiring: 'RENEW' });
    clock.pass(6 * DAY);
    expect(await runIt('run-2')).toBe('Confirmed');
    expect(await newTypes()).toEqual(['PaymentRequested', 'PaymentAuthorized', 'VoidRequested', 'PaymentVoided']);
    expect(gateway.ledger.get(KEY)).toMatchObject({ held: 0, voided: TOTAL });
    expect(gateway.ledger.get(keyOf(2))).toMatchObject({ held: TOTAL });
  });

  test('is renewed again and again', async () => {
    await confirmed({ expiring: 'RENEW' });
    for (let n = 2; n <= 5; n++) {
      clock.pass(6 * DAY);
      await runIt(`run-${n}`);
    }
    expect(books()).toMatchObject({ held: TOTAL, voided: 4 * TOTAL, charges: 5 });
  });

  test('is kept until its end if it cannot be renewed, and that is tried once', async () => {
    await confirmed({ expiring: 'RENEW' });
    clock.pass(6 * DAY);
    gateway.faults = [{ answers: { status: 'declined', code: 'NO', retryable: true } }];
    expect(await runIt('run-2')).toBe('Confirmed');
    expect(await newTypes()).toEqual(['PaymentRequested', 'PaymentDeclined']);
    expect(await stateOf()).toMatchObject({ status: 'CONFIRMED' });
    expect(await settleIt()).toMatchObject({ appended: false });
    clock.pass(DAY);
    await settleIt();
    expect((await newTypes()).slice(2)).toEqual(['AuthorizationExpired']);
  });

  test('whose renewal is pending is kept meanwhile', async () => {
    await confirmed({ expiring: 'RENEW', pendingFor: HOUR });
    clock.pass(6 * DAY);
    gateway.faults = [{ answers: { status: 'pending' } }];
    expect(await runIt('run-2')).toBe('Awaiting');
    expect(await newTypes()).toEqual(['PaymentRequested', 'PaymentPending']);
    expect(await runIt('run-3')).toBe('Confirmed');
    expect(books()).toMatchObject({ held: TOTAL, voided: TOTAL });
  });

  test('whose renewal nobody answers is kept, and the renewal is given up', async () => {
    await confirmed({ expiring: 'RENEW', pendingFor: HOUR });
    clock.pass(6 * DAY);
    gateway.faults = [{ answers: { status: 'pending' } }];
    await runIt('run-2');
    await forget();
    clock.pass(HOUR);
    gateway.lookUpFaults = [{ answers: { status: 'pending' } }];
    expect(await runIt('run-3')).toBe('Confirmed');
    expect(await newTypes()).toEqual(['PaymentDeclined', 'VoidRequested', 'PaymentVoided']);
    expect(gateway.ledger.get(KEY)).toMatchObject({ held: TOTAL });
  });

  test('is released', async () => {
    await confirmed({ expiring: 'RELEASE' });
    clock.pass(6 * DAY);
    expect(await runIt('run-2')).toBe('Confirmed');
    expect(await newTypes()).toEqual(['VoidRequested', 'PaymentVoided']);
    expect(books()).toMatchObject({ held: 0, voided: TOTAL });
    expect(await settleIt()).toMatchObject({ appended: false });
  });

  test('is captured', async () => {
    await confirmed({ expiring: 'CAPTURE' });
    clock.pass(6 * DAY);
    expect(await runIt('run-2')).toBe('Confirmed');
    expect(await newTypes()).toEqual(['CaptureRequested', 'PaymentCaptured']);
    expect(books()).toMatchObject({ captured: TOTAL, held: 0 });
  });

  test('whose capture fails after it is made is captured once', async () => {
    await confirmed({ expiring: 'CAPTURE' });
    clock.pass(6 * DAY);
    gateway.faults = ['fails after'];
    gateway.lookUpFaults = ['fails before'];
    expect(await runIt('run-2')).toEqual({ parked: 'PaymentOutcomeUnknown' });
    expect(await runIt('run-3')).toBe('Confirmed');
    expect(followUps()).toEqual(['capture']);
    expect(books()).toMatchObject({ captured: TOTAL, held: 0 });
  });

  test('of eight minutes is renewed after six', async () => {
    await confirmed({ expiring: 'RENEW' }, SimulatedMethod.EXPIRES_SOON);
    clock.pass(6 * MINUTE - 1);
    expect(await settleIt()).toMatchObject({ appended: false });
    clock.pass(1);
    expect(await settleIt()).toMatchObject({ appended: true });
  });
});

describe('fault 40: an authorization that is found expired', () => {
  const POLICIES = ['RENEW', 'RELEASE', 'CAPTURE'] as const;
  test.each(POLICIES)('is an event, and the provider is not asked (%s)', async expiring => {
    await confirmed({ expiring });
    clock.pass(8 * DAY);
    expect(await runIt('run-2')).toBe('Confirmed');
    expect(await newTypes()).toEqual(['AuthorizationExpired']);
    expect(gateway.asked).toHaveLength(1);
    expect(await settleIt()).toMatchObject({ appended: false });
  });

  test('before the order is confirmed is followed by another attempt', async () => {
    await givenPlaced({ terms: ON_SHIPMENT });
    for (const action of ['validate', 'reserve', 'pay'] as const) await ACTIONS[action](ORDER);
    await forget();
    clock.pass(8 * DAY);
    expect(await runIt('run-1')).toBe('Confirmed');
    expect(await newTypes()).toEqual([
      'AuthorizationExpired', 'PaymentRequested', 'PaymentAuthorized', 'OrderConfirmed',
    ]);
  });

  test('of a cancelled order is not voided', async () => {
    await givenPlaced({ terms: ON_SHIPMENT });
    for (const action of ['validate', 'reserve', 'pay', 'requestCancellation'] as const) await ACTIONS[action](ORDER);
    await forget();
    clock.pass(8 * DAY);
    expect(await runIt('run-1')).toBe('Failed');
    expect(await newTypes()).toEqual(['AuthorizationExpired', 'StockReleased', 'OrderCancelled']);
    expect(followUps()).toEqual([]);
  });
});
