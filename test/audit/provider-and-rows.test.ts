import { authorizedOnly, balanced, histories, onAccount, ordersWith } from './shop-books';
import { type BookedCharge, moneyAddsUp, providerAgrees } from '../../audit/money';
import type { OrderHistory } from '../../audit/tables';
import { rowsAreFolds } from '../../audit/view';

describe('the provider of payments', () => {
  const charge = (orderId: string, more: Partial<BookedCharge> = {}): BookedCharge =>
    ({ key: orderId, orderId, amount: 300, currency: 'GBP', held: 0, kept: 300, charges: 1, ...more });
  const refunded = charge('refunded', { kept: 0 });
  const refund: BookedCharge = { key: 'r', orderId: 'refunded', amount: 300, currency: 'GBP', payment: 'refunded' };
  const right = [charge('paid'), charge('guest'), refunded, refund];

  test('agrees where it keeps the amounts of the confirmed orders', () => {
    const name = 'the provider keeps what is due';
    expect(providerAgrees(balanced, right)).toEqual({ name, ok: true, detail: '2 charges of as many paid orders' });
    expect(providerAgrees(balanced, [...right, charge('bad', { kept: 0, charges: 0 })]).ok).toBe(true);
  });

  test('agrees where it holds what is authorized, and money adds up without it', () => {
    const orders = ordersWith('guest', authorizedOnly);
    const detail = '1 charges of as many paid orders, 1 authorizations';
    const books = [charge('paid'), charge('guest', { held: 300, kept: 0 }), refunded, refund];
    expect(providerAgrees({ ...balanced, orders }, books)).toMatchObject({ ok: true, detail });
    expect(moneyAddsUp({ ...balanced, orders })).toMatchObject({
      ok: true,
      detail: '600 captured - 300 refunded = 600 confirmed - 300 authorized and not captured, in pence',
    });
    const taken = [charge('paid'), charge('guest'), refunded, refund];
    expect(providerAgrees({ ...balanced, orders }, taken).detail)
      .toBe('not due: 300 GBP for guest, not held: 300 GBP for guest');
  });

  test('is not asked about orders on account', () => {
    const orders = ordersWith('guest', onAccount);
    expect(providerAgrees({ ...balanced, orders }, [charge('paid'), refunded, refund]).ok).toBe(true);
    expect(moneyAddsUp({ ...balanced, orders })).toMatchObject({
      ok: true, detail: '600 captured - 300 refunded = 600 confirmed - 300 on account, in pence',
    });
  });

  test.each<[string, BookedCharge[], string]>([
    ['never charged', [charge('paid'), refunded], 'not kept: 300 GBP for guest'],
    ['charged twice', [...right, charge('guest', { key: 'again' })], 'not due: 300 GBP for guest'],
    ['charged twice under one key', [charge('paid', { charges: 2 }), charge('guest'), refunded], 'charged 2 times under one key: paid'],
    ['charged another amount', [charge('paid'), charge('guest', { kept: 299 }), refunded], 'not kept: 300 GBP for guest, not due: 299 GBP for guest'],
    ['charged another currency', [charge('paid'), charge('guest', { currency: 'EUR' }), refunded], 'not kept: 300 GBP for guest, not due: 300 EUR for guest'],
    ['charged and not confirmed', [...right, charge('bad')], 'not due: 300 GBP for bad'],
    ['refunded in part', [charge('paid'), charge('guest'), charge('refunded', { kept: 100 })], 'not due: 100 GBP for refunded'],
  ])('does not agree where an order was %s', (_, charges, detail) => {
    expect(providerAgrees(balanced, charges)).toMatchObject({ ok: false, detail });
  });

  test('agrees with the log, but not with the order, where a cancelled order keeps money', () => {
    const kept = histories.refunded.filter(({ event }) => event.type !== 'PaymentRefunded');
    const books = [charge('paid'), charge('guest'), charge('refunded')];
    expect(providerAgrees({ ...balanced, orders: ordersWith('refunded', kept) }, books))
      .toMatchObject({ ok: false, detail: 'not given back: 300 GBP for refunded' });
  });

  test('is asked in minor units where not all is in pounds', () => {
    const [placed, ...rest] = histories.guest;
    const { event } = placed!;
    const order = event.type === 'OrderPlaced' && { ...event.data.order, currency: 'JPY' };
    const placedInYen = { ...placed!, event: { type: 'OrderPlaced', data: { order, digest: 'd' } } };
    const inYen = [placedInYen, ...rest] as OrderHistory;
    const orders = new Map([...balanced.orders, ['guest', inYen]]);
    expect(moneyAddsUp({ ...balanced, orders }).detail).toMatch(/ = 600 confirmed, in minor units$/);
  });
});

describe('rows', () => {
  interface Row {
    readonly events: number;
    readonly last?: string;
  }
  const foldRow = (events: OrderHistory): Row => ({ events: events.length, last: events.at(-1)!.event.type });
  const rows = new Map([...balanced.orders].map(([orderId, events]) => [orderId, foldRow(events)]));
  const check = (more: [string, Row][]) => rowsAreFolds(balanced, new Map([...rows, ...more]), foldRow);

  test('are the folds of their events; a property that is undefined is as good as none', () => {
    expect(check([])).toEqual({ name: 'rows are the folds of their events', ok: true, detail: '4 rows' });
    const bare = new Map([...balanced.orders].map(([orderId, events]) => [orderId, { events: events.length }]));
    const foldBare = (events: OrderHistory): Row => ({ events: events.length, last: undefined });
    expect(rowsAreFolds(balanced, bare, foldBare).ok).toBe(true);
  });

  test.each<[string, [string, Row]]>([
    ['differs in one property', ['paid', { events: 6, last: 'PaymentCaptured' }]],
    ['shows less', ['paid', { events: 6 }]],
    ['is of no order', ['ghost', { events: 1 }]],
  ])('are not where one %s', (_, row) => {
    expect(check([row])).toMatchObject({ ok: false, detail: row[0] });
  });

  test('are not where one is missing', () => {
    const less = new Map([...rows].filter(([orderId]) => orderId !== 'paid'));
    expect(rowsAreFolds(balanced, less, foldRow)).toMatchObject({ ok: false, detail: 'paid' });
  });
});
