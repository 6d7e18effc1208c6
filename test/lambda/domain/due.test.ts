import type { OrderEvent } from '../../../lambda/domain/events';
import { fold } from '../../../lambda/domain/fold';
import { dueOf } from '../../../lambda/domain/state/due';
import { isSettled, waitsUntil } from '../../../lambda/domain/state/settled';
import type { ExpiringPolicyName } from '../../../src/contract/payment/payment';
import { COMMANDS, DECLINED, SUCCEEDED } from '../../support/given/commands';
import { given } from '../../support/given/given';
import {
  ANSWER_BEFORE, CAPTURE_BEFORE, KEY, LOOK_AT, REQUESTED_AT, SITUATIONS, TOTAL, captureRequested, captured, keyAbout,
  keyOf, orderCancelled, orderConfirmed, paymentAuthorized, paymentCaptured, paymentDeclined, paymentDeclinedForNow,
  paymentPending, paymentRefunded, paymentRequested, paymentTimedOut, paymentVoided, refundFailed, refundRequested,
  stockReleased, voidFailed, voidRequested,
} from '../../support/given/orders';

/** What is due, as short lines: `refund 2999 of 1`, `look 1`, `ask refund`. */
function due(events: readonly OrderEvent[], at = REQUESTED_AT, expiring: ExpiringPolicyName = 'RENEW'): string[] {
  return dueOf(fold(events), { now: Date.parse(at), expiring }).map(one => {
    switch (one.type) {
      case 'pay': return one.renews === undefined ? 'pay' : 'pay again';
      case 'request': return `${one.purpose} ${one.amount} of ${one.payment.attempt}`;
      case 'ask':
      case 'look': return `${one.type} ${one.followUp?.purpose ?? one.payment.attempt}`;
      default: return `${one.type} ${one.payment.attempt}`;
    }
  });
}

const ENDS_SOON = '2026-01-07T12:04:00.000Z';
const shipping = SITUATIONS['confirmed, authorized'];
const renewed = SITUATIONS['confirmed, renewed'];
const regretsPending = SITUATIONS['cancellation requested while pending'];
const timedOut = SITUATIONS['payment timed out'];

describe('what is due at the provider', () => {
  test.each<[keyof typeof SITUATIONS, string[]]>([
    ['new', []],
    ['validated', []],
    ['reserved', ['pay']],
    ['reserved, free of charge', []],
    ['payment requested', ['ask 1']],
    ['payment unknown', ['ask 1']],
    ['payment pending', ['look 1']],
    ['payment timed out', ['void 2999 of 1']],
    ['declined for now', ['pay']],
    ['second attempt requested', ['ask 2']],
    ['paid', []],
    ['paid twice', ['refund 2999 of 1']],
    ['on account', []],
    ['authorized', []],
    ['authorization expired', ['pay']],
    ['confirmed, authorized', []],
    ['confirmed, renewing', ['ask 2']],
    ['confirmed, renewed', ['void 2999 of 1']],
    ['confirmed, expired', []],
    ['declined', []],
    ['declined, cancelled', ['look 1']],
    ['declined, cancelled, then captured', ['refund 2999 of 1']],
    ['cancellation requested while paying', ['ask 1']],
    ['cancellation requested while pending', ['look 1', 'void 2999 of 1']],
    ['cancellation requested while pending, stopping', ['ask void', 'look 1']],
    ['cancellation requested while pending, stopped', []],
    ['cancellation requested when authorized', ['void 2999 of 1']],
    ['refund requested', ['ask refund']],
    ['refund pending', ['look refund']],
    ['refund refused', ['refund 2999 of 1']],
  ])('%s: %j', (situation, expected) => {
    expect(due(SITUATIONS[situation])).toEqual(expected);
  });

  test('a payment that is not answered in time is looked up, and given up', () => {
    expect(due(SITUATIONS['payment pending'], ANSWER_BEFORE)).toEqual(['look 1', 'give up 1']);
    const command = { type: 'RecordAnswer', key: KEY, answer: { status: 'noAnswer' } } as const;
    given(...SITUATIONS['payment pending']).when(command).then(paymentTimedOut());
    given(...SITUATIONS['payment requested']).when(command).thenNothing();
    given(...timedOut).when(command).thenNothing();
  });

  test('a refund that is not answered in time is asked for again', () => {
    expect(due(SITUATIONS['refund pending'], ANSWER_BEFORE)).toEqual(['ask refund']);
  });

  test('a success after the time is refunded', () => {
    expect(due([...timedOut, paymentCaptured()])).toEqual(['refund 2999 of 1']);
  });

  test('a decline after the time settles the payment: nothing has to be stopped', () => {
    const refusedVoid = [...timedOut, voidRequested(), voidFailed()];
    expect(due(refusedVoid)).toEqual(['look 1', 'void 2999 of 1']);
    given(...refusedVoid).when({ type: 'RecordAnswer', key: KEY, answer: DECLINED }).then(paymentDeclined());
    expect(due([...refusedVoid, paymentDeclined()])).toEqual(['look 1']);
    expect(isSettled(fold([...refusedVoid, paymentDeclined(), stockReleased(), orderCancelled('PAYMENT_DECLINED')])))
      .toBe(true);
  });
});

describe('answers in another order than the provider\'s', () => {
  test('an authorization that was voided before the log knew of it holds nothing', () => {
    const requested = [...SITUATIONS.reserved, paymentRequested(1, 'ON_SHIPMENT'), paymentPending()];
    const stopped = [...requested, SITUATIONS['cancellation requested while pending'].at(-1)!, voidRequested()];
    const voidFirst = fold([...stopped, paymentVoided(), paymentAuthorized()]);
    const voidLast = fold([...stopped, paymentAuthorized(), paymentVoided()]);
    for (const { payments } of [voidFirst, voidLast]) {
      expect(payments).toMatchObject([{ authorized: 2999, captured: 0, voided: 2999, status: 'DONE' }]);
    }
    expect(due([...stopped, paymentVoided(), paymentAuthorized()])).toEqual([]);
  });

  test('a payment that was taken and is said to be voided is refunded, and no more voided than held', () => {
    const both = [...regretsPending, voidRequested(), paymentCaptured(), paymentVoided()];
    expect(fold(both).payments).toMatchObject([{ authorized: 2999, captured: 2999, voided: 0 }]);
    expect(due(both)).toEqual(['refund 2999 of 1']);
  });

  test('an earlier attempt that succeeds pays the order, even if the next one is declined or not answered', () => {
    const second = [...SITUATIONS['second attempt requested'], paymentCaptured()];
    given(...second).when({ type: 'RecordAnswer', key: keyOf(2), answer: DECLINED }).then(paymentDeclinedForNow(2));
    expect(fold([...second, paymentDeclinedForNow(2)])).toMatchObject({ status: 'PAID' });
    expect(fold([...second, paymentDeclinedForNow(2)]).failure).toBeUndefined();
    given(...second, paymentPending(keyOf(2)))
      .when({ type: 'RecordAnswer', key: keyOf(2), answer: { status: 'noAnswer' } })
      .then({ type: 'PaymentDeclined', data: { ...paymentTimedOut(2).data, retry: true } });
  });

  test('a refund that is said to be done after another one was requested hides no money of another payment', () => {
    const twice = [...SITUATIONS['paid twice'], SITUATIONS['cancellation requested when paid'].at(-1)!];
    const late = [...twice, refundRequested(), refundFailed(), refundRequested(2999, 2), paymentRefunded()];
    expect(due(late)).toEqual(['ask refund', 'refund 2999 of 2']);
  });
});

describe('a request to stop a payment', () => {
  test('that is not made yet is about all of it', () => {
    const part = { ...COMMANDS.RequestFollowUp, purpose: 'void', amount: 1 } as const;
    given(...regretsPending).when(part).thenNothing();
    given(...regretsPending).when({ ...part, amount: TOTAL }).then(voidRequested());
  });

  const stop = { type: 'RequestFollowUp', purpose: 'void', payment: KEY, amount: 2999, at: REQUESTED_AT } as const;

  test('is recorded once, and only of a payment that may still succeed', () => {
    given(...regretsPending).when(stop).then(voidRequested());
    given(...timedOut).when(stop).then(voidRequested());
    given(...regretsPending, voidRequested()).when(stop).thenNothing();
    given(...regretsPending, voidRequested(), paymentVoided()).when(stop).thenNothing();
    given(...SITUATIONS.declined).when(stop).thenNothing();
  });

  test('that was refused is repeated under another key', () => {
    given(...regretsPending, voidRequested(), voidFailed()).when(stop).then(voidRequested(2999, 2));
  });
});

test('attempts to pay end, also with a provider whose authorizations end at once', () => {
  const attempt = (nth: number) => [
    paymentRequested(nth, 'ON_SHIPMENT'), paymentAuthorized(nth),
    { type: 'AuthorizationExpired', data: { key: keyOf(nth), amount: TOTAL, currency: 'GBP' } } as const,
  ];
  const twice = [...SITUATIONS.reserved, ...attempt(1), ...attempt(2)];
  expect(due(twice)).toEqual(['pay']);
  expect(due([...twice, ...attempt(3)])).toEqual([]);
  given(...twice, ...attempt(3)).when(COMMANDS.RequestPayment).thenNothing();
});

describe('refunds', () => {
  const refund = (amount: number) =>
    ({ type: 'RequestFollowUp', purpose: 'refund', payment: KEY, amount, at: REQUESTED_AT }) as const;

  test('of a part, and then of another part, are two requests', () => {
    const { confirmed } = SITUATIONS;
    given(...confirmed).when(refund(1000)).then(refundRequested(1000));
    const first = [...confirmed, refundRequested(1000), paymentRefunded(1000)];
    given(...first).when(refund(1999)).then(refundRequested(1999, 2));
    given(...first).when(refund(2000)).thenNothing();
    expect(fold([...first, refundRequested(1999, 2), paymentRefunded(1999, 2)]).payments)
      .toMatchObject([{ captured: 2999, refunded: 2999 }]);
  });

  test('fault 45: are never more than what was taken, counting those underway', () => {
    given(...SITUATIONS['refund requested']).when(refund(1)).thenNothing();
    given(...SITUATIONS['refund pending']).when(refund(1)).thenNothing();
    given(...SITUATIONS.confirmed).when(refund(3000)).thenNothing();
    given(...SITUATIONS.confirmed).when(refund(0)).thenNothing();
  });

  test('fault 44: that was refused is requested again under another key, and is done once', () => {
    const refused = SITUATIONS['refund refused'];
    given(...refused).when(refund(2999)).then(refundRequested(2999, 2));
    const answer = { type: 'RecordAnswer', key: keyAbout('refund', 2), answer: SUCCEEDED } as const;
    given(...refused, refundRequested(2999, 2)).when(answer)
      .then({ ...paymentRefunded(2999, 2), data: { ...paymentRefunded(2999, 2).data, reference: 'ref-1' } });
    given(...refused, refundRequested(2999, 2), paymentRefunded(2999, 2)).when(answer).thenNothing();
  });

  test('fault 44: that the bank sends back after it was made is requested again', () => {
    const refunded = SITUATIONS['cancelled by customer, refunded'];
    const sentBack = { type: 'RecordAnswer', key: keyAbout('refund'), answer: DECLINED } as const;
    given(...refunded).when(sentBack)
      .then({ type: 'RefundFailed', data: { key: keyAbout('refund'), payment: KEY, code: DECLINED.code } });
    expect(due([...refunded, refundFailed()])).toEqual(['refund 2999 of 1']);
  });

  test('may be pending when the order is cancelled, but not unknown', () => {
    const released = stockReleased('CANCELLATION_REQUESTED');
    given(...SITUATIONS['refund pending'], released).when({ type: 'CancelOrder' })
      .then(orderCancelled('CANCELLATION_REQUESTED'));
    given(...SITUATIONS['refund requested'], released).when({ type: 'CancelOrder' }).refused('OUT_OF_STEP');
    const cancelled = [...SITUATIONS['refund pending'], released, orderCancelled('CANCELLATION_REQUESTED')];
    expect(waitsUntil(fold(cancelled))).toBe(Date.parse(LOOK_AT));
    expect(isSettled(fold([...cancelled, paymentRefunded()]))).toBe(true);
  });
});

describe('fault 40: an authorization', () => {
  test('of a confirmed order waits until it is about to end', () => {
    expect([isSettled(fold(shipping)), waitsUntil(fold(shipping))]).toEqual([false, Date.parse(ENDS_SOON)]);
  });

  test('that is about to end is renewed, released or captured, as the policy says', () => {
    expect(due(shipping, ENDS_SOON, 'RENEW')).toEqual(['pay again']);
    expect(due(shipping, ENDS_SOON, 'RELEASE')).toEqual(['void 2999 of 1']);
    expect(due(shipping, ENDS_SOON, 'CAPTURE')).toEqual(['capture 2999 of 1']);
  });

  test('is renewed by another attempt, once; if that is declined, it stands until its end', () => {
    const renew = {
      type: 'RequestPayment', identity: 'Test/Orders', capture: 'ON_SHIPMENT', renews: KEY, at: REQUESTED_AT,
    } as const;
    given(...shipping).when(renew).then(paymentRequested(2, 'ON_SHIPMENT', KEY));
    const declinedRenewal = [...SITUATIONS['confirmed, renewing'], paymentDeclined(2)];
    given(...declinedRenewal).when(renew).thenNothing();
    expect(due(declinedRenewal, ENDS_SOON)).toEqual([]);
    expect(fold(declinedRenewal).failure).toBeUndefined();
    expect(waitsUntil(fold(declinedRenewal))).toBe(Date.parse(CAPTURE_BEFORE));
    expect(due(declinedRenewal, CAPTURE_BEFORE)).toEqual(['expire 1']);
  });

  test('that was renewed is voided, also if some of it was captured or voided before', () => {
    expect(due(renewed)).toEqual(['void 2999 of 1']);
    const some = [...shipping, captureRequested(1000), captured(1000), voidRequested(500), paymentVoided(500)];
    const ofRest = <E extends { readonly data: object }>(one: E): E =>
      ({ ...one, data: { ...one.data, amount: 1499 } });
    const renewing = [...some, ofRest(paymentRequested(2, 'ON_SHIPMENT', KEY))];
    expect(due(renewing)).toEqual(['ask 2']);
    expect(due([...renewing, ofRest(paymentAuthorized(2))])).toEqual(['void 1499 of 1']);
  });

  test('that came after an attempt without success is renewed all the same', () => {
    const first = [...SITUATIONS.reserved, paymentRequested(1, 'ON_SHIPMENT'), paymentDeclinedForNow()];
    const late = [...first, paymentRequested(2, 'ON_SHIPMENT'), paymentAuthorized(), paymentDeclinedForNow(2)];
    expect(due([...late, orderConfirmed()], ENDS_SOON)).toEqual(['pay again']);
  });

  test('that has expired before the confirmation is made again', () => {
    expect(due(SITUATIONS.authorized, CAPTURE_BEFORE)).toEqual(['expire 1']);
    given(...SITUATIONS['authorization expired']).when({ type: 'ConfirmOrder' }).refused('OUT_OF_STEP');
    expect(due(SITUATIONS['authorization expired'])).toEqual(['pay']);
  });

  test('of which some was captured can be voided for the rest, and no more', () => {
    const part = SITUATIONS['confirmed, captured in part'];
    const rest = { type: 'RequestFollowUp', purpose: 'void', payment: KEY, at: REQUESTED_AT } as const;
    given(...part).when({ ...rest, amount: 1999 }).then(voidRequested(1999));
    given(...part).when({ ...rest, amount: 2000 }).thenNothing();
    given(...part).when({ ...rest, purpose: 'capture', amount: 1999 }).then(captureRequested(1999, 2));
    expect(fold([...part, voidRequested(1999), paymentVoided(1999)]).payments)
      .toMatchObject([{ authorized: 2999, captured: 1000, voided: 1999 }]);
  });
});
