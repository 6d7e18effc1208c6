/** An order that is cancelled while its payment is pending. */
import { SimulatedDelay, SimulatedMethod } from '../../../../src/contract/payment/payment';
import { KEY, TOTAL } from '../../../support/given/orders';
import { DAY, ORDER, books, eventsOf, forget, givenPlaced, newTypes, runIt } from '../../../support/settling';
import { ACTIONS } from '../../../support/world/workflow';
import { world } from '../../../support/world/world';

const { gateway, clock } = world;
const PENDING = { answers: { status: 'pending', reference: 'p-1' } };
const PENDS = { method: SimulatedMethod.PENDS };
const regret = async () => ACTIONS.requestCancellation(ORDER);

describe('fault 31: an order that is cancelled while its payment is pending', () => {
  test('voids the payment, and does not wait for its answer', async () => {
    await givenPlaced(PENDS);
    await runIt('run-1');
    await regret();
    await forget();
    expect(await runIt('run-2')).toBe('Failed');
    expect(await newTypes()).toEqual(['VoidRequested', 'PaymentVoided', 'StockReleased', 'OrderCancelled']);
    clock.pass(DAY);
    expect(books()).toMatchObject({ charges: 0 });
  });

  test('is cancelled while the provider still works on the void, and what comes later is refunded', async () => {
    await givenPlaced(PENDS);
    await runIt('run-1');
    await regret();
    await forget();
    gateway.faults = [{ answers: { status: 'pending' } }];
    gateway.lookUpFaults = [PENDING, PENDING, PENDING];
    expect(await runIt('run-2')).toBe('Failed');
    expect(await newTypes()).toEqual(['VoidRequested', 'PaymentPending', 'StockReleased', 'OrderCancelled']);
    await forget();
    gateway.makeAfterAll(KEY);
    expect(await runIt('run-3')).toBe('Failed');
    expect(await newTypes()).toEqual(['PaymentCaptured', 'PaymentVoided', 'RefundRequested', 'PaymentRefunded']);
    expect(books()).toMatchObject({ captured: TOTAL, refunded: TOTAL });
  });

  test('does not void again what was voided just after it was authorized', async () => {
    await givenPlaced({ ...PENDS, terms: { capture: 'ON_SHIPMENT' } });
    await runIt('run-1');
    await regret();
    gateway.lookUpFaults = [PENDING];
    clock.pass(SimulatedDelay.PENDS);
    expect(await runIt('run-2')).toBe('Failed');
    await forget();
    expect(await runIt('run-3')).toBe('Failed');
    expect(await newTypes()).toEqual(['PaymentAuthorized']);
    expect(books()).toMatchObject({ held: 0, voided: TOTAL });
  });

  test('refunds the payment if it was made before it could be voided', async () => {
    await givenPlaced();
    gateway.faults = [PENDING, undefined];
    await runIt('run-1');
    await regret();
    await forget();
    // The first look-up says that it is pending; the customer pays; the provider refuses the void.
    gateway.lookUpFaults = [PENDING];
    expect(await runIt('run-2')).toBe('Failed');
    expect(await newTypes()).toEqual([
      'VoidRequested', 'VoidFailed', 'PaymentCaptured', 'RefundRequested', 'PaymentRefunded', 'StockReleased',
      'OrderCancelled',
    ]);
    expect(books()).toMatchObject({ captured: TOTAL, refunded: TOTAL, charges: 1 });
  });

  test('is parked if the payment can neither be voided nor is made, and the next run tries again', async () => {
    await givenPlaced(PENDS);
    await runIt('run-1');
    await regret();
    await forget();
    gateway.faults = ['refuses'];
    expect(await runIt('run-2')).toEqual({ parked: 'PaymentNotStopped' });
    expect(await newTypes()).toEqual(['VoidRequested', 'VoidFailed', 'OrderParked']);
    expect(await runIt('run-3')).toBe('Failed');
    expect((await eventsOf('VoidRequested')).map(({ data }) => data.key).length).toBe(2);
  });
});
