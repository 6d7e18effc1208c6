/** Money that comes to light after the order has gone on without it, and compensations that run again. */
import { SimulatedMethod } from '../../../../src/contract/payment/payment';
import { KEY, TOTAL, keyOf } from '../../../support/given/orders';
import { ORDER, books, eventsOf, expectErrors, forget, givenPlaced, newTypes, runIt } from '../../../support/settling';
import { REVERSES } from '../../../support/world/memory-gateway';
import { ACTIONS, report } from '../../../support/world/workflow';
import { world } from '../../../support/world/world';

const { gateway } = world;
const refunds = () => gateway.asked.filter(({ purpose }) => purpose === 'refund');

describe('fault 41: a payment that comes to light', () => {
  /** An order that was cancelled because its payment was declined. */
  const declined = async () => {
    await givenPlaced({ method: REVERSES });
    await runIt('run-1');
    await forget();
  };

  test('after the cancellation is refunded', async () => {
    await declined();
    await ACTIONS.captureComesToLight(ORDER);
    expect(await runIt('run-2')).toBe('Failed');
    expect(await newTypes()).toEqual(['PaymentCaptured', 'RefundRequested', 'PaymentRefunded']);
  });

  test('after the decline, but before the cancellation, is refunded once', async () => {
    await givenPlaced({ method: REVERSES });
    for (const action of ['validate', 'reserve'] as const) await ACTIONS[action](ORDER);
    await expect(ACTIONS.pay(ORDER)).rejects.toMatchObject({ name: 'PaymentDeclined' });
    await ACTIONS.captureComesToLight(ORDER);
    expect(await runIt('run-2')).toBe('Failed');
    expect(books()).toMatchObject({ captured: TOTAL, refunded: TOTAL });
    expect(await eventsOf('PaymentRefunded')).toHaveLength(1);
  });

  test('when an operator runs the order again, who has reason to think so', async () => {
    await declined();
    gateway.decided = true;
    expect(await runIt('run-2')).toBe('Failed');
    expect(await newTypes()).toEqual(['PaymentCaptured', 'RefundRequested', 'PaymentRefunded']);
    expect(await runIt('run-3')).toBe('Failed');
    expect(refunds()).toHaveLength(1);
  });

  test.each([
    undefined, { answers: { status: 'notFound' } }, { answers: { status: 'pending' } },
  ] as const)('not, if the provider still says that it was declined, or knows nothing new: %j', async answer => {
    await declined();
    gateway.lookUpFaults = [answer];
    await runIt('run-2');
    expect(await newTypes()).toEqual([]);
    expect(refunds()).toEqual([]);
  });

  test('is not taken for settled while the provider does not answer', async () => {
    await declined();
    gateway.lookUpFaults = ['fails before'];
    await expectErrors('PaymentOutcomeUnknown');
  });
});

test('an attempt that succeeds after a later one did is refunded, and the order stays confirmed', async () => {
  await givenPlaced({ method: SimulatedMethod.DECLINES_ONCE });
  expect(await runIt('run-1')).toBe('Confirmed');
  await forget();
  gateway.makeAfterAll(KEY);
  await report('A-1', KEY);
  expect(await runIt('run-2')).toBe('Confirmed');
  expect(await newTypes()).toEqual(['PaymentCaptured', 'RefundRequested', 'PaymentRefunded']);
  expect(refunds()).toMatchObject([{ amount: TOTAL, payment: { key: KEY } }]);
  expect(gateway.ledger.get(keyOf(2))).toMatchObject({ captured: TOTAL, refunded: 0 });
});
