import {
  authorizedOnly, balanced, claim, confirmedUnsold, facts, histories, mail, mails, notificationOf, ordersWith, sent,
  stockSold, stored,
} from './shop-books';
import { offBalance } from '../../audit/balance';
import { checkBalances, checkHistories } from '../../audit/checks';
import type { RunFacts } from '../../audit/facts';
import type { SentMail } from '../../audit/mails';
import type { OrderHistory, Tables } from '../../audit/tables';
import type { OrderEvent } from '../../lambda/domain/events';

const namesOf = (balances: ReturnType<typeof checkBalances>) => balances.map(({ name }) => name);

/** The history of a confirmed order, as if its stock were too much for one transaction, and what follows. */
const unsold = (events: OrderHistory, ...more: readonly OrderEvent[]): OrderHistory =>
  stored(events[0]!.stream, [...events.slice(0, -1).map(({ event }) => event), confirmedUnsold, ...more]);

describe('the balances', () => {
  const off = (
    tables: Partial<Tables>, sentMails: SentMail[] | undefined = mails, more: Partial<RunFacts> = {},
  ): string[] => namesOf(offBalance(checkBalances({ ...balanced, ...tables }, { ...facts, ...more }, sentMails)));

  test('hold', () => {
    expect(off({})).toEqual([]);
    expect(namesOf(checkBalances(balanced, facts, undefined).filter(({ ok }) => ok === undefined)))
      .toEqual(['one mail for each order that has an address', 'mails on record are those sent']);
  });

  test('say what they compare, in these words', () => {
    expect(checkBalances(balanced, facts, mails).map(({ name, detail }) => `${name}: ${detail}`)).toEqual([
      'every order ended: 4 on record',
      'histories without gaps: versions 1 to n of every order',
      'stock adds up: 9 available + 0 reserved + 6 sold = 15 on hand',
      'reserved is what unfinished orders hold: orders 0, stock 0',
      'sold is what was confirmed: orders 6, stock 6',
      'money adds up: 900 captured - 300 refunded = 600 confirmed, in pence',
      'order view is current: 4 rows, each at its order\'s version',
      'one mail for each order that has an address: 1 mails, none twice',
      'mails on record are those sent: 1 sent, 1 on record',
    ]);
    expect(checkBalances(balanced, facts, undefined).slice(-2).map(({ detail }) => detail)).toEqual([
      '1 mails; not checked on AWS, where SES refuses senders that it does not know',
      'not checked on AWS',
    ]);
  });

  const [a, b] = balanced.stock as [Tables['stock'][number], Tables['stock'][number]];
  const gap: OrderHistory = [histories.bad[0]!, { ...histories.bad[1]!, version: 3 }];
  const mailOfBad = stored(notificationOf('bad'), [sent('MAIL', 'n')]);
  const withMail = new Map([...balanced.notifications, ['bad', mailOfBad]]);
  const bothOfMails = ['one mail for each order that has an address', 'mails on record are those sent'];
  test.each<[string, Partial<Tables>, string[]]>([
    ['a counter that is short', { stock: [{ ...a, available: 3 }, b] }, ['stock adds up']],
    ['a negative counter', { stock: [a, { ...b, available: 6, sold: -1 }] }, ['stock adds up', 'sold is what was confirmed']],
    ['stock sold twice', { stock: [{ ...a, available: 3, sold: 7 }, b] }, ['sold is what was confirmed']],
    ['the right number of the wrong SKU', { stock: [{ ...a, available: 7, sold: 3 }, { ...b, available: 2, sold: 3 }] }, ['sold is what was confirmed']],
    ['stock still reserved', { stock: [{ ...a, available: 3, reserved: 1 }, b] }, ['reserved is what unfinished orders hold']],
    ['an order that has not ended', { orders: ordersWith('guest', histories.guest.slice(0, 5)) }, ['every order ended', 'reserved is what unfinished orders hold', 'sold is what was confirmed', 'order view is current']],
    ['a gap', { orders: ordersWith('bad', gap) }, ['histories without gaps']],
    ['a read model behind', { view: new Map([...balanced.view, ['bad', { version: 1, status: 'PLACED' }]]) }, ['order view is current']],
    ['a row too many', { view: new Map([...balanced.view, ['ghost', { version: 1, status: 'PLACED' }]]) }, ['order view is current']],
    ['a mail that nobody is to get', { notifications: withMail }, bothOfMails],
    ['no mail', { notifications: new Map() }, bothOfMails],
  ])('are off for %s', (_, tables, expected) => {
    expect(off(tables)).toEqual(expected);
  });

  test('are off for a confirmed order whose stock is still to be sold, and name it', () => {
    const orders = ordersWith('guest', unsold(histories.guest));
    const stock = [{ ...a, reserved: 3, sold: 3 }, b];
    const [balance, ...others] = offBalance(checkBalances({ ...balanced, orders, stock }, facts, mails));
    const detail = 'ended, but stock or a refund is due: guest';
    expect([balance, others]).toEqual([{ name: 'every order ended', ok: false, detail }, []]);
    const sold = ordersWith('guest', unsold(histories.guest, stockSold));
    const view = new Map([...balanced.view, ['guest', { version: 7, status: 'CONFIRMED' as const }]]);
    expect(off({ orders: sold, view })).toEqual([]);
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
    const [orderId, events] = [...balanced.notifications][0]!;
    const claims = stored(notificationOf(orderId), [claim, claim, ...events.map(({ event }) => event)]);
    expect(off({ notifications: new Map([...balanced.notifications, [orderId, claims]]) }, again)).toEqual([]);
  });

  test('hold for an order that waits until its authorization is captured', () => {
    const row = { version: authorizedOnly.length, status: 'CONFIRMED' as const };
    const view = new Map([...balanced.view, ['guest', row]]);
    expect(off({ orders: ordersWith('guest', authorizedOnly), view })).toEqual([]);
  });

  test('are off for the money of a confirmed order that was given back', () => {
    const given = histories.refunded.find(({ event }) => event.type === 'PaymentRefunded')!;
    const guest = [...histories.guest, { ...given, version: 7 }];
    expect(off({ orders: ordersWith('guest', guest) })).toContain('money adds up');
  });

  test('are off for money taken and not given back', () => {
    const kept = histories.refunded.filter(({ event }) => event.type !== 'PaymentRefunded');
    expect(off({ orders: ordersWith('refunded', kept) })).toContain('money adds up');
  });

  test('name the first five of what is wrong, and count the others', () => {
    const stock = ['C', 'D', 'E', 'F', 'G', 'H', 'I'].map(sku => ({ ...b, sku, available: 4 }));
    const [wrong] = offBalance(checkBalances({ ...balanced, stock: [a, ...stock] }, facts, mails));
    expect(wrong).toEqual({ name: 'stock adds up', ok: false, detail: 'wrong for C, D, E, F, G and 2 more' });
  });
});

describe('the histories of orders that have ended', () => {
  const off = (orders: Tables['orders']) => offBalance(checkHistories({ ...balanced, orders }));
  /** The history with one event more, somewhere. */
  const insert = (events: OrderHistory, at: number, index: number): OrderHistory =>
    [...events.slice(0, at), { ...events[index]!, id: 'new', command: 'new' }, ...events.slice(at)]
      .map((event, version) => ({ ...event, version: version + 1 }));

  test('are right', () => {
    expect(off(balanced.orders)).toEqual([]);
  });

  const { guest, refunded } = histories;
  const [captured, refund] = refunded.slice(-4, -2) as [OrderHistory[number], OrderHistory[number]];
  const request = guest[3]!;
  const another = {
    ...request, event: { ...request.event, data: { ...request.event.data, key: 'k2' } },
  } as OrderHistory[number];
  const followedBy = (events: OrderHistory, ...more: OrderHistory): OrderHistory => [...events, ...more]
    .map((event, index) => ({ ...event, version: index + 1, id: `id-${index}`, command: `command-${index}` }));

  test('fault 41: are right where a capture came to light after the cancellation, and was refunded', () => {
    const before = refunded.filter(event => event !== captured && event !== refund);
    expect(off(ordersWith('refunded', followedBy(before, captured, refund)))).toEqual([]);
  });

  test('are right where a payment that came twice is given back after the confirmation', () => {
    const [refundRequest] = refunded.filter(({ event }) => event.type === 'RefundRequested');
    expect(off(ordersWith('guest', followedBy(guest, refundRequest!, refund)))).toEqual([]);
  });

  test('fault 12: are right where stock is sold after the confirmation, even if that failed before', () => {
    const parked: OrderEvent = { type: 'OrderParked', data: { step: 'ConfirmOrder', error: 'Any', cause: '' } };
    expect(off(ordersWith('guest', unsold(guest, parked, stockSold)))).toEqual([]);
  });

  test.each<[string, OrderHistory, string]>([
    ['stock is sold that was sold with the confirmation', [...guest, { ...unsold(guest, stockSold).at(-1)!, id: 'new' }], 'one end for each order'],
    ['a version is missing', guest.filter(({ version }) => version !== 3), 'histories without gaps'],
    ['a command has two events', guest.map(event => ({ ...event, command: 'same' })), 'one event for each command'],
    ['an event id is there twice', guest.map(event => ({ ...event, id: 'same' })), 'one event for each command'],
    ['the end is missing', guest.slice(0, -1), 'one end for each order'],
    ['there are two ends', insert(guest, 6, 5), 'one end for each order'],
    ['something comes after the end', insert(guest, 6, 1), 'one end for each order'],
    ['stock is released after the confirmation', followedBy(guest, refunded.at(-2)!), 'one end for each order'],
    ['a payment is requested after the cancellation', followedBy(refunded, another), 'one end for each order'],
    ['stock is reserved twice', insert(guest, 3, 2), 'each step at most once'],
    ['money is taken twice', insert(guest, 5, 4), 'each step at most once'],
  ])('are wrong where %s', (_, events, name) => {
    expect(off(ordersWith('guest', events))).toEqual([{ name, ok: false, detail: 'guest' }]);
  });
});
