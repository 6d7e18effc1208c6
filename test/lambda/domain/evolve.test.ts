import type { OrderEvent } from '../../../lambda/domain/events';
import { evolve, fold } from '../../../lambda/domain/fold';
import { reasonFor } from '../../../lambda/domain/state/failure';
import { holdsMoney, isPaymentOpen, mayBeCaptured } from '../../../lambda/domain/state/money';
import { NEW_ORDER, type OrderState, isSettled, owesRefund } from '../../../lambda/domain/state/order-state';
import { isFinal } from '../../../lambda/domain/state/status';
import { EVENT_TYPES } from '../../../src/contract/events';
import {
  KEY, REQUESTED_AT, SITUATIONS, TOTAL, anOrder, cancellationRequested, orderCancelled, orderConfirmed,
  orderConfirmedUnsold, orderParked, orderPlaced, orderRejected, orderValidated, paymentCaptured, paymentDeclined,
  paymentOutcomeUnknown, paymentRefunded, paymentRequested, stockReleased, stockReservationFailed, stockReserved,
  stockSold,
} from '../../support/given/orders';

const order = anOrder();
const PLACED: OrderState = { status: 'PLACED', order, digest: 'digest-1' };
const VALIDATED: OrderState = { ...PLACED, status: 'VALIDATED', total: TOTAL };
const held = [{ sku: 'MUG', quantity: 2 }, { sku: 'PEN', quantity: 1 }];
const RESERVED: OrderState = { ...VALIDATED, status: 'RESERVED', reserved: true, held };
const payment = {
  key: KEY, attempt: 1, amount: TOTAL, currency: 'GBP', method: 'card', requestedAt: REQUESTED_AT,
} as const;
const REQUESTED: OrderState = { ...RESERVED, payment: { ...payment, status: 'REQUESTED' } };
const captured = { ...payment, status: 'CAPTURED', reference: 'ref-1' } as const;
const PAID: OrderState = { ...RESERVED, status: 'PAID', payment: captured };
const DECLINED: OrderState = { ...REQUESTED, payment: { ...payment, status: 'DECLINED' }, failure: 'PaymentDeclined' };

const CASES: readonly [before: OrderState, event: OrderEvent, after: OrderState][] = [
  [NEW_ORDER, orderPlaced(), PLACED],
  [PLACED, orderValidated(), VALIDATED],
  [PLACED, orderRejected(), { ...PLACED, status: 'REJECTED', failure: 'OrderRejected' }],
  [VALIDATED, stockReserved(), RESERVED],
  [VALIDATED, stockReservationFailed(), { ...VALIDATED, failure: 'OutOfStock' }],
  [RESERVED, stockReleased(), { ...RESERVED, held: undefined }],
  [RESERVED, paymentRequested(), REQUESTED],
  [REQUESTED, paymentCaptured(), PAID],
  [REQUESTED, paymentDeclined(), DECLINED],
  [PAID, paymentRefunded(), { ...PAID, payment: { ...payment, status: 'REFUNDED', reference: 'ref-1' } }],
  [REQUESTED, paymentOutcomeUnknown(), { ...REQUESTED, payment: { ...payment, status: 'UNKNOWN' }, parked: { step: 'TakePayment', error: 'PaymentOutcomeUnknown' } }],
  [PAID, orderConfirmed(), { ...PAID, status: 'CONFIRMED', held: undefined }],
  [PAID, orderConfirmedUnsold(), { ...PAID, status: 'CONFIRMED' }],
  [{ ...PAID, status: 'CONFIRMED' }, stockSold(), { ...PAID, status: 'CONFIRMED', held: undefined }],
  [DECLINED, paymentCaptured(), { ...DECLINED, status: 'PAID', payment: PAID.payment }],
  [{ ...DECLINED, status: 'CANCELLED', held: undefined }, paymentCaptured(), { ...DECLINED, status: 'CANCELLED', held: undefined, payment: PAID.payment }],
  [RESERVED, cancellationRequested(), { ...RESERVED, failure: 'CancellationRequested' }],
  [{ ...VALIDATED, failure: 'OutOfStock' }, orderCancelled('OUT_OF_STOCK'), { ...VALIDATED, status: 'CANCELLED', failure: 'OutOfStock' }],
  [RESERVED, orderParked(), { ...RESERVED, parked: { step: 'TakePayment', error: 'Timeout' } }],
];

test.each(CASES)('%j after %j', (before, event, after) => {
  expect(evolve(before, event)).toEqual(after);
});

test('every event type is covered', () => {
  expect(new Set(CASES.map(([, event]) => event.type))).toEqual(new Set(EVENT_TYPES));
});

test('the first failure stays: a decline after a request to cancel', () => {
  const declined = fold([...SITUATIONS['cancellation requested while paying'], paymentDeclined()]);
  expect(declined).toMatchObject({ failure: 'CancellationRequested', payment: { status: 'DECLINED' } });
});

test('whatever follows takes the mark of a parked order away', () => {
  expect(fold([...SITUATIONS['parked while reserved'], paymentRequested()])).toEqual(REQUESTED);
  expect(fold([...SITUATIONS['payment unknown'], paymentCaptured()])).toEqual(PAID);
});

test('an event of an unknown type is an error, not a state', () => {
  const unknown = { type: 'OrderTeleported' } as never;
  expect(() => evolve(NEW_ORDER, unknown)).toThrow('not expected: {"type":"OrderTeleported"}');
});

test('evolve leaves the state that it was given as it was', () => {
  const before = Object.freeze({ ...PLACED });
  evolve(before, orderValidated());
  expect(before).toEqual(PLACED);
});

describe('questions about a state', () => {
  const where = (question: (state: OrderState) => boolean) =>
    Object.entries(SITUATIONS).filter(([, events]) => question(fold(events))).map(([situation]) => situation);

  test('it is final', () => {
    expect(where(({ status }) => isFinal(status))).toEqual([
      'confirmed', 'confirmed, unsold', 'confirmed, unsold, parked', 'confirmed, then sold', 'rejected',
      'out of stock, cancelled', 'declined, cancelled', 'declined, cancelled, then captured',
      'declined, cancelled, then captured and refunded',
    ]);
  });

  test('it is settled: it is final, and owes no refund and no stock', () => {
    expect(where(isSettled)).toEqual([
      'confirmed', 'confirmed, then sold', 'rejected', 'out of stock, cancelled', 'declined, cancelled',
      'declined, cancelled, then captured and refunded',
    ]);
  });

  test('its payment is open', () => {
    expect(where(isPaymentOpen)).toEqual([
      'payment requested', 'payment unknown', 'cancellation requested while paying',
    ]);
  });

  test('it holds money', () => {
    expect(where(holdsMoney)).toEqual([
      'paid', 'confirmed', 'paid, too many SKUs for one transaction', 'confirmed, unsold', 'confirmed, unsold, parked',
      'confirmed, then sold', 'declined, then captured', 'declined, released, then captured',
      'declined, cancelled, then captured', 'cancellation requested when paid',
    ]);
  });

  test('fault 41: it owes a refund, also if it has ended', () => {
    expect(where(owesRefund)).toEqual([
      'declined, then captured', 'declined, released, then captured', 'declined, cancelled, then captured',
      'cancellation requested when paid',
    ]);
  });

  test('fault 41: a capture may still come to light', () => {
    expect(where(mayBeCaptured)).toEqual([
      'payment requested', 'payment unknown', 'declined', 'declined, released', 'declined, cancelled',
      'cancellation requested while paying',
    ]);
  });

  test('it is cancelled for a reason', () => {
    const failures = [undefined, 'OrderRejected', 'OutOfStock', 'PaymentDeclined', 'CancellationRequested'];
    expect(failures.map(failure => reasonFor(failure as never)))
      .toEqual([undefined, undefined, 'OUT_OF_STOCK', 'PAYMENT_DECLINED', 'CANCELLATION_REQUESTED']);
    expect(() => reasonFor('Whim' as never)).toThrow('not expected');
  });
});
