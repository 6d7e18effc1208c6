import { IDENTITY } from './identity';
import type { EventData, OrderEvent } from '../../../lambda/domain/events';
import { followUpKey, paymentKey } from '../../../lambda/domain/state/money/payment-key';
import type { FollowUp } from '../../../lambda/domain/state/money/payments';

/** The total of the default order, in pence. */
export const TOTAL = 2999;
export const REQUESTED_AT = '2026-01-01T12:03:00.000Z';
export const AUTHORIZED_AT = '2026-01-01T12:04:00.000Z';
/** A week later. So the authorization is about to end on 7 January at 12:04. */
export const CAPTURE_BEFORE = '2026-01-08T12:04:00.000Z';
/** Ten minutes after the request, and a day after it. */
export const LOOK_AT = '2026-01-01T12:13:00.000Z';
export const ANSWER_BEFORE = '2026-01-02T12:03:00.000Z';

/** The key of the nth attempt to pay the default order. */
export const keyOf = (attempt: number): string => paymentKey({ identity: IDENTITY, orderId: 'A-1', attempt });
export const KEY = keyOf(1);
/** The key of the nth request about the first attempt. */
export const keyAbout = (purpose: FollowUp['purpose'], nth = 1): string => followUpKey(KEY, purpose, nth);

export const event = <T extends OrderEvent['type']>(type: T, data: EventData<T>) =>
  ({ type, data }) as Extract<OrderEvent, { type: T }>;

const currency = 'GBP';

/** The events of an attempt to pay the default order. */
export const paymentRequested = (
  attempt = 1, capture: 'IMMEDIATE' | 'ON_SHIPMENT' = 'IMMEDIATE', renews?: string,
) => event('PaymentRequested', {
  key: keyOf(attempt),
  attempt,
  amount: TOTAL,
  currency,
  method: 'card',
  capture,
  ...(renews !== undefined && { renews }),
  requestedAt: REQUESTED_AT,
});
export const paymentPending = (key = KEY) =>
  event('PaymentPending', { key, lookAt: LOOK_AT, answerBefore: ANSWER_BEFORE });
export const paymentAuthorized = (attempt = 1) =>
  event('PaymentAuthorized', {
    key: keyOf(attempt),
    amount: TOTAL,
    currency,
    reference: `ref-${attempt}`,
    authorizedAt: AUTHORIZED_AT,
    captureBefore: CAPTURE_BEFORE,
  });
export const paymentCaptured = (attempt = 1) => {
  const key = keyOf(attempt);
  return event('PaymentCaptured', { key, payment: key, amount: TOTAL, currency, reference: `ref-${attempt}` });
};
export const paymentDeclined = (attempt = 1) =>
  event('PaymentDeclined', { key: keyOf(attempt), code: 'CARD_DECLINED' });
export const paymentDeclinedForNow = (attempt = 1) =>
  event('PaymentDeclined', { key: keyOf(attempt), code: 'CARD_DECLINED', retry: true });
export const paymentTimedOut = (attempt = 1) =>
  event('PaymentDeclined', { key: keyOf(attempt), code: 'NO_ANSWER', timedOut: true });
export const authorizationExpired = (amount = TOTAL) => event('AuthorizationExpired', { key: KEY, amount, currency });
export const paymentOnAccount = () => event('PaymentOnAccount', { amount: TOTAL, currency });
export const paymentOutcomeUnknown = (error = 'PaymentOutcomeUnknown', cause = '') =>
  event('PaymentOutcomeUnknown', { key: KEY, step: 'TakePayment', error, cause });

/** The events of the nth capture, void or refund of the first attempt. */
const about = (purpose: FollowUp['purpose'], amount: number, nth: number) =>
  ({ key: keyAbout(purpose, nth), payment: KEY, amount, currency });
const requestedAt = REQUESTED_AT;
export const captureRequested = (amount = TOTAL, nth = 1) =>
  event('CaptureRequested', { ...about('capture', amount, nth), requestedAt });
export const captured = (amount = TOTAL, nth = 1) =>
  event('PaymentCaptured', { ...about('capture', amount, nth), reference: `capture-${nth}` });
export const captureFailed = (nth = 1) =>
  event('CaptureFailed', { key: keyAbout('capture', nth), payment: KEY, code: 'REFUSED' });
export const voidRequested = (amount = TOTAL, nth = 1) =>
  event('VoidRequested', { ...about('void', amount, nth), requestedAt });
export const paymentVoided = (amount = TOTAL, nth = 1) => event('PaymentVoided', about('void', amount, nth));
export const voidFailed = (nth = 1) =>
  event('VoidFailed', { key: keyAbout('void', nth), payment: KEY, code: 'REFUSED' });
export const refundRequested = (amount = TOTAL, nth = 1) =>
  event('RefundRequested', { ...about('refund', amount, nth), requestedAt });
export const paymentRefunded = (amount = TOTAL, nth = 1) =>
  event('PaymentRefunded', { ...about('refund', amount, nth), reference: `refund-${nth}` });
export const refundFailed = (nth = 1) =>
  event('RefundFailed', { key: keyAbout('refund', nth), payment: KEY, code: 'REFUSED' });
