import * as fc from 'fast-check';
import { fold } from '../../../lambda/domain/fold';
import { allRequests, heldIn, keptIn, paymentsOf } from '../../../lambda/domain/state/money/payments';
import { isSettled, owesRefund, waitsUntil } from '../../../lambda/domain/state/settled';
import { type Loss, PureSettlement } from '../../support/given/pure-settlement';
import { DAY, type Fate } from '../../support/given/random-provider';

jest.setTimeout(180_000); // a thousand random runs, also on a busy machine

const FATES = ['do it', 'do it', 'do it', 'decline', 'decline for now', 'later', 'later'] as const;
const anyStep = fc.record({
  action: fc.constantFrom(
    'settle', 'settle', 'settle', 'settle', 'settle', 'run', 'run', 'hear', 'hear', 'decide', 'decide', 'reverse',
    'confirm', 'regret', 'release', 'cancel', 'park', 'clock', 'on purpose',
  ),
  pick: fc.nat({ max: 20 }),
  fate: fc.constantFrom<Fate>(...FATES),
  loss: fc.constantFrom<Loss>('none', 'none', 'none', 'request', 'answer'),
  purpose: fc.constantFrom('capture' as const, 'void' as const, 'refund' as const),
  amount: fc.integer({ min: 1, max: 3100 }),
});
type Step = (typeof anyStep) extends fc.Arbitrary<infer T> ? T : never;
const anySteps = fc.array(anyStep, { maxLength: 60, size: 'max' });
const anySettings = fc.record({
  capture: fc.constantFrom('IMMEDIATE' as const, 'ON_SHIPMENT' as const),
  expiring: fc.constantFrom('RENEW' as const, 'RELEASE' as const, 'CAPTURE' as const),
  onAccount: fc.nat({ max: 9 }).map(n => n === 0),
});

/** The event types that the random runs came across. */
const met = new Set<string>();

const pickOf = <T>(all: readonly T[], n: number): T | undefined => all[n % Math.max(1, all.length)];

function take(order: PureSettlement, { action, pick, fate, loss, purpose, amount }: Step): void {
  const { provider } = order;
  switch (action) {
    case 'settle': {
      const due = pickOf(order.due(), pick);
      if (due) order.meet(due, fate, loss);
      return;
    }
    case 'run': return order.run(fate);
    case 'hear': {
      const heard = pickOf(provider.said, pick);
      if (heard) order.execute({ type: 'RecordAnswer', ...heard });
      return;
    }
    case 'decide': {
      const key = pickOf(provider.pendingKeys(), pick);
      if (key) provider.decide(key, fate === 'later' ? 'do it' : fate);
      return;
    }
    case 'reverse': {
      const key = pickOf(provider.reversible(), pick);
      if (key) provider.decide(key, 'do it');
      return;
    }
    case 'clock': return order.moveClock(order.now + pickOf([DAY, 6 * DAY, 7 * DAY], pick)!);
    case 'on purpose': {
      const payment = pickOf(paymentsOf(order.state), pick);
      if (!payment || order.state.status !== 'CONFIRMED') return;
      const at = new Date(order.now).toISOString();
      order.isChanged ||= order.execute({ type: 'RequestFollowUp', purpose, payment: payment.key, amount, at }) > 0;
      return;
    }
    default: order.execute(COMMANDS_OF[action]);
  }
}

const COMMANDS_OF = {
  confirm: { type: 'ConfirmOrder' },
  regret: { type: 'RequestCancellation', by: 'customer' },
  release: { type: 'ReleaseStock' },
  cancel: { type: 'CancelOrder' },
  park: { type: 'ParkOrder', step: 'Any', error: 'Timeout', cause: '' },
} as const;

function expectSound(order: PureSettlement): void {
  const { state } = order;
  for (const { amount, authorized, captured, voided, refunded, followUps } of paymentsOf(state)) {
    const refunding = followUps.filter(({ purpose, status }) =>
      purpose === 'refund' && ['REQUESTED', 'UNKNOWN', 'PENDING'].includes(status));
    expect(Math.min(authorized, captured, voided, refunded)).toBeGreaterThanOrEqual(0);
    expect(authorized).toBeLessThanOrEqual(amount);
    expect(captured + voided).toBeLessThanOrEqual(authorized);
    expect(refunding.reduce((sum, one) => sum + one.amount, refunded)).toBeLessThanOrEqual(captured);
  }
  const keys = allRequests(state).map(({ payment, followUp }) => (followUp ?? payment).key);
  expect(new Set(keys).size).toBe(keys.length);

  const dueNow = order.due().filter(({ type }) => type !== 'look');
  const waits = waitsUntil(state);
  if (isSettled(state)) expect([dueNow, waits]).toEqual([[], undefined]);
  const isEnded = ['CONFIRMED', 'CANCELLED'].includes(state.status);
  if (isEnded && !isSettled(state) && dueNow.length === 0) expect(waits).toBeDefined();
  if (waits !== undefined && waits > order.now && isEnded) expect(dueNow).toEqual([]);
}

function expectSplits(order: PureSettlement): void {
  const { events, state } = order;
  for (const { type } of events) met.add(type);
  for (let split = 0; split <= events.length; split++) {
    expect(fold(events.slice(split), fold(events.slice(0, split)))).toEqual(state);
  }
}

test('whatever is done in whatever order, the money of an order stays sound', () => {
  fc.assert(fc.property(anySettings, anySteps, (settings, steps) => {
    const order = new PureSettlement(settings);
    for (const step of steps) {
      take(order, step);
      expectSound(order);
    }
    expectSplits(order);
  }), { numRuns: 500 });
});

/** The provider decides, all that it has said is heard, and the order runs again, until nothing changes any more. */
function comeToRest(order: PureSettlement, hear: (said: PureSettlement['provider']['said']) => typeof said): void {
  for (let round = 0; round < 12; round++) {
    order.moveClock(waitsUntil(order.state) ?? order.now);
    for (const key of order.provider.pendingKeys()) order.provider.decide(key, 'do it');
    for (const heard of hear(order.provider.said)) order.execute({ type: 'RecordAnswer', ...heard });
    order.run('do it');
    expectSound(order);
  }
}

/** The money in the log is the money in the books of the provider, and the shop has what it is owed. */
function expectAgreement({ state, provider, settings, isChanged, events }: PureSettlement): void {
  for (const { key, authorized, captured, voided, refunded } of paymentsOf(state)) {
    const booked = provider.books.get(key)!;
    expect({ key, captured, refunded }).toEqual({ key, captured: booked.captured, refunded: booked.refunded });
    if (authorized > 0) expect({ key, voided }).toEqual({ key, voided: booked.voided });
  }
  const waitsForShipment = state.status === 'CONFIRMED' && heldIn(state) > 0 && waitsUntil(state) !== undefined;
  expect(isSettled(state) || waitsForShipment).toBe(true);
  expect(owesRefund(state)).toBe(false);
  if (state.failure) expect([keptIn(state), heldIn(state)]).toEqual([0, 0]);
  const isLost = events.some(({ type }) => type === 'AuthorizationExpired' || type === 'PaymentVoided');
  if (state.failure || isChanged || (isLost && settings.capture === 'ON_SHIPMENT')) return;
  expect(keptIn(state) + heldIn(state) + (state.onAccount ?? 0)).toBe(state.total);
}

test('faults 11, 31, 41, 43: every order comes to rest, and its money is what the provider\'s books say', () => {
  fc.assert(fc.property(anySettings, anySteps, fc.boolean(), (settings, steps, isReversed) => {
    const order = new PureSettlement(settings);
    for (const step of steps) take(order, step);
    comeToRest(order, said => (isReversed ? [...said].reverse() : [...said, ...said]));
    expectAgreement(order);
    expectSplits(order);
  }), { numRuns: 500 });
});

test('the random runs have met every event of money', () => {
  for (const type of [
    'PaymentRequested', 'PaymentPending', 'PaymentAuthorized', 'PaymentCaptured', 'PaymentDeclined', 'PaymentOnAccount',
    'CaptureRequested', 'CaptureFailed', 'VoidRequested', 'PaymentVoided', 'VoidFailed', 'RefundRequested',
    'PaymentRefunded', 'RefundFailed', 'AuthorizationExpired', 'PaymentOutcomeUnknown',
  ]) expect(met).toContain(type);
});
