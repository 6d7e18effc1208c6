/** The books of a small shop that balance: two confirmed orders, one rejected, one cancelled and refunded. */
import type { RunFacts } from '../../audit/facts';
import type { SentMail } from '../../audit/mails';
import type { OrderHistory, Tables } from '../../audit/tables';
import type { OrderEvent } from '../../lambda/domain/events';
import { fold } from '../../lambda/domain/fold';
import type { NotificationEvent } from '../../lambda/domain/notification';
import type { Order } from '../../lambda/domain/order/order';
import { type EventLike, type StoredEvent } from '../../lambda/orders/stored-event';
import { notificationStream, orderStream } from '../../lambda/orders/streams';

export const NOON = Date.parse('2026-01-01T12:00:00.000Z');

/** Events of a stream; `after` says how many milliseconds after noon each was stored. */
export function stored<E extends EventLike>(
  stream: string, events: readonly E[], after: readonly number[] = [],
): Array<StoredEvent<E>> {
  return events.map((event, index) => ({
    stream,
    version: index + 1,
    id: `${stream}-${index + 1}`,
    time: new Date(NOON + (after[index] ?? 0)).toISOString(),
    command: event.type,
    correlation: 'c',
    schemaVersion: 1,
    event,
  }));
}

const order = (orderId: string, email?: string): Order => ({
  orderId,
  customer: { ...(email && { email }) },
  currency: 'GBP',
  payment: { method: 'card' },
  lines: [{ sku: 'A', quantity: 2, unitPrice: 100 }, { sku: 'A', quantity: 1, unitPrice: 100 }],
});
const lines = [{ sku: 'A', quantity: 3 }];
const price = { amount: 300, currency: 'GBP' };
const placed = (orderId: string, email?: string): OrderEvent =>
  ({ type: 'OrderPlaced', data: { order: order(orderId, email), digest: 'd' } });
const rejected: OrderEvent = { type: 'OrderRejected', data: { code: 'PRICE_NEGATIVE', problems: [] } };
const reserved: OrderEvent[] = [
  { type: 'OrderValidated', data: { currency: 'GBP', total: 300 } },
  { type: 'StockReserved', data: { lines } },
  { type: 'PaymentRequested', data: { key: 'k', attempt: 1, method: 'card', capture: 'IMMEDIATE', requestedAt: 'noon', ...price } },
];
const captured: OrderEvent = { type: 'PaymentCaptured', data: { key: 'k', payment: 'k', reference: 'r', ...price } };
const confirmed: OrderEvent = { type: 'OrderConfirmed', data: { currency: 'GBP', total: 300 } };
/** In place of `confirmed`, as if the stock were too much for one transaction. */
export const confirmedUnsold: OrderEvent = {
  type: 'OrderConfirmed', data: { currency: 'GBP', total: 300, unsold: true },
};
export const stockSold: OrderEvent = { type: 'StockSold', data: { lines } };
const cancelled: OrderEvent[] = [
  { type: 'CancellationRequested', data: { by: 'x' } },
  captured,
  { type: 'RefundRequested', data: { key: 'k-r', payment: 'k', requestedAt: 'noon', ...price } },
  { type: 'PaymentRefunded', data: { key: 'k-r', payment: 'k', reference: 'r', ...price } },
  { type: 'StockReleased', data: { lines, reason: 'CANCELLATION_REQUESTED' } },
  { type: 'OrderCancelled', data: { reason: 'CANCELLATION_REQUESTED', by: 'workflow' } },
];

const history = (orderId: string, events: readonly OrderEvent[], after: readonly number[]): OrderHistory =>
  stored(orderStream(orderId), events, after);

export const histories = {
  paid: history('paid', [placed('paid', 'a@example.com'), ...reserved, captured, confirmed], [0, 1, 2, 3, 4, 1_000]),
  guest: history('guest', [placed('guest'), ...reserved, captured, confirmed], [500, 0, 0, 0, 0, 4_500]),
  bad: history('bad', [placed('bad', 'b@example.com'), rejected], [0, 200]),
  refunded: history('refunded', [placed('refunded'), ...reserved, ...cancelled], [0, 0, 0, 0, 0, 0, 0, 0, 0, 300]),
};

/** The guest's order, authorized and not captured. */
export const authorizedOnly: OrderHistory = history('guest', [
  placed('guest'),
  ...reserved.slice(0, -1),
  { type: 'PaymentRequested', data: { key: 'k', attempt: 1, method: 'card', capture: 'ON_SHIPMENT', requestedAt: 'noon', ...price } },
  {
    type: 'PaymentAuthorized',
    data: {
      key: 'k',
      reference: 'r',
      authorizedAt: new Date(NOON).toISOString(),
      captureBefore: new Date(NOON + 1000).toISOString(),
      ...price,
    },
  },
  confirmed,
], []);
/** The guest's order, charged to an account. */
export const onAccount: OrderHistory = history('guest', [
  placed('guest'), ...reserved.slice(0, -1), { type: 'PaymentOnAccount', data: price }, confirmed,
], []);

export const notificationOf = (orderId: string): string =>
  notificationStream({ orderId, notifier: 'Notifications', eventId: 'e' });
export const claim: NotificationEvent = {
  type: 'NotificationRequested',
  data: { eventId: 'e', eventType: 'OrderConfirmed' },
};
export const sent = (channel: 'MAIL' | 'TOPIC', messageId: string): NotificationEvent =>
  ({ type: 'NotificationSent', data: { eventId: 'e', channel, messageId } });
export const mail = (MessageId: string, to: string, orderId: string): SentMail =>
  ({ MessageId, To: [to], Subject: `Your order ${orderId} is confirmed` });

export const balanced: Tables = {
  orders: new Map(Object.entries(histories)),
  commands: new Map(),
  notifications: new Map([
    ['paid', stored(notificationOf('paid'), [claim, sent('TOPIC', 't'), sent('MAIL', 'm')])],
  ]),
  stock: [
    { sku: 'A', onHand: 10, available: 4, reserved: 0, sold: 6 },
    { sku: 'B', onHand: 5, available: 5, reserved: 0, sold: 0 },
  ],
  view: new Map(Object.entries(histories).map(([orderId, events]) =>
    [orderId, { version: events.length, status: fold(events.map(({ event }) => event)).status }])),
};
export const mails = [mail('m', 'a@example.com', 'paid')];

export const facts: RunFacts = {
  sent: Object.keys(histories), refused: new Map(), endedBefore: new Set(), startedAt: NOON - 500,
};

/** The orders, one of them with another history. */
export const ordersWith = (orderId: keyof typeof histories, events: OrderHistory): Tables['orders'] =>
  new Map(Object.entries({ ...histories, [orderId]: events }));
