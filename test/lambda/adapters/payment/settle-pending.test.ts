/** A payment that the provider answers later: the run ends, and the answer or its absence brings the order on. */
import { SimulatedDelay, SimulatedMethod } from '../../../../src/contract/payment/payment';
import { KEY, TOTAL } from '../../../support/given/orders';
import {
  ORDER, books, eventsOf, forget, given, givenPlaced, newTypes, runIt, settleIt, stateOf,
} from '../../../support/settling';
import { ACTIONS, report } from '../../../support/world/workflow';
import { world } from '../../../support/world/world';

const { gateway, clock } = world;
const PENDING = { answers: { status: 'pending', reference: 'p-1' } };
const PENDS = { method: SimulatedMethod.PENDS };

describe('a payment that is pending', () => {
  test('is recorded with its reference and the end of the wait; the provider is asked once', async () => {
    given('reserved');
    gateway.faults = [PENDING];
    await settleIt();
    expect(await newTypes()).toEqual(['PaymentRequested', 'PaymentPending']);
    expect(await eventsOf('PaymentPending')).toMatchObject([
      { data: { key: KEY, reference: 'p-1', answerBefore: '2026-01-02T12:05:00.000Z' } },
    ]);
    expect([gateway.asked.length, gateway.lookedUp.length]).toEqual([1, 0]);
  });

  test('is recorded once per run, however often its step is tried', async () => {
    given('reserved', PENDS);
    for (let n = 1; n <= 3; n++) await settleIt('run-1');
    expect(await newTypes()).toEqual(['PaymentRequested', 'PaymentPending']);
    await settleIt('run-2');
    expect(await newTypes()).toEqual(['PaymentRequested', 'PaymentPending', 'PaymentPending']);
    const [first, second] = await eventsOf('PaymentPending');
    expect(second).toEqual(first); // to wait again does not make the time longer
  });

  test('ends the run, and a look-up in the next run finds that it was made', async () => {
    await givenPlaced(PENDS);
    expect(await runIt('run-1')).toBe('Awaiting');
    expect(await stateOf()).toMatchObject({ status: 'RESERVED', parked: undefined });
    clock.pass(SimulatedDelay.PENDS);
    expect(await runIt('run-2')).toBe('Confirmed');
    expect(books()).toMatchObject({ captured: TOTAL, charges: 1 });
  });

  test('ends the run again if it is still pending, or if the look-up has no answer', async () => {
    await givenPlaced(PENDS);
    await runIt('run-1');
    expect(await runIt('run-2')).toBe('Awaiting');
    gateway.lookUpFaults = ['fails before'];
    expect(await runIt('run-3')).toBe('Awaiting');
    expect(await eventsOf('PaymentPending')).toHaveLength(3);
    expect(await stateOf()).toMatchObject({ parked: undefined });
  });

  test('fault 7: is paid by an answer that comes while the step runs', async () => {
    await givenPlaced();
    gateway.faults = [PENDING];
    world.log.faults = [undefined, undefined, undefined, {
      kind: 'race', rival: async () => void await report('A-1', KEY),
    }];
    expect(await runIt()).toBe('Confirmed');
    expect(await eventsOf('PaymentPending')).toEqual([]);
  });

  test('fault 7: is paid by an answer that comes before the run has ended, and the next run goes on', async () => {
    await givenPlaced();
    gateway.faults = [PENDING];
    world.log.faults = [undefined, undefined, undefined, { kind: 'crash after' }];
    expect(await runIt('run-1')).toEqual({ parked: 'Error' });
    await report('A-1', KEY);
    await report('A-1', KEY);
    expect(await runIt('run-2')).toBe('Confirmed');
    expect(await eventsOf('PaymentCaptured')).toHaveLength(1);
  });

  test('that is declined later releases the stock and cancels the order', async () => {
    await givenPlaced(PENDS);
    await runIt('run-1');
    await forget();
    gateway.lookUpFaults = [{ answers: { status: 'declined', code: 'EXPIRED' } }];
    expect(await runIt('run-2')).toBe('Failed');
    expect(await newTypes()).toEqual(['PaymentDeclined', 'StockReleased', 'OrderCancelled']);
  });
});

describe('fault 32: a payment that is never answered', () => {
  const waited = async () => {
    await givenPlaced({ method: SimulatedMethod.PENDS, terms: { pendingFor: SimulatedDelay.PENDS / 2 } });
    await runIt('run-1');
    await forget();
    clock.pass(SimulatedDelay.PENDS / 2);
  };

  test('is given up when its time is over: voided, released and cancelled', async () => {
    await waited();
    expect(await runIt('run-2')).toBe('Failed');
    expect(await newTypes()).toEqual([
      'PaymentDeclined', 'VoidRequested', 'PaymentVoided', 'StockReleased', 'OrderCancelled',
    ]);
    expect(await eventsOf('PaymentDeclined')).toMatchObject([{ data: { code: 'NO_ANSWER', timedOut: true } }]);
    expect(books()).toMatchObject({ captured: 0, held: 0, charges: 0 });
  });

  test('is not given up if a last look finds that it was made', async () => {
    await waited();
    clock.pass(SimulatedDelay.PENDS);
    expect(await runIt('run-2')).toBe('Confirmed');
  });

  test('is not given up while nobody knows: the order is parked as a payment', async () => {
    await waited();
    gateway.lookUpFaults = ['fails before'];
    expect(await runIt('run-2')).toEqual({ parked: 'PaymentOutcomeUnknown' });
    expect(await newTypes()).toEqual(['OrderParked']);
    expect(await runIt('run-3')).toBe('Failed');
  });

  test('is refunded if it was made just before it was to be voided', async () => {
    await waited();
    gateway.faults = ['refuses'];
    // The last look says that it is pending; the customer pays; the provider refuses the void.
    gateway.lookUpFaults = [PENDING];
    clock.pass(SimulatedDelay.PENDS);
    expect(await runIt('run-2')).toBe('Failed');
    expect(await newTypes()).toEqual([
      'PaymentDeclined', 'VoidRequested', 'VoidFailed', 'PaymentCaptured', 'RefundRequested', 'PaymentRefunded',
      'StockReleased', 'OrderCancelled',
    ]);
    expect(books()).toMatchObject({ captured: TOTAL, refunded: TOTAL, charges: 1 });
  });

  test('fault 41: is refunded if it comes to light that it was made, after the order was cancelled', async () => {
    await waited();
    await runIt('run-2');
    gateway.makeAfterAll(KEY);
    await report('A-1', KEY);
    await forget();
    expect(await runIt('run-3')).toBe('Failed');
    expect(await newTypes()).toEqual(['RefundRequested', 'PaymentRefunded']);
    expect(books()).toMatchObject({ captured: TOTAL, refunded: TOTAL });
  });
});

test('a payment that is pending beside a step that fails is not parked as unknown', async () => {
  given('reserved', PENDS);
  await settleIt();
  await ACTIONS.park(ORDER);
  expect(await newTypes()).toEqual(['PaymentRequested', 'PaymentPending', 'OrderParked']);
});
