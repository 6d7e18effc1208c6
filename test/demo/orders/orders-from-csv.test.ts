import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import * as path from 'node:path';
import { ordersFromCsv, pence, readCsvFiles } from '../../../demo/orders/orders-from-csv';
import { BadInput } from '../../../demo/terminal/bad-input';
import { parseOrder } from '../../../lambda/domain/order/validation';

const HEADER = 'InvoiceNo,StockCode,Description,Quantity,InvoiceDate,UnitPrice,CustomerID,Country';
const file = (...rows: string[]) => ({ name: 'orders.csv', text: [HEADER, ...rows].join('\n') });
const one = (...rows: string[]) => ordersFromCsv([file(...rows)])[0]!;
const codeOf = (input: unknown) => {
  const reading = parseOrder(input);
  return reading.kind === 'acceptable' ? undefined : reading.problems[0]!.code;
};

describe('an invoice', () => {
  test('becomes one order, with its lines in their order', () => {
    const orders = ordersFromCsv([file(
      '536365,85123A,WHITE HANGING HEART T-LIGHT HOLDER,6,2010-12-01 08:26:00,2.55,17850.0,United Kingdom',
      '536366,22633,HAND WARMER UNION JACK,6,2010-12-01 08:28:00,1.85,17850.0,United Kingdom',
      '536365,71053, WHITE METAL LANTERN ,6.0,2010-12-01 08:26:00,3.39,17850.0,United Kingdom',
    )]);
    expect(orders.map(({ orderId }) => orderId)).toEqual(['536365', '536366']);
    expect(orders[0]).toEqual({
      orderId: '536365',
      customer: { id: '17850', email: 'customer-17850@example.com', locale: 'en-GB' },
      currency: 'GBP',
      lines: [
        { sku: '85123A', description: 'WHITE HANGING HEART T-LIGHT HOLDER', quantity: 6, unitPrice: 255 },
        { sku: '71053', description: 'WHITE METAL LANTERN', quantity: 6, unitPrice: 339 },
      ],
      payment: { method: 'card' },
      metadata: { invoiceDate: '2010-12-01 08:26:00', country: 'United Kingdom' },
    });
    expect(orders.map(codeOf)).toEqual([undefined, undefined]);
  });

  test('goes on in another file', () => {
    const orders = ordersFromCsv([file('1,A,,1,,1,,'), file('2,A,,1,,1,,', '1,B,,2,,1,,')]);
    expect(orders.map(({ orderId, lines }) => [orderId, lines.map(({ sku }) => sku).join()]))
      .toEqual([['1', 'A,B'], ['2', 'A']]);
  });

  test('without a customer is a guest\'s, and leaves out what is blank', () => {
    expect(one('1,A, ,1,,0,,')).toEqual({
      orderId: '1',
      customer: {},
      currency: 'GBP',
      lines: [{ sku: 'A', quantity: 1, unitPrice: 0 }],
      payment: { method: 'card' },
    });
    expect(codeOf(one('1,A, ,1,,0,,'))).toBeUndefined();
  });

  test.each([
    ['a cancellation', 'C536379,D,Discount,-1,,27.50,14527.0,United Kingdom', 'QUANTITY_NOT_POSITIVE'],
    ['a quantity of zero', '1,A,,0,,1,,', 'QUANTITY_NOT_POSITIVE'],
    ['a fraction of a piece', '1,A,,1.5,,1,,', 'QUANTITY_NOT_WHOLE'],
    ['a negative price', '1,B,Adjust bad debt,1,,-11062.06,,', 'PRICE_NEGATIVE'],
    ['a tenth of a penny', '1,A,,1,,0.001,,', 'PRICE_NOT_WHOLE'],
    ['more digits than a double carries', '1,A,,1,,1.00000000000000000000001,,', 'PRICE_NOT_WHOLE'],
  ])('of %s can be recorded, and is rejected', (_, row, code) => {
    const reading = parseOrder(JSON.parse(JSON.stringify(one(row))));
    expect(reading.kind).toBe('unacceptable');
    expect(reading.kind === 'unacceptable' && reading.problems[0]!.code).toBe(code);
  });

  test('has an address of whatever customer id there is', () => {
    expect(one('1,A,,1,,1,Jo Bloggs/7,').customer)
      .toEqual({ id: 'Jo Bloggs/7', email: 'customer-Jo-Bloggs-7@example.com', locale: 'en-GB' });
  });
});

test.each([
  ['2.55', 255], ['0.29', 29], ['1.1', 110], ['4.35', 435], ['8.2', 820], ['0', 0], ['0.00', 0], ['2.550', 255],
  ['.5', 50], ['3.', 300], ['+1', 100], ['-0.07', -7],
  ['13541.33', 1354133], ['90071992547409.91', Number.MAX_SAFE_INTEGER],
  ['0.001', 0.1], ['2.555', 255.5], ['-0.005', -0.5], ['1.005', 100.5], ['0.1234', 12.34], ['45035996273704.965', 0.5],
  ['', undefined], ['free', undefined], ['1e3', undefined], ['1,5', undefined], ['-', undefined], ['.', undefined],
])('%s pounds are %s pence', (text, expected) => {
  expect(pence(text)).toBe(expected);
});

describe('a file that cannot be read says where', () => {
  test.each([
    ['quantity', file('1,A,,1,,1,,', '1,A,,many,,1,,'), 'orders.csv, line 3: Quantity is "many"; allowed: a number'],
    ['price', file('1,A,,1,,£2,,'), 'orders.csv, line 2: UnitPrice is "£2"; allowed: a decimal number, such as 2.55'],
    ['invoice', file(' ,A,,1,,2,,'), 'orders.csv, line 2: InvoiceNo is " "; allowed: the number of an invoice'],
    ['no column', { name: 'a.csv', text: 'InvoiceNo,StockCode\n1,A' }, 'a.csv, line 1: no column Description, Quantity, InvoiceDate, UnitPrice, CustomerID, Country among "InvoiceNo,StockCode"; allowed: '],
    ['no rows', file(), 'orders.csv: 0 rows; allowed: at least one row below the columns '],
    ['empty', { name: 'a.csv', text: '' }, 'a.csv: 0 rows; allowed: '],
    ['short row', file('1,A,,1'), 'orders.csv: Invalid Record Length'],
    ['open quote', file('1,"A,,1,,1,,'), 'orders.csv: Quote Not Closed'],
  ])('%s', (_, text, message) => {
    expect(() => ordersFromCsv([text])).toThrow(BadInput);
    expect(() => ordersFromCsv([text])).toThrow(message);
  });
});

test('quotes, line breaks, a byte order mark and Windows-1252 are understood', () => {
  const folder = mkdtempSync(path.join(tmpdir(), 'demo-csv-'));
  try {
    const utf8 = path.join(folder, 'utf8.csv');
    const ansi = path.join(folder, 'ansi.csv');
    writeFileSync(utf8, `\ufeff${HEADER}\r\n1,A,"LANTERN, ""BIG"" é",1,,1,,\r\n`);
    writeFileSync(ansi, Buffer.from(`${HEADER}\n2,A,CAFÉ £1 or \u0080 1 \u0096 it\u0092s,1,,1,,\n`, 'latin1'));
    const orders = ordersFromCsv(readCsvFiles([utf8, ansi]));
    expect(orders.map(({ lines }) => lines[0]!.description)).toEqual(['LANTERN, "BIG" é', 'CAFÉ £1 or € 1 – it’s']);
  } finally {
    rmSync(folder, { recursive: true });
  }
});
