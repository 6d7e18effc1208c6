/** When an order stands still, and when it is its turn to run again. */
import * as fc from 'fast-check';
import type { OrderEvent } from '../../../../lambda/domain/events';
import { fold } from '../../../../lambda/domain/fold';
import { runNumberOf, waitingId } from '../../../../lambda/orders/standing/parkings';
import {
  FIRST_PAUSE_MS, LONGEST_PAUSE_MS, STANDS_STILL_MS, type Standstill, standstillOf,
} from '../../../../lambda/orders/standing/standstill';
import type { StoredEvent } from '../../../../lambda/orders/stored-event';
import { orderStream } from '../../../../lambda/orders/streams';
import {
  LOOK_AT, SITUATIONS, orderParked, orderPlaced, paymentOutcomeUnknown, stockSold,
} from '../../../support/given/orders';
import { storedEvents } from '../../../support/given/stream';

const parked = (error: string): OrderEvent => ({ ...orderParked(), data: { ...orderParked().data, error } });
const CONTENTION = parked('TransactionContention');

/** A history, in which each parking is the command of a run. */
function historyOf(events: readonly OrderEvent[], orderId = 'A-1') {
  const isParking = ({ type }: OrderEvent) => type === 'OrderParked' || type === 'PaymentOutcomeUnknown';
  const stored = storedEvents(orderId, events).map((one, n): StoredEvent<OrderEvent> =>
    (isParking(one.event) ? { ...one, command: `ParkOrder:run-${n}` } : one));
  return { stream: orderStream(orderId), version: stored.length, events: stored };
}

/** How an order stands as long after its last event. */
function after(milliseconds: number, events: readonly OrderEvent[], orderId?: string): Standstill {
  const history = historyOf(events, orderId);
  const last = Date.parse(history.events.at(-1)?.time ?? '2026-01-01T12:00:00Z');
  return standstillOf({ state: fold(events), history }, new Date(last + milliseconds));
}

test('an order that was never placed is unknown', () => {
  expect(after(0, [])).toEqual({ kind: 'unknown' });
});

test.each([
  'confirmed', 'confirmed, then sold', 'rejected', 'out of stock, cancelled',
] as const)('an order that is %s has ended', situation => {
  expect(after(10 * STANDS_STILL_MS, SITUATIONS[situation])).toEqual({ kind: 'ended' });
});

test.each([
  'placed', 'reserved', 'payment requested', 'paid', 'declined', 'confirmed, unsold',
  'declined, cancelled, then captured',
] as const)(
  'an order that is %s moves until it has stood still for long enough',
  situation => {
    expect(after(STANDS_STILL_MS - 1, SITUATIONS[situation])).toEqual({ kind: 'moving' });
    expect(after(STANDS_STILL_MS, SITUATIONS[situation])).toEqual({ kind: 'due' });
  },
);

test('fault 12: a confirmed order whose stock cannot be sold stands still as any other', () => {
  const unsold = SITUATIONS['confirmed, unsold'];
  expect(after(FIRST_PAUSE_MS / 2 - 1, [...unsold, CONTENTION])).toEqual({ kind: 'pausing', until: expect.any(Date) });
  expect(after(FIRST_PAUSE_MS, [...unsold, CONTENTION])).toEqual({ kind: 'due' });
  expect(after(LONGEST_PAUSE_MS, [...unsold, parked('TypeError')])).toEqual({ kind: 'defect' });
  expect(after(LONGEST_PAUSE_MS, [...unsold, CONTENTION, stockSold()])).toEqual({ kind: 'ended' });
});

test.each(['CommandRefused', 'TypeError', 'Error'])('an order that %s has parked waits for a person', error => {
  expect(after(10 * LONGEST_PAUSE_MS, [...SITUATIONS.reserved, parked(error)])).toEqual({ kind: 'defect' });
});

test.each([CONTENTION, parked('ExecutionLost'), parked('PaymentOutcomeUnknown'), paymentOutcomeUnknown()])(
  'an order that is parked for a passing reason is due after a pause (%#)',
  event => {
    const events = [...SITUATIONS['payment requested'], event];
    const early = after(FIRST_PAUSE_MS / 2 - 1, events);
    expect(early).toEqual({ kind: 'pausing', until: expect.any(Date) });
    expect(after(FIRST_PAUSE_MS, events)).toEqual({ kind: 'due' });
  },
);

describe('an order that waits for somebody else', () => {
  /** How it stands at a time. */
  const at = (time: string, events: readonly OrderEvent[]) =>
    standstillOf({ state: fold(events), history: historyOf(events) }, new Date(time));

  test.each([
    ['payment pending', LOOK_AT], ['confirmed, authorized', '2026-01-07T12:04:00.000Z'],
  ] as const)('is due when its time is over: %s', (situation, end) => {
    const events = SITUATIONS[situation];
    const before = new Date(Date.parse(end) - 1).toISOString();
    expect(at(before, events)).toEqual({ kind: 'waiting', until: new Date(end) });
    expect(at(end, events)).toEqual({ kind: 'due' });
  });

  test('moves, if it has failed and its compensation is on its way', () => {
    expect(after(0, SITUATIONS['cancellation requested while pending'])).toEqual({ kind: 'moving' });
    expect(after(0, SITUATIONS['refund pending'])).toEqual({ kind: 'moving' });
  });

  test('is parked as any other before its end', () => {
    expect(after(0, [...SITUATIONS['payment pending'], CONTENTION])).toMatchObject({ kind: 'pausing' });
  });

  test('after its end goes on waiting, if a run was parked while nothing was due', () => {
    const events = [...SITUATIONS['confirmed, authorized'], parked('TypeError')];
    expect(after(0, events)).toEqual({ kind: 'waiting', until: new Date('2026-01-07T12:04:00.000Z') });
    expect(at('2026-01-07T12:04:00.000Z', events)).toEqual({ kind: 'due' });
  });
});

test('the number of the next run counts runs that wait', () => {
  const history = historyOf(SITUATIONS['payment pending']);
  expect(runNumberOf(history)).toBe(1); // recorded by somebody else, such as a callback
  const waits = history.events.map(one =>
    (one.event.type === 'PaymentPending' ? { ...one, command: waitingId('A-1:once:key') } : one));
  expect(runNumberOf({ ...history, events: waits })).toBe(2);
});

/** The pause after as many parkings in a row. */
function pauseAfter(parkings: number, orderId?: string): number {
  const events = [...SITUATIONS.reserved, ...Array.from({ length: parkings }, () => CONTENTION)];
  const now = after(0, events, orderId) as Extract<Standstill, { readonly until: Date }>;
  return now.until.getTime() - Date.parse(historyOf(events).events.at(-1)!.time);
}

test('the pause grows with each parking in a row, to between half and all of its maximum', () => {
  fc.assert(fc.property(fc.integer({ min: 1, max: 60 }), fc.stringMatching(/^[A-Z]-\d{1,6}$/), (parkings, orderId) => {
    const longest = Math.min(LONGEST_PAUSE_MS, FIRST_PAUSE_MS * 2 ** (parkings - 1));
    expect(pauseAfter(parkings, orderId)).toBeGreaterThanOrEqual(longest / 2 - 1);
    expect(pauseAfter(parkings, orderId)).toBeLessThanOrEqual(longest);
  }));
});

test('orders that were parked together are due at different times', () => {
  const pauses = Array.from({ length: 100 }, (_, n) => pauseAfter(1, `A-${n}`));
  expect(new Set(pauses).size).toBeGreaterThan(90);
  expect(Math.max(...pauses) - Math.min(...pauses)).toBeGreaterThan(FIRST_PAUSE_MS / 4);
});

test('an order that went on in between pauses as after its first parking', () => {
  const events = [orderPlaced(), CONTENTION, CONTENTION, CONTENTION, ...SITUATIONS.reserved.slice(1), CONTENTION];
  expect(after(FIRST_PAUSE_MS, events)).toEqual({ kind: 'due' });
});

test('the number of the next run counts parkings, not events', () => {
  expect(runNumberOf(historyOf(SITUATIONS.reserved))).toBe(1);
  const history = historyOf([...SITUATIONS['payment requested'], paymentOutcomeUnknown(), CONTENTION]);
  expect(runNumberOf(history)).toBe(3);
  const oneCommand = history.events.map(event => ({ ...event, command: event.command.replace(/run-\d/, 'run') }));
  expect(runNumberOf({ ...history, events: oneCommand })).toBe(2);
});
