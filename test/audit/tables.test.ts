import { balanced, histories } from './shop-books';
import { isMailed } from '../../audit/ending';
import { toTables } from '../../audit/tables';
import { UnknownEvent } from '../../lambda/orders/stored-event';
import { toItem } from '../../lambda/orders/stored-item';

const items = [...histories.paid, ...histories.bad, ...balanced.notifications.get('paid')!].map(toItem);
const bare = <T>(value: T): T => JSON.parse(JSON.stringify(value)) as T;

test('items in any order become histories in their order', () => {
  const view = [{ orderId: 'paid', version: 6, status: 'CONFIRMED' as const }];
  const tables = toTables({ events: [...items].reverse(), stock: balanced.stock, view });
  expect(bare([...tables.orders].sort())).toEqual(bare([['bad', histories.bad], ['paid', histories.paid]]));
  expect(bare([...tables.notifications])).toEqual(bare([...balanced.notifications]));
  expect(tables.stock).toBe(balanced.stock);
  expect(tables.view.get('paid')).toMatchObject({ version: 6, status: 'CONFIRMED' });
});

test('an event that nobody knows is not passed over', () => {
  const unknown = { ...items[0]!, t: { S: 'OrderDreamt' } };
  const stranger = { ...items[0]!, pk: { S: 'STREAM#1' } };
  for (const item of [unknown, stranger]) {
    expect(() => toTables({ events: [item], stock: [], view: [] })).toThrow(UnknownEvent);
  }
});

test('customers get mail about what is confirmed or cancelled', () => {
  expect((['NEW', 'PLACED', 'PAID', 'CONFIRMED', 'REJECTED', 'CANCELLED', 'NOT_ENDED'] as const).filter(isMailed))
    .toEqual(['CONFIRMED', 'CANCELLED']);
});
