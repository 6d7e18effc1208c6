import { type Balance, checkBalances } from '../../demo/balances';
import { type RunFacts, countBy, makeReport, percentile } from '../../demo/report';
import type { Tables } from '../../demo/tables';
import type { OrderEvent } from '../../lambda/domain/events';
import type { NotificationEvent } from '../../lambda/domain/notification';
import type { Order } from '../../lambda/domain/order/order';
import { fold } from '../../lambda/domain/fold';
import { type EventLike, type StoredEvent } from '../../lambda/orders/stored-event';
import { notificationStream, orderStream } from '../../lambda/orders/streams';
import type { SesMessage } from '../../local-aws/emulator';

const NOON = Date.parse('2026-01-01T12:00:00.000Z');

function stored<E extends EventLike>(stream: string, events: readonly E[], after: readonly number[] = []): Array<StoredEvent<E>> {
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
const placed = (orderId: string, email?: string): OrderEvent => ({ type: 'OrderPlaced', data: { order: order(orderId, email), digest: 'd' } });
const validated: OrderEvent = { type: 'OrderValidated', data: { currency: 'GBP', total: 300 } };
const reserved: OrderEvent = { type: 'StockReserved', data: { lines } };
const requested: OrderEvent = { type: 'PaymentRequested', data: { key: 'k', attempt: 1, amount: 300, currency: 'GBP', method: 'card' } };
const captured: OrderEvent = { type: 'PaymentCaptured', data: { key: 'k', amount: 300, currency: 'GBP', reference: 'r' } };
const confirmed: OrderEvent = { type: 'OrderConfirmed', data: { currency: 'GBP', total: 300 } };

const histories: Record<string, Array<StoredEvent<OrderEvent>>> = {
  paid: stored(orderStream('paid'), [placed('paid', 'a@example.com'), validated, reserved, requested, captured, confirmed], [0, 1, 2, 3, 4, 1_000]),
  guest: stored(orderStream('guest'), [placed('guest'), validated, reserved, requested, captured, confirmed], [500, 0, 0, 0, 0, 4_500]),
  bad: stored(orderStream('bad'), [placed('bad', 'b@example.com'), { type: 'OrderRejected', data: { code: 'PRICE_NEGATIVE', problems: [] } }], [0, 200]),
  refunded: stored(orderStream('refunded'), [
    placed('refunded'), validated, reserved, requested, { type: 'CancellationRequested', data: { by: 'x' } }, captured,
    { type: 'PaymentRefunded', data: { key: 'k', amount: 300, currency: 'GBP', reference: 'r' } },
    { type: 'StockReleased', data: { lines, reason: 'CANCELLATION_REQUESTED' } },
    { type: 'OrderCancelled', data: { reason: 'CANCELLATION_REQUESTED', by: 'workflow' } },
  ], [0, 0, 0, 0, 0, 0, 0, 0, 300]),
};

const claim: NotificationEvent = { type: 'NotificationRequested', data: { eventId: 'e', eventType: 'OrderConfirmed' } };
const sent = (channel: 'MAIL' | 'TOPIC', messageId: string): NotificationEvent => ({ type: 'NotificationSent', data: { eventId: 'e', channel, messageId } });
const mail = (MessageId: string, to: string, orderId: string): SesMessage => ({
  MessageId, Source: 's', To: [to], CC: [], BCC: [], Subject: `Your order ${orderId} is confirmed`, BodyText: '', BodyHtml: '', Timestamp: 0, Type: 'SendEmail',
});

const balanced: Tables = {
  orders: new Map(Object.entries(histories)),
  notifications: new Map([['paid', stored(notificationStream('paid'), [claim, sent('TOPIC', 't'), sent('MAIL', 'm')])]]),
  stock: [{ sku: 'A', onHand: 10, available: 4, reserved: 0, sold: 6 }, { sku: 'B', onHand: 5, available: 5, reserved: 0, sold: 0 }],
  view: new Map(Object.entries(histories).map(([orderId, events]) =>
    [orderId, { version: events.length, status: fold(events.map(({ event }) => event)).status }])),
};
const facts: RunFacts = {
  endpoint: null, outputs: { TopicArn: 'arn' }, sent: Object.keys(histories), refused: new Map(), endedBefore: new Set(), startedAt: NOON - 500,
};
const mails = [mail('m', 'a@example.com', 'paid')];

describe('the report', () => {
  test('adds up the tables', () => {
    expect(makeReport(balanced, facts)).toEqual({
      endpoint: null,
      outputs: { TopicArn: 'arn' },
      orders: { total: 4, confirmed: 2, rejected: { PRICE_NEGATIVE: 1 }, cancelled: { CANCELLATION_REQUESTED: 1 }, open: 0 },
      events: 23,
      mails: 1,
      stock: { onHand: 15, available: 9, reserved: 0, sold: 6 },
      money: { currency: 'GBP', captured: 900, refunded: 300, confirmed: 600 },
      seconds: 5,
      ordersPerSecond: 0.8,
      acceptedToFinalMs: { p50: 300, p99: 4_000 },
    });
  });

  test('takes speed from what this run has ended, and is 0 where that is nothing', () => {
    const one = makeReport(balanced, { ...facts, endedBefore: new Set(['paid', 'guest', 'bad']) });
    expect(one).toMatchObject({ seconds: 0.8, ordersPerSecond: 1.25, acceptedToFinalMs: { p50: 300, p99: 300 } });
    const none = makeReport(balanced, { ...facts, endedBefore: new Set(facts.sent) });
    expect(none).toMatchObject({ seconds: 0, ordersPerSecond: 0, acceptedToFinalMs: { p50: 300, p99: 4_000 } });
  });

  test('counts what was put aside as rejected, and what is nowhere as open', () => {
    const { orders } = makeReport(balanced, { ...facts, sent: [...facts.sent, 'large', 'lost'], refused: new Map([['large', 'ORDER_TOO_LARGE'], ['paid', 'ORDER_ID_CONFLICT']]) });
    expect(orders).toEqual({ total: 6, confirmed: 2, rejected: { ORDER_TOO_LARGE: 1, PRICE_NEGATIVE: 1 }, cancelled: { CANCELLATION_REQUESTED: 1 }, open: 1 });
  });

  test('of nothing is all zeros', () => {
    const empty = makeReport({ orders: new Map(), notifications: new Map(), stock: [], view: new Map() }, { ...facts, sent: [] });
    expect(empty).toMatchObject({ orders: { total: 0, open: 0 }, events: 0, mails: 0, seconds: 0, ordersPerSecond: 0, acceptedToFinalMs: { p50: 0, p99: 0 } });
  });
});

describe('the balances', () => {
  const off = (tables: Partial<Tables>, sentMails: SesMessage[] | undefined = mails, more: Partial<RunFacts> = {}): string[] =>
    checkBalances({ ...balanced, ...tables }, { ...facts, ...more }, sentMails).filter(({ ok }: Balance) => ok === false).map(({ name }) => name);
  const without = (orderId: string, from: number) => new Map(Object.entries({ ...histories, [orderId]: histories[orderId]!.slice(0, from) }));

  test('hold', () => {
    expect(off({})).toEqual([]);
    expect(checkBalances(balanced, facts, undefined).filter(({ ok }) => ok === undefined).map(({ name }) => name))
      .toEqual(['one mail for each order that has an address', 'mails on record are those sent']);
  });

  const [a, b] = balanced.stock as [Tables['stock'][number], Tables['stock'][number]];
  test.each<[string, Partial<Tables>, string[]]>([
    ['a counter that is short', { stock: [{ ...a, available: 3 }, b] }, ['stock adds up']],
    ['a negative counter', { stock: [a, { ...b, available: 6, sold: -1 }] }, ['stock adds up', 'sold is what was confirmed']],
    ['stock sold twice', { stock: [{ ...a, available: 3, sold: 7 }, b] }, ['sold is what was confirmed']],
    ['the right number of the wrong SKU', { stock: [{ ...a, available: 7, sold: 3 }, { ...b, available: 2, sold: 3 }] }, ['sold is what was confirmed']],
    ['stock still reserved', { stock: [{ ...a, available: 3, reserved: 1 }, b] }, ['reserved is what open orders hold']],
    ['an order that is open', { orders: without('guest', 5) }, ['every order ended', 'reserved is what open orders hold', 'sold is what was confirmed', 'order view is current']],
    ['a gap', { orders: new Map([...balanced.orders, ['bad', [histories.bad![0]!, { ...histories.bad![1]!, version: 3 }]]]) }, ['histories without gaps']],
    ['a read model behind', { view: new Map([...balanced.view, ['bad', { version: 1, status: 'PLACED' }]]) }, ['order view is current']],
    ['a row too many', { view: new Map([...balanced.view, ['ghost', { version: 1, status: 'PLACED' }]]) }, ['order view is current']],
    ['a mail that nobody is to get', { notifications: new Map([...balanced.notifications, ['bad', stored(notificationStream('bad'), [sent('MAIL', 'n')])]]) },
      ['one mail for each order that has an address', 'mails on record are those sent']],
    ['no mail', { notifications: new Map() }, ['one mail for each order that has an address', 'mails on record are those sent']],
  ])('are off for %s', (_, tables, expected) => {
    expect(off(tables)).toEqual(expected);
  });

  test('are off for an order that was sent and is nowhere, and name it', () => {
    const [balance] = checkBalances(balanced, { ...facts, sent: [...facts.sent, 'lost'] }, mails);
    expect(balance).toEqual({ name: 'every order ended', ok: false, detail: 'not on record: lost' });
  });

  test.each([
    ['sent twice', [...mails, mail('n', 'a@example.com', 'paid')]],
    ['sent to somebody else', [mail('m', 'b@example.com', 'paid')]],
    ['about another order', [mail('m', 'a@example.com', 'other')]],
    ['not sent at all', []],
  ])('are off for a mail %s', (_, wrong) => {
    expect(off({}, wrong)).toEqual(['mails on record are those sent']);
  });

  test('hold for a mail sent again, where its notification had to be claimed again', () => {
    const again = [...mails, mail('n', 'a@example.com', 'paid')];
    const claimed: NotificationEvent = { type: 'NotificationRequested', data: { eventId: 'e', eventType: 'OrderConfirmed' } };
    const [orderId, events] = [...balanced.notifications][0]!;
    const claims = stored(notificationStream(orderId), [claimed, claimed, ...events.map(({ event }) => event)]);
    expect(off({ notifications: new Map([...balanced.notifications, [orderId, claims]]) }, again)).toEqual([]);
  });

  test('are off for money taken and not given back', () => {
    const kept = new Map([...balanced.orders, ['refunded', histories.refunded!.filter(({ event }) => event.type !== 'PaymentRefunded')]]);
    expect(off({ orders: kept })).toContain('money adds up');
  });
});

test('a percentile is one of the values', () => {
  expect(percentile([], 0.5)).toBe(0);
  expect(percentile([3, 1, 2], 0.5)).toBe(2);
  expect(percentile([1, 2, 3, 4], 0.5)).toBe(2);
  expect(percentile(Array.from({ length: 100 }, (_, index) => 100 - index), 0.99)).toBe(99);
  expect(percentile([7], 0.99)).toBe(7);
});

test('names are counted, the most frequent first', () => {
  expect(Object.entries(countBy(['b', 'a', 'c', 'c']))).toEqual([['c', 2], ['a', 1], ['b', 1]]);
});
