import { IDENTITY } from './identity';
import type { EventData, OrderEvent } from '../../../lambda/domain/events';
import type { Order } from '../../../lambda/domain/order/order';
import { SKUS_PER_TRANSACTION, mergeBySku } from '../../../lambda/domain/order/stock-lines';
import type { CancellationReason } from '../../../lambda/domain/state/failure';
import { chargeKey } from '../../../lambda/domain/state/payment-key';

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

export const TOTAL = 2999;
export const REQUESTED_AT = '2026-01-01T12:03:00.000Z';
export const KEY = chargeKey({ identity: IDENTITY, orderId: 'A-1', attempt: 1 });
const money = { key: KEY, amount: TOTAL, currency: 'GBP' };

const event = <T extends OrderEvent['type']>(type: T, data: EventData<T>) =>
  ({ type, data }) as Extract<OrderEvent, { type: T }>;

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
export const paymentRequested = () =>
  event('PaymentRequested', { ...money, attempt: 1, method: 'card', requestedAt: REQUESTED_AT });
export const paymentCaptured = () => event('PaymentCaptured', { ...money, reference: 'ref-1' });
export const paymentDeclined = () => event('PaymentDeclined', { key: KEY, code: 'CARD_DECLINED' });
export const paymentRefunded = () => event('PaymentRefunded', { ...money, reference: 'refund-1' });
export const paymentOutcomeUnknown = (error = 'PaymentOutcomeUnknown', cause = '') =>
  event('PaymentOutcomeUnknown', { key: KEY, step: 'TakePayment', error, cause });
export const orderConfirmed = (total = TOTAL) => event('OrderConfirmed', { currency: 'GBP', total });
export const orderConfirmedUnsold = () => event('OrderConfirmed', { currency: 'GBP', total: TOTAL, unsold: true });
export const stockSold = (order = LARGE) => event('StockSold', { lines: mergeBySku(order.lines) });
export const cancellationRequested = () => event('CancellationRequested', { by: 'customer' });
export const orderCancelled = (reason: CancellationReason) => event('OrderCancelled', { reason, by: 'workflow' });
export const orderParked = (step = 'TakePayment') =>
  event('OrderParked', { step, error: 'Timeout', cause: 'no answer' });

const FREE = anOrder({ lines: [{ sku: 'GIFT', quantity: 1, unitPrice: 0 }] });
const placed = [orderPlaced()];
const validated = [...placed, orderValidated()];
const reserved = [...validated, stockReserved()];
const requested = [...reserved, paymentRequested()];
const paid = [...requested, paymentCaptured()];
const paidLarge = [orderPlaced(LARGE), orderValidated(), stockReserved(LARGE), paymentRequested(), paymentCaptured()];
const unsold = [...paidLarge, orderConfirmedUnsold()];
const declined = [...requested, paymentDeclined()];
const declinedAndCancelled = [...declined, stockReleased(), orderCancelled('PAYMENT_DECLINED')];
const outOfStock = [...validated, stockReservationFailed()];

/** Every situation that an order can be in, by the events that lead there. */
export const SITUATIONS = {
  'new': [],
  'placed': placed,
  'validated': validated,
  'reserved': reserved,
  'reserved, free of charge': [orderPlaced(FREE), orderValidated(0), stockReserved(FREE)],
  'payment requested': requested,
  'payment unknown': [...requested, paymentOutcomeUnknown()],
  'paid': paid,
  'confirmed': [...paid, orderConfirmed()],
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
  'declined, cancelled, then captured': [...declinedAndCancelled, paymentCaptured()],
  'declined, cancelled, then captured and refunded': [...declinedAndCancelled, paymentCaptured(), paymentRefunded()],
  'cancellation requested while placed': [...placed, cancellationRequested()],
  'cancellation requested while validated': [...validated, cancellationRequested()],
  'cancellation requested while reserved': [...reserved, cancellationRequested()],
  'cancellation requested while paying': [...requested, cancellationRequested()],
  'cancellation requested when paid': [...paid, cancellationRequested()],
  'cancelled by customer, refunded': [...paid, cancellationRequested(), paymentRefunded()],
  'cancelled by customer, released': [
    ...paid, cancellationRequested(), paymentRefunded(), stockReleased('CANCELLATION_REQUESTED'),
  ],
  'parked while reserved': [...reserved, orderParked()],
} as const satisfies Record<string, readonly OrderEvent[]>;

export type Situation = keyof typeof SITUATIONS;
