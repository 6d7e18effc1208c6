/** Whatever crashes, whenever, and however often an order runs again: the money moves once. */
import * as fc from 'fast-check';
import { isSettled } from '../../../../lambda/domain/state/settled';
import { standstillOf } from '../../../../lambda/orders/standing/standstill';
import { SimulatedMethod } from '../../../../src/contract/payment/payment';
import { TOTAL } from '../../../support/given/orders';
import {
  HOUR, ORDER, books, eventsOf, given, givenPlaced, runIt, settleIt, stateOf,
} from '../../../support/settling';
import type { Fault } from '../../../support/world/faulty-log';
import { type CallFault, REVERSES } from '../../../support/world/memory-gateway';
import { ACTIONS } from '../../../support/world/workflow';
import { world } from '../../../support/world/world';

jest.setTimeout(180_000); // hundreds of random runs, also on a busy machine

const { gateway, clock } = world;

test('faults 4 and 5: the function is killed 50 times between the charge and the record of its answer', async () => {
  given('reserved');
  world.log.faults = [undefined, ...Array.from({ length: 50 }, (): Fault => ({ kind: 'crash' }))];
  for (let n = 1; n <= 50; n++) await expect(settleIt()).rejects.toThrow();
  expect(await settleIt()).toMatchObject({ state: { status: 'PAID' } });
  expect(gateway.asked).toHaveLength(1);
  expect(books()).toMatchObject({ captured: TOTAL, charges: 1 });
});

test('faults 4 and 5: the provider is killed 50 times after the charge, and then forgets its keys', async () => {
  given('reserved');
  gateway.faults = Array<CallFault>(50).fill('fails after');
  gateway.lookUpFaults = Array<CallFault>(50).fill('fails before');
  for (let n = 1; n <= 50; n++) await expect(settleIt()).rejects.toMatchObject({ name: 'PaymentOutcomeUnknown' });
  gateway.forgetKeys();
  expect(await settleIt()).toMatchObject({ state: { status: 'PAID' } });
  expect(books()).toMatchObject({ captured: TOTAL, charges: 1 });
});

test.each([
  ['charged, and the answer was lost', 'fails after', 'CONFIRMED', 1],
  ['not charged', 'fails before', 'RESERVED', 0],
] as const)('fault 37: 1,000 reruns of a payment parked for 25 hours: %s', async (_, fault, status, charges) => {
  await givenPlaced();
  gateway.faults = [fault];
  gateway.lookUpFaults = ['fails before'];
  expect(await runIt('run-1')).toEqual({ parked: 'PaymentOutcomeUnknown' });
  gateway.forgetKeys();
  clock.pass(25 * HOUR);
  for (let n = 1; n <= 1_000; n++) await settleIt(`run-${n}`).catch(() => undefined);
  await runIt('run-1001');
  expect(await stateOf()).toMatchObject({ status });
  expect(gateway.asked).toHaveLength(1);
  expect(gateway.movedAgain).toEqual([]);
  expect(gateway.ledger.size).toBe(charges);
  if (charges > 0) expect(books()).toMatchObject({ captured: TOTAL, charges });
});

describe('fault 37: a method whose keys are forgotten at once', () => {
  test.each(['is silent', 'fails after'] as const)('is charged once, although the first call %s', async fault => {
    given('reserved', { method: SimulatedMethod.FORGETS_KEYS });
    gateway.faults = [fault];
    gateway.lookUpFaults = ['fails before', 'fails before'];
    for (let n = 1; n <= 2; n++) await expect(settleIt()).rejects.toMatchObject({ name: 'PaymentOutcomeUnknown' });
    await settleIt();
    expect(books()).toMatchObject({ captured: TOTAL, charges: 1 });
  });
});

const anyMethod = fc.constantFrom(
  'card', SimulatedMethod.DECLINES, SimulatedMethod.DECLINES_ONCE, SimulatedMethod.PENDS, SimulatedMethod.TIMES_OUT,
  SimulatedMethod.ANSWERS_LATE, SimulatedMethod.EXPIRES_SOON, REVERSES,
);
const anyCallFault = fc.option(fc.constantFrom<CallFault>(
  'fails before', 'fails after', 'does, and stores 500', 'is silent', 'is not asked', 'refuses', { answers: '<html>' },
  { answers: { status: 'pending' } }, { answers: { status: 'succeeded', reference: 'r', amount: 1 } },
), { nil: undefined, freq: 2 });
const anyLookUpFault = fc.option(fc.constantFrom<CallFault>(
  'fails before', 'is silent', 'is not asked', { answers: 7 }, { answers: { status: 'unknown' } },
), { nil: undefined, freq: 2 });
const anyLogFault = fc.option(fc.constantFrom<Fault>(
  { kind: 'crash' }, { kind: 'crash after' }, { kind: 'lost answer' },
), { nil: undefined, freq: 3 });
const anyMoment = fc.record({
  logFaults: fc.array(anyLogFault, { maxLength: 8 }),
  faults: fc.array(anyCallFault, { maxLength: 4 }),
  lookUpFaults: fc.array(anyLookUpFault, { maxLength: 4 }),
  happens: fc.constantFrom('run', 'run', 'two runs', 'cancel', 'wait', 'wait', 'light'),
});

/** What the log says of the order's money, as the books should have it. */
const logged = async () => {
  const { payments = [] } = await stateOf();
  const sum = (of: 'captured' | 'refunded') => payments.reduce((all, one) => all + one[of], 0);
  return { captured: sum('captured'), refunded: sum('refunded') };
};

const standingOf = async () => standstillOf(await world.orders.loadOrder(ORDER.orderId), clock.now()).kind;

test.each(['IMMEDIATE', 'ON_SHIPMENT'] as const)(
  'faults 4, 5, 6, 12, 31, 35, 41: in the end, log and books agree, whatever happened (%s)',
  async capture => {
    const anyCase = fc.tuple(anyMethod, fc.array(anyMoment, { maxLength: 12 }), fc.boolean());
    await fc.assert(fc.asyncProperty(anyCase, async ([method, moments, forgets]) => {
      await givenPlaced({ method, terms: { capture } });
      for (const [n, { logFaults, faults, lookUpFaults, happens }] of moments.entries()) {
        [world.log.faults, gateway.faults, gateway.lookUpFaults] = [[...logFaults], [...faults], [...lookUpFaults]];
        if (happens === 'wait') clock.pass(20_000);
        else if (happens === 'cancel') await ACTIONS.requestCancellation(ORDER).catch(() => undefined);
        else if (happens === 'light') await ACTIONS.captureComesToLight(ORDER).catch(() => undefined);
        else if (happens === 'two runs') await Promise.allSettled([runIt(`run-${n}a`), runIt(`run-${n}b`)]);
        else await runIt(`run-${n}`).catch(() => undefined);
      }
      [world.log.faults, gateway.faults, gateway.lookUpFaults] = [[], [], []];
      gateway.decided = true;
      if (forgets) gateway.forgetKeys();
      for (let n = 1; n <= 3; n++) {
        await runIt(`last-${n}`);
        clock.pass(2 * 60_000);
      }
      await runIt('last');

      const state = await stateOf();
      const { captured, held, refunded } = books();
      expect(await logged()).toEqual({ captured, refunded });
      for (const payment of gateway.ledger.values()) {
        expect(payment.charges).toBeLessThanOrEqual(1);
        expect(payment.refunded).toBeLessThanOrEqual(payment.captured);
      }
      expect(gateway.movedAgain).toEqual([]);
      expect(await standingOf()).toBe(isSettled(state) ? 'ended' : 'waiting');
      if (state.status === 'CONFIRMED') {expect(captured - refunded + held).toBe(TOTAL);} else {
        expect(state.status).toBe('CANCELLED');
        expect({ kept: captured - refunded, held }).toEqual({ kept: 0, held: 0 });
        expect(isSettled(state)).toBe(true);
      }
      expect((await eventsOf('OrderConfirmed')).length + (await eventsOf('OrderCancelled')).length).toBe(1);
    }), { numRuns: 300 });
  },
);
