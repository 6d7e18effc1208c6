import { hold, release, sell } from '../../../../lambda/adapters/stock/moves';
import {
  receive,
  writeOf,
  receiptKey,
  reservationKey,
  skuKey,
  toStockLevel,
} from '../../../../lambda/adapters/stock/stock-items';

const LINE = { sku: 'MUG', quantity: 3 };

test.each([
  ['hold', hold, 'available', 'reserved'],
  ['release', release, 'reserved', 'available'],
  ['sell', sell, 'reserved', 'sold'],
] as const)('%s moves a quantity between two counters, if there is as much', (_, move, from, to) => {
  expect(writeOf({ table: 'stock', identity: 'Shop/Orders' }, move(LINE))).toEqual({
    Update: {
      TableName: 'stock',
      Key: { pk: { S: 'SKU#MUG' } },
      UpdateExpression: 'SET #from = #from - :q, #to = #to + :q',
      ConditionExpression: '#from >= :q',
      ExpressionAttributeNames: { '#from': from, '#to': to },
      ExpressionAttributeValues: { ':q': { N: '3' } },
    },
  });
});

test('goods that come in are on hand and available, and make the item where there is none', () => {
  expect(receive('stock', LINE).Update).toMatchObject({
    Key: { pk: { S: 'SKU#MUG' } },
    UpdateExpression: 'ADD onHand :q, available :q, reserved :zero, sold :zero',
    ExpressionAttributeValues: { ':q': { N: '3' }, ':zero': { N: '0' } },
  });
});

test('an item comes back as a level; counters that are not there are zero', () => {
  expect(toStockLevel({ ...skuKey('A#B'), onHand: { N: '5' }, available: { N: '2' }, reserved: { N: '3' } })).toEqual({
    sku: 'A#B',
    onHand: 5,
    available: 2,
    reserved: 3,
    sold: 0,
  });
});

test('keys of SKUs, reservations and receipts never meet', () => {
  const keys = [skuKey('A'), reservationKey({ identity: 'A', orderId: 'A' }), receiptKey('A')];
  expect(new Set(keys.map(key => key.pk!.S)).size).toBe(3);
});

test('reservations of two pipelines with the same order id have different keys', () => {
  expect(reservationKey({ identity: 'Shop/Orders', orderId: 'A-1' })).toEqual({
    pk: { S: 'RESERVATION#Shop/Orders#A-1' },
  });
  expect(reservationKey({ identity: 'Outlet/Orders', orderId: 'A-1' })).toEqual({
    pk: { S: 'RESERVATION#Outlet/Orders#A-1' },
  });
});
