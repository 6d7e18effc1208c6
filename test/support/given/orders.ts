import {
  KEY, TOTAL, authorizationExpired, captured, captureRequested, event, keyAbout, paymentAuthorized, paymentCaptured,
  paymentDeclined, paymentDeclinedForNow, paymentOnAccount, paymentOutcomeUnknown, paymentPending, paymentRefunded,
  paymentRequested, paymentTimedOut, paymentVoided, refundFailed, refundRequested, voidRequested,
} from './payments';
import type { OrderEvent } from '../../../lambda/domain/events';
import type { Order } from '../../../lambda/domain/order/order';
import { SKUS_PER_TRANSACTION, mergeBySku } from '../../../lambda/domain/order/stock-lines';
import type { CancellationReason } from '../../../lambda/domain/state/failure';

export * from './payments';

/** An order that keeps all rules: 2 x 12.50 and 1 x 4.99 GBP. */
export const anOrder = (changes: Partial<Order> = {}): Order => ({
  orderId: 'A-1',
  customer: { id: 'C-1', name: 'Ada Lovelace', email: 'ada@example.com', locale: 'en-GB' },
  currency: 'GBP',
  lines: [
    { sku: 'MUG', description: 'A mug', quantity: 2, unitPrice: 1250 },
    { sku: 'PEN', quantity: 1, unitPrice: 499 },
  ],
  payment: { method: 'card' },
  ...changes,
});

/** An order with one SKU more than fit into one transaction, with the total of the default order. */
export const LARGE = anOrder({
  lines: Array.from({ length: SKUS_PER_TRANSACTION + 1 }, (_, n) =>
    ({ sku: `S-${n}`, quantity: 1, unitPrice: n === 0 ? TOTAL : 0 })),
});

const noLines = { path: '$.lines', code: 'LINES_EMPTY', message: 'no lines' };

/** One event of each type, as the default order would have it. */
export const orderPlaced = (order = anOrder(), digest = 'digest-1') => event('OrderPlaced', { order, digest });
export const orderValidated = (total = TOTAL) => event('OrderValidated', { currency: 'GBP', total });
export const orderRejected = () => event('OrderRejected', { code: noLines.code, problems: [noLines] });
export const stockReserved = (order = anOrder()) => event('StockReserved', { lines: mergeBySku(order.lines) });
export const stockReservationFailed = () => event('StockReservationFailed', { lines: [{ sku: 'MUG', quantity: 2 }] });
export const stockReleased = (reason: CancellationReason = 'PAYMENT_DECLINED') =>
  event('StockReleased', { lines: mergeBySku(anOrder().lines), reason });
export const orderConfirmed = (total = TOTAL) => event('OrderConfirmed', { currency: 'GBP', total });
export const orderConfirmedUnsold = () => event('OrderConfirmed', { currency: 'GBP', total: TOTAL, unsold: true });
export const stockSold = (order = LARGE) => event('StockSold', { lines: mergeBySku(order.lines) });
export const cancellationRequested = () => event('CancellationRequested', { by: 'customer' });
export const orderCancelled = (reason: CancellationReason) => event('OrderCancelled', { reason, by: 'workflow' });
export const orderParked = (step = 'TakePayment') =>
  event('OrderParked', { step, error: 'Timeout', cause: 'no answer' });

export const retryRequested = () => event('RetryRequested', { by: 'support:jane' });

const FREE = anOrder({ lines: [{ sku: 'GIFT', quantity: 1, unitPrice: 0 }] });
const placed = [orderPlaced()];
const validated = [...placed, orderValidated()];
const reserved = [...validated, stockReserved()];
const requested = [...reserved, paymentRequested()];
const pending = [...requested, paymentPending()];
const timedOut = [...pending, paymentTimedOut()];
const paid = [...requested, paymentCaptured()];
const paidLarge = [orderPlaced(LARGE), orderValidated(), stockReserved(LARGE), paymentRequested(), paymentCaptured()];
const unsold = [...paidLarge, orderConfirmedUnsold()];
const declined = [...requested, paymentDeclined()];
const declinedAndCancelled = [...declined, stockReleased(), orderCancelled('PAYMENT_DECLINED')];
const lateCapture = [...declinedAndCancelled, paymentCaptured()];
const declinedForNow = [...requested, paymentDeclinedForNow()];
const paidTwice = [...declinedForNow, paymentRequested(2), paymentCaptured(2), paymentCaptured()];
const outOfStock = [...validated, stockReservationFailed()];
const authorized = [...reserved, paymentRequested(1, 'ON_SHIPMENT'), paymentAuthorized()];
const shipping = [...authorized, orderConfirmed()];
const regretsPending = [...pending, cancellationRequested()];
const refunding = [...paid, cancellationRequested(), refundRequested()];
const refunded = [...refunding, paymentRefunded()];

/** Every situation that an order can be in, by the events that lead there. */
export const SITUATIONS = {
  'new': [],
  'placed': placed,
  'validated': validated,
  'reserved': reserved,
  'reserved, free of charge': [orderPlaced(FREE), orderValidated(0), stockReserved(FREE)],
  'payment requested': requested,
  'payment unknown': [...requested, paymentOutcomeUnknown()],
  'payment pending': pending,
  'payment timed out': timedOut,
  'declined for now': declinedForNow,
  'second attempt requested': [...declinedForNow, paymentRequested(2)],
  'paid twice': paidTwice,
  'paid': paid,
  'on account': [...reserved, paymentOnAccount()],
  'authorized': authorized,
  'authorization expired': [...authorized, authorizationExpired()],
  'confirmed': [...paid, orderConfirmed()],
  'confirmed, authorized': shipping,
  'confirmed, captured in part': [...shipping, captureRequested(1000), captured(1000)],
  'confirmed, renewing': [...shipping, paymentRequested(2, 'ON_SHIPMENT', KEY)],
  'confirmed, renewed': [...shipping, paymentRequested(2, 'ON_SHIPMENT', KEY), paymentAuthorized(2)],
  'confirmed, expired': [...shipping, authorizationExpired()],
  'paid, too many SKUs for one transaction': paidLarge,
  'confirmed, unsold': unsold,
  'confirmed, unsold, parked': [...unsold, orderParked('ConfirmOrder')],
  'confirmed, then sold': [...unsold, stockSold()],
  'rejected': [...placed, orderRejected()],
  'out of stock': outOfStock,
  'out of stock, cancelled': [...outOfStock, orderCancelled('OUT_OF_STOCK')],
  'declined': declined,
  'declined, released': [...declined, stockReleased()],
  'declined, cancelled': declinedAndCancelled,
  'declined, then captured': [...declined, paymentCaptured()],
  'declined, released, then captured': [...declined, stockReleased(), paymentCaptured()],
  'declined, cancelled, then captured': lateCapture,
  'declined, cancelled, then captured and refunded': [...lateCapture, refundRequested(), paymentRefunded()],
  'cancellation requested while placed': [...placed, cancellationRequested()],
  'cancellation requested while validated': [...validated, cancellationRequested()],
  'cancellation requested while reserved': [...reserved, cancellationRequested()],
  'cancellation requested while paying': [...requested, cancellationRequested()],
  'cancellation requested while pending': regretsPending,
  'cancellation requested while pending, stopping': [...regretsPending, voidRequested()],
  'cancellation requested while pending, stopped': [...regretsPending, voidRequested(), paymentVoided()],
  'cancellation requested when paid': [...paid, cancellationRequested()],
  'cancellation requested when authorized': [...authorized, cancellationRequested()],
  'refund requested': refunding,
  'refund pending': [...refunding, paymentPending(keyAbout('refund'))],
  'refund refused': [...refunding, refundFailed()],
  'cancelled by customer, refunded': refunded,
  'cancelled by customer, released': [...refunded, stockReleased('CANCELLATION_REQUESTED')],
  'parked while reserved': [...reserved, orderParked()],
  'parked while reserved, retried': [...reserved, orderParked(), retryRequested()],
} as const satisfies Record<string, readonly OrderEvent[]>;

export type Situation = keyof typeof SITUATIONS;
