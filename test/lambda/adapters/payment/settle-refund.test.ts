/** How money is given back: what is due, unclear answers, old keys, and money that comes to light late. */
import { KEY, TOTAL, keyAbout } from '../../../support/given/orders';
import {
  DAY, HOUR, ORDER, books, expectErrors, forget, givenPlaced, newTypes, runIt, settleIt, stateOf,
} from '../../../support/settling';
import { type CallFault } from '../../../support/world/memory-gateway';
import { ACTIONS } from '../../../support/world/workflow';
import { world } from '../../../support/world/world';

const { gateway, clock } = world;
const refunds = () => gateway.asked.filter(({ purpose }) => purpose === 'refund');

/** An order that was paid, and whose customer has cancelled it since. */
async function regretted(): Promise<void> {
  await givenPlaced();
  for (const action of ['validate', 'reserve', 'pay', 'requestCancellation'] as const) await ACTIONS[action](ORDER);
  await forget();
}

describe('a refund', () => {
  test('is recorded, requested by the reference of the payment and a key of its own, and recorded', async () => {
    await regretted();
    await settleIt();
    expect(refunds()).toEqual([{
      purpose: 'refund',
      key: keyAbout('refund'),
      pipeline: world.identity,
      orderId: 'A-1',
      amount: TOTAL,
      currency: 'GBP',
      requestedAt: '2026-01-01T12:05:00.000Z',
      payment: { key: KEY, reference: `simulated-${KEY}` },
    }]);
    expect(await newTypes()).toEqual(['RefundRequested', 'PaymentRefunded']);
    expect(gateway.lookedUp).toEqual([]);
  });

  const UNCLEAR: readonly (readonly [string, CallFault])[] = [
    ['fault 12: fails before it is made', 'fails before'],
    ['fault 12: fails after it is made', 'fails after'],
    ['fault 4: is made and never answered', 'is silent'],
    ['fault 38: is made, and has a stored server error', 'does, and stores 500'],
    ['fault 42: is answered by garbage', { answers: [] }],
    ['is answered with another amount', { answers: { status: 'succeeded', reference: 'r', amount: 1 } }],
  ];

  test.each(UNCLEAR)('that %s is made once, under one key', async (_, fault) => {
    await regretted();
    gateway.faults = [fault];
    gateway.lookUpFaults = ['fails before', 'fails before'];
    await expectErrors('PaymentOutcomeUnknown', 'PaymentOutcomeUnknown');
    await settleIt();
    expect(await newTypes()).toEqual(['RefundRequested', 'PaymentRefunded']);
    expect(new Set(refunds().map(({ key }) => key)).size).toBe(1);
    expect(books()).toMatchObject({ captured: TOTAL, refunded: TOTAL });
  });

  test.each(UNCLEAR)('that %s does not let the order end before it is known', async (_, fault) => {
    await regretted();
    gateway.faults = [fault];
    gateway.lookUpFaults = ['fails before'];
    expect(await runIt('run-1')).toEqual({ parked: 'PaymentOutcomeUnknown' });
    expect(await newTypes()).toEqual(['RefundRequested', 'PaymentOutcomeUnknown']);
    await expect(ACTIONS.cancel(ORDER)).rejects.toMatchObject({ name: 'CommandRefused' });
    expect(await runIt('run-2')).toBe('Failed');
    expect(await stateOf()).toMatchObject({ status: 'CANCELLED' });
    expect(books()).toMatchObject({ refunded: TOTAL });
  });

  test('of which the provider was not asked says nothing about the refund', async () => {
    await regretted();
    gateway.faults = ['is not asked'];
    await expectErrors('NotAsked');
    await settleIt();
    expect(books()).toMatchObject({ refunded: TOTAL });
  });

  test('fault 37: under a key that the provider may have forgotten is looked up, and never sent again', async () => {
    await regretted();
    gateway.faults = ['fails after'];
    gateway.lookUpFaults = ['fails before'];
    await expectErrors('PaymentOutcomeUnknown');
    gateway.forgetKeys();
    clock.pass(25 * HOUR);
    await settleIt();
    expect(refunds()).toHaveLength(1);
    expect(gateway.movedAgain).toEqual([]);
    expect(books()).toMatchObject({ refunded: TOTAL });
  });

  test('fault 37: under an old key of which nothing is found is for a person to find out', async () => {
    await regretted();
    gateway.faults = ['fails before'];
    await expectErrors('PaymentOutcomeUnknown');
    clock.pass(DAY);
    await expectErrors('PaymentKeyExpired', 'PaymentKeyExpired');
    expect(refunds()).toHaveLength(1);
  });

  test('fault 44: that the provider refuses is recorded and parked, and the next run requests it anew', async () => {
    await regretted();
    gateway.faults = ['refuses'];
    expect(await runIt('run-1')).toEqual({ parked: 'PaymentRequestRefused' });
    expect(await newTypes()).toEqual(['RefundRequested', 'RefundFailed', 'OrderParked']);
    expect(await runIt('run-2')).toBe('Failed');
    expect(refunds().map(({ key }) => key)).toEqual([keyAbout('refund', 1), keyAbout('refund', 2)]);
    expect(books()).toMatchObject({ refunded: TOTAL });
  });

  test('that is pending does not hold up the cancellation, and is looked up once its time is over', async () => {
    await regretted();
    gateway.faults = [{ answers: { status: 'pending' } }];
    expect(await runIt('run-1')).toBe('Failed');
    expect(await newTypes()).toEqual(['RefundRequested', 'PaymentPending', 'StockReleased', 'OrderCancelled']);
    await forget();
    clock.pass(DAY);
    expect(await runIt('run-2')).toBe('Failed');
    expect(await newTypes()).toEqual(['PaymentRefunded']);
    expect(refunds()).toHaveLength(1);
  });

  test('that was pending and is refused later is parked, although the order is cancelled', async () => {
    await regretted();
    gateway.faults = [{ answers: { status: 'pending' } }];
    await runIt('run-1');
    await forget();
    gateway.lookUpFaults = [{ answers: { status: 'declined', code: 'ACCOUNT_CLOSED' } }];
    expect(await runIt('run-2')).toMatchObject({ parked: 'PaymentRequestRefused' });
    expect(await newTypes()).toEqual(['RefundFailed', 'OrderParked']);
  });

  describe('beside another one', () => {
    beforeEach(async () => {
      await regretted();
      const at = '2026-01-01T12:05:00.000Z';
      const command = { type: 'RequestFollowUp', purpose: 'refund', payment: KEY, amount: 1_000, at } as const;
      await world.orders.execute('A-1', command, { id: 'RequestFollowUp:by-hand' });
    });

    test('is of what is left', async () => {
      await settleIt();
      expect(refunds().map(({ amount }) => amount)).toEqual([1_000, TOTAL - 1_000]);
      expect(new Set(refunds().map(({ key }) => key)).size).toBe(2);
      expect(books()).toMatchObject({ refunded: TOTAL });
    });

    test('is left to the next try if the function has no time for it', async () => {
      const ask = jest.spyOn(gateway, 'ask').mockImplementationOnce(async (...call) => {
        clock.pass(7_000);
        return gateway.ask(...call);
      });
      await expectErrors('MoreToSettle');
      expect(books()).toMatchObject({ refunded: 1_000 });
      await settleIt();
      ask.mockRestore();
      expect(books()).toMatchObject({ refunded: TOTAL });
    });
  });
});

test('fault 12: a compensation that fails runs again, and refunds and releases once', async () => {
  await regretted();
  world.log.faults = [undefined, undefined, { kind: 'crash' }];
  expect(await runIt('run-1')).toEqual({ parked: 'Error' });
  expect(await runIt('run-2')).toBe('Failed');
  expect(await newTypes()).toEqual([
    'RefundRequested', 'PaymentRefunded', 'OrderParked', 'StockReleased', 'OrderCancelled',
  ]);
  expect(world.stock.counters.get('MUG')).toMatchObject({ available: 10, reserved: 0 });
});
