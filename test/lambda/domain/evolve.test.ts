import type { OrderEvent } from '../../../lambda/domain/events';
import { evolve, fold } from '../../../lambda/domain/fold';
import { reasonFor } from '../../../lambda/domain/state/failure';
import {
  type FollowUp, type Payment, holdsMoney, isPaymentOpen, isUnderway,
} from '../../../lambda/domain/state/money/payments';
import { NEW_ORDER, type OrderState } from '../../../lambda/domain/state/order-state';
import { isSettled, owesRefund } from '../../../lambda/domain/state/settled';
import { isFinal } from '../../../lambda/domain/state/status';
import { EVENT_TYPES } from '../../../src/contract/events';
import {
  ANSWER_BEFORE, AUTHORIZED_AT, CAPTURE_BEFORE, KEY, LOOK_AT, REQUESTED_AT, SITUATIONS, TOTAL, anOrder,
  authorizationExpired, cancellationRequested, captureFailed, captureRequested, captured, keyAbout, orderCancelled,
  orderConfirmed, orderConfirmedUnsold, orderParked, orderPlaced, orderRejected, orderValidated, paymentAuthorized,
  paymentCaptured, paymentDeclined, paymentDeclinedForNow, paymentOnAccount, paymentOutcomeUnknown, paymentPending,
  paymentRefunded, paymentRequested, paymentTimedOut, paymentVoided, refundFailed, refundRequested, retryRequested,
  stockReleased, stockReservationFailed, stockReserved, stockSold, voidFailed, voidRequested,
} from '../../support/given/orders';

const order = anOrder();
const PLACED: OrderState = { status: 'PLACED', order, digest: 'digest-1' };
const VALIDATED: OrderState = { ...PLACED, status: 'VALIDATED', total: TOTAL };
const heldStock = [{ sku: 'MUG', quantity: 2 }, { sku: 'PEN', quantity: 1 }];
const RESERVED: OrderState = { ...VALIDATED, status: 'RESERVED', reserved: true, held: heldStock };
const payment: Payment = {
  key: KEY,
  attempt: 1,
  amount: TOTAL,
  currency: 'GBP',
  method: 'card',
  capture: 'IMMEDIATE',
  requestedAt: REQUESTED_AT,
  status: 'REQUESTED',
  authorized: 0,
  captured: 0,
  voided: 0,
  refunded: 0,
  followUps: [],
};
/** A reserved order with this payment. */
const paying = (changes: Partial<Payment> = {}): OrderState =>
  ({ ...RESERVED, payments: [{ ...payment, ...changes }] });
const REQUESTED = paying();
const taken = { status: 'DONE', authorized: TOTAL, captured: TOTAL, reference: 'ref-1' } as const;
const PAID: OrderState = { ...paying(taken), status: 'PAID' };
const DECLINED: OrderState = { ...paying({ status: 'FAILED' }), failure: 'PaymentDeclined' };
const held = {
  status: 'DONE', authorized: TOTAL, reference: 'ref-1', authorizedAt: AUTHORIZED_AT, captureBefore: CAPTURE_BEFORE,
} as const;
/** A request about the payment, in a status. */
const about = (purpose: FollowUp['purpose'], status: FollowUp['status'] = 'REQUESTED', amount = TOTAL) =>
  ({ followUps: [{ purpose, key: keyAbout(purpose), amount, requestedAt: REQUESTED_AT, status }] });
const authorized = (changes: Partial<Payment> = {}): OrderState =>
  ({ ...paying({ ...held, ...changes }), status: 'AUTHORIZED' });
const paid = (changes: Partial<Payment>): OrderState => ({ ...paying({ ...taken, ...changes }), status: 'PAID' });

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
  [REQUESTED, paymentPending(), paying({ status: 'PENDING', lookAt: LOOK_AT, answerBefore: ANSWER_BEFORE })],
  [REQUESTED, paymentDeclinedForNow(), paying({ status: 'FAILED' })],
  [paying({ status: 'PENDING', lookAt: LOOK_AT, answerBefore: ANSWER_BEFORE }), paymentTimedOut(), { ...paying({ status: 'FAILED', timedOut: true }), failure: 'PaymentDeclined' }],
  [REQUESTED, paymentAuthorized(), authorized()],
  [RESERVED, paymentOnAccount(), { ...RESERVED, onAccount: TOTAL }],
  [authorized(), captureRequested(1000), authorized(about('capture', 'REQUESTED', 1000))],
  [authorized(about('capture', 'PENDING', 1000)), captured(1000), { ...authorized({ captured: 1000, ...about('capture', 'DONE', 1000) }), status: 'PAID' }],
  [authorized(about('capture')), captureFailed(), authorized(about('capture', 'FAILED'))],
  [authorized(), voidRequested(), authorized(about('void'))],
  [authorized(about('void')), paymentVoided(), authorized({ voided: TOTAL, ...about('void', 'DONE') })],
  [paying({ status: 'PENDING', ...about('void') }), paymentVoided(), paying({ status: 'FAILED', ...about('void', 'DONE') })],
  [authorized(about('void')), voidFailed(), authorized(about('void', 'FAILED'))],
  [authorized(), authorizationExpired(), authorized({ voided: TOTAL })],
  [PAID, refundRequested(1000), paid(about('refund', 'REQUESTED', 1000))],
  [paid(about('refund', 'REQUESTED', 1000)), paymentRefunded(1000), paid({ refunded: 1000, ...about('refund', 'DONE', 1000) })],
  [paid(about('refund')), refundFailed(), paid(about('refund', 'FAILED'))],
  [paid(about('refund')), paymentPending(keyAbout('refund')), paid({ followUps: [{ ...about('refund', 'PENDING').followUps[0]!, lookAt: LOOK_AT, answerBefore: ANSWER_BEFORE }] })],
  [REQUESTED, paymentOutcomeUnknown(), { ...paying({ status: 'UNKNOWN' }), parked: { step: 'TakePayment', error: 'PaymentOutcomeUnknown' } }],
  [PAID, orderConfirmed(), { ...PAID, status: 'CONFIRMED', held: undefined }],
  [PAID, orderConfirmedUnsold(), { ...PAID, status: 'CONFIRMED' }],
  [{ ...PAID, status: 'CONFIRMED' }, stockSold(), { ...PAID, status: 'CONFIRMED', held: undefined }],
  [DECLINED, paymentCaptured(), { ...PAID, failure: 'PaymentDeclined' }],
  [{ ...DECLINED, status: 'CANCELLED', held: undefined }, paymentCaptured(), { ...PAID, failure: 'PaymentDeclined', status: 'CANCELLED', held: undefined }],
  [RESERVED, cancellationRequested(), { ...RESERVED, failure: 'CancellationRequested' }],
  [{ ...VALIDATED, failure: 'OutOfStock' }, orderCancelled('OUT_OF_STOCK'), { ...VALIDATED, status: 'CANCELLED', failure: 'OutOfStock' }],
  [RESERVED, orderParked(), { ...RESERVED, parked: { step: 'TakePayment', error: 'Timeout' } }],
  [{ ...RESERVED, parked: { step: 'TakePayment', error: 'Timeout' } }, retryRequested(), RESERVED],
];

test.each(CASES)('%j after %j', (before, event, after) => {
  expect(evolve(before, event)).toEqual(after);
});

test('every event type is covered', () => {
  expect(new Set(CASES.map(([, event]) => event.type))).toEqual(new Set(EVENT_TYPES));
});

test('the first failure stays: a decline after a request to cancel', () => {
  const declined = fold([...SITUATIONS['cancellation requested while paying'], paymentDeclined()]);
  expect(declined).toMatchObject({ failure: 'CancellationRequested', payments: [{ status: 'FAILED' }] });
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
      'confirmed', 'confirmed, authorized', 'confirmed, captured in part', 'confirmed, renewing', 'confirmed, renewed',
      'confirmed, expired', 'confirmed, unsold', 'confirmed, unsold, parked', 'confirmed, then sold', 'rejected',
      'out of stock, cancelled', 'declined, cancelled', 'declined, cancelled, then captured',
      'declined, cancelled, then captured and refunded',
    ]);
  });

  test('it is settled: it is final, owes no refund and no stock, and holds no authorization', () => {
    expect(where(isSettled)).toEqual([
      'confirmed', 'confirmed, expired', 'confirmed, then sold', 'rejected', 'out of stock, cancelled',
      'declined, cancelled', 'declined, cancelled, then captured and refunded',
    ]);
  });

  test('its payment is open: it may still succeed, and nobody has asked to stop it', () => {
    expect(where(isPaymentOpen)).toEqual([
      'payment requested', 'payment unknown', 'payment pending', 'payment timed out', 'second attempt requested',
      'confirmed, renewing', 'cancellation requested while paying', 'cancellation requested while pending',
    ]);
  });

  test('it holds money', () => {
    expect(where(holdsMoney)).toEqual([
      'paid twice', 'paid', 'authorized', 'confirmed', 'confirmed, authorized', 'confirmed, captured in part',
      'confirmed, renewing', 'confirmed, renewed', 'paid, too many SKUs for one transaction', 'confirmed, unsold',
      'confirmed, unsold, parked', 'confirmed, then sold', 'declined, then captured',
      'declined, released, then captured', 'declined, cancelled, then captured', 'cancellation requested when paid',
      'cancellation requested when authorized', 'refund refused',
    ]);
  });

  test('fault 41: it owes a refund, also if it has ended', () => {
    expect(where(owesRefund)).toEqual([
      'declined, then captured', 'declined, released, then captured', 'declined, cancelled, then captured',
      'cancellation requested when paid', 'cancellation requested when authorized', 'refund refused',
    ]);
  });

  test('its payment is neither made nor declined', () => {
    expect(where(isUnderway)).toEqual([
      'payment requested', 'payment unknown', 'payment pending', 'second attempt requested', 'confirmed, renewing',
      'cancellation requested while paying', 'cancellation requested while pending',
      'cancellation requested while pending, stopping',
    ]);
  });

  test('it is cancelled for a reason', () => {
    const failures = [undefined, 'OrderRejected', 'OutOfStock', 'PaymentDeclined', 'CancellationRequested'];
    expect(failures.map(failure => reasonFor(failure as never)))
      .toEqual([undefined, undefined, 'OUT_OF_STOCK', 'PAYMENT_DECLINED', 'CANCELLATION_REQUESTED']);
    expect(() => reasonFor('Whim' as never)).toThrow('not expected');
  });
});
