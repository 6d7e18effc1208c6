import fc from 'fast-check';
import { hasCardNumber, maskCardNumbers } from '../../../../../lambda/domain/order/payment/card-number';

/** Numbers that card networks publish for tests, by length. */
const NUMBERS = [
  '4222222222222', // Visa of 13 digits
  '30569309025904', // Diners Club
  '378282246310005', // American Express
  '4111111111111111', // Visa
  '6304000000000000', // Maestro
  '6205500000000000004', // UnionPay
];

/** The digit that makes a number pass the check of Luhn. */
const checkDigit = (digits: string): string => {
  const sum = [...digits].reverse().reduce((total, digit, n) => {
    const doubled = Number(digit) * (n % 2 === 0 ? 2 : 1);
    return total + (doubled > 9 ? doubled - 9 : doubled);
  }, 0);
  return String((10 - (sum % 10)) % 10);
};

const digitsOf = (min: number, max: number) =>
  fc.array(fc.integer({ min: 0, max: 9 }), { minLength: min, maxLength: max }).map(digits => digits.join(''));
/** 13 to 19 digits that pass. */
const cardNumber = digitsOf(12, 18).map(digits => digits + checkDigit(digits));

/** Cuts a text at random places, and joins the pieces with separators. */
const separator = fc.constantFrom('', ' ', '-', ' - ', '\u00a0', '\u2013');
const grouped = (number: string) => fc.array(separator, { minLength: number.length, maxLength: number.length })
  .map(separators => [...number].map((digit, n) => (n === 0 ? digit : separators[n] + digit)).join(''));

describe('what looks like the number of a card', () => {
  test.each(NUMBERS)('%s', number => expect(hasCardNumber(number)).toBe(true));

  test.each([
    '4111 1111 1111 1111', '4111-1111-1111-1111', '3782 822463 10005', 'card 4111111111111111', 'tok_4111111111111111',
    'visa4111111111111111x', '4111111111111111=2712', '4111 1111 1111 1111 12/27 123', '12 4111111111111111',
  ])('%s', text => expect(hasCardNumber(text)).toBe(true));

  test('any 13 to 19 digits that pass the check of Luhn, however they are grouped', () => {
    fc.assert(fc.property(cardNumber.chain(grouped), text => hasCardNumber(text)));
  });

  test('and no 13 to 19 digits whose check digit is another', () => {
    fc.assert(fc.property(digitsOf(12, 18), fc.integer({ min: 1, max: 9 }), (digits, shift) =>
      !hasCardNumber(digits + String((Number(checkDigit(digits)) + shift) % 10))));
  });

  test('no fewer and no more digits', () => {
    fc.assert(fc.property(fc.oneof(digitsOf(0, 11), digitsOf(19, 60)), digits =>
      !hasCardNumber(digits + checkDigit(digits))));
  });
});

describe('tokens of providers are none', () => {
  test.each([
    ['Stripe', 'pm_1NswiXLkdIwHu7ixPFt0kGtc'],
    ['Adyen', 'M5N7TQ4TG5PFWR50'],
    ['Adyen, of digits', '8415890871952836'],
    ['PayPal', '8kk8451t'],
    ['Braintree', 'tokencc_bh_c26yx3_9nmc6x_dvnn4d_fj6zjx_4w4'],
    ['UUID', '12345678-1234-4234-8234-123456789012'],
    ['hash', '4111111111111111a94a8fe5ccb19ba61c4c0873d391e987'],
  ])('%s: %s', (_, token) => expect(hasCardNumber(token)).toBe(false));

  test('UUIDs and hashes, whatever they are', () => {
    fc.assert(fc.property(fc.uuid(), uuid => !hasCardNumber(`pm_${uuid}`)));
    const hex = fc.stringMatching(/^[0-9]{13,40}[a-f][0-9a-f]{3,40}$/);
    fc.assert(fc.property(hex, id => !hasCardNumber(id) && !hasCardNumber(`tok_${id.toUpperCase()}`)));
  });
});

describe('masking', () => {
  test.each([
    ['{"method":"4111 1111-1111 1111","at":"2026"}', '{"method":"**** ****-**** ****","at":"2026"}'],
    ['{"method":4111111111111111}', '{"method":****************}'],
    ['4111111111111112', '4111111111111112'],
    ['', ''],
  ])('%s', (text, masked) => expect(maskCardNumbers(text)).toBe(masked));

  test('leaves no card number, and everything else as it is', () => {
    const word = fc.stringMatching(/^[A-Za-z]{0,5}[{}",:]$/);
    fc.assert(fc.property(fc.array(fc.tuple(word, cardNumber.chain(grouped))), pieces => {
      const masked = maskCardNumbers(pieces.flat().join(''));
      expect(masked).toBe(pieces.map(([text, number]) => text + number.replace(/\d/g, '*')).join(''));
      expect(hasCardNumber(masked)).toBe(false);
    }));
  });
});

test.each([
  ['digits', '7'], ['groups of digits', '7 '], ['card numbers', '4111111111111112 '], ['separators', '- '],
  ['hexadecimal digits', 'a0'], ['words of hexadecimal digits', 'a000000000000000z-'], ['almost UUIDs', '12345678-1234-'],
])('fault 50: 256 KiB of %s are read once, not again and again', (_, unit) => {
  const text = unit.repeat(262_144 / unit.length);
  hasCardNumber(text);
  expect(maskCardNumbers(text)).toHaveLength(text.length);
});
