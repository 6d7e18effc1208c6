import * as fc from 'fast-check';
import { MAX_AMOUNT, fromDecimal, toDecimal, totalOf } from '../../../../lambda/domain/order/amount';
import { CURRENCIES, minorDigits } from '../../../../lambda/domain/order/currencies';

const currency = fc.constantFrom(...CURRENCIES);
const amount = fc.oneof(
  fc.maxSafeInteger(),
  fc.integer({ min: -2_000, max: 2_000 }),
  fc.constantFrom(0, MAX_AMOUNT, -MAX_AMOUNT),
);

describe('fault 25: digits of a currency', () => {
  test.each([
    ['JPY', 0], ['KRW', 0], ['ISK', 0], ['GBP', 2], ['EUR', 2], ['USD', 2], ['KWD', 3], ['BHD', 3], ['TND', 3],
  ])('%s has %i', (code, digits) => {
    expect(minorDigits(code)).toBe(digits);
  });

  test.each(['', 'gbp', 'XXX', 'XAU', 'BTC', 'EURO', 'toString', '__proto__'])('%j is none', code => {
    expect(() => minorDigits(code)).toThrow(RangeError);
    expect(CURRENCIES).not.toContain(code);
  });

  test('each currency is listed once', () => {
    expect(new Set(CURRENCIES).size).toBe(CURRENCIES.length);
    expect(CURRENCIES.filter(code => !/^[A-Z]{3}$/.test(code))).toEqual([]);
  });
});

describe('amounts as decimal text', () => {
  test.each([
    [0, 'JPY', '0'], [7, 'JPY', '7'], [-1234, 'JPY', '-1234'], [0, 'GBP', '0.00'], [5, 'GBP', '0.05'],
    [255, 'GBP', '2.55'], [-5, 'GBP', '-0.05'], [1, 'KWD', '0.001'], [-12345, 'KWD', '-12.345'],
    [MAX_AMOUNT, 'GBP', '90071992547409.91'], [-MAX_AMOUNT, 'KWD', '-9007199254740.991'], [-0, 'GBP', '0.00'],
  ])('%d %s is %s', (minor, code, text) => {
    expect(toDecimal(minor, code)).toBe(text);
  });

  test.each([1.5, Number.NaN, Number.POSITIVE_INFINITY, MAX_AMOUNT + 1, 1e21, -1e300])('%d is no amount', minor => {
    expect(() => toDecimal(minor, 'GBP')).toThrow(RangeError);
  });

  test('go there and back exactly', () => {
    fc.assert(fc.property(amount, currency, (minor, code) => {
      expect(fromDecimal(toDecimal(minor, code), code)).toBe(minor || 0);
    }));
  });

  test('are what Intl makes of the decimal text, too', () => {
    fc.assert(fc.property(amount, currency, (minor, code) => {
      const digits = minorDigits(code);
      const format = new Intl.NumberFormat('en', { useGrouping: false, minimumFractionDigits: digits });
      expect(format.format(toDecimal(minor, code) as Intl.StringNumericLiteral)).toBe(toDecimal(minor, code));
    }));
  });
});

describe('decimal text as an amount', () => {
  test.each([
    ['2.55', 'GBP', 255], ['2.5', 'GBP', 250], ['2.550', 'GBP', 255], ['2', 'GBP', 200], ['-0.01', 'GBP', -1],
    ['-0', 'GBP', 0], ['007', 'JPY', 7], ['7.000', 'JPY', 7], ['1.005', 'KWD', 1005], [' 1.10 ', 'GBP', 110],
    ['90071992547409.91', 'GBP', MAX_AMOUNT], ['0.29', 'GBP', 29], ['1.15', 'GBP', 115],
  ])('%j %s is %d', (text, code, minor) => {
    expect(fromDecimal(text, code)).toBe(minor);
  });

  test.each([
    ['2.555', 'GBP'], ['0.5', 'JPY'], ['1.0005', 'KWD'], ['90071992547409.92', 'GBP'], ['9007199254740993', 'JPY'],
    ['', 'GBP'], ['.5', 'GBP'], ['1.', 'GBP'], ['+1', 'GBP'], ['1e3', 'GBP'],
    ['1,50', 'GBP'], ['0x10', 'GBP'], ['NaN', 'GBP'], ['--1', 'GBP'], ['1 2', 'GBP'], ['١', 'GBP'],
  ])('%j %s is none', (text, code) => {
    expect(fromDecimal(text, code)).toBeUndefined();
  });

  test('fault 25: is exact or refused, never rounded', () => {
    fc.assert(fc.property(fc.bigInt({ min: 0n, max: 10n ** 20n }), currency, (minor, code) => {
      const digits = minorDigits(code);
      const text = minor.toString().padStart(digits + 1, '0');
      const decimal = digits === 0 ? text : `${text.slice(0, -digits)}.${text.slice(-digits)}`;
      expect(fromDecimal(decimal, code)).toBe(minor <= BigInt(MAX_AMOUNT) ? Number(minor) : undefined);
    }));
  });
});

test('fault 25: a total is exact beyond what a number carries', () => {
  const lines = [{ quantity: 10_000_000, unitPrice: MAX_AMOUNT }, { quantity: 3, unitPrice: 1 }];
  expect(totalOf(lines)).toBe(90_071_992_547_409_910_000_003n);
  expect(totalOf([])).toBe(0n);
});
