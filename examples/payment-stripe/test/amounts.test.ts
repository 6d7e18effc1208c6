import { fromStripe, toStripe } from '../payment/amounts';

test.each([
  [1_999, 'EUR', 1_999],
  [1_999, 'USD', 1_999],
  [500, 'JPY', 500],
  [500, 'XOF', 500],
  [5, 'ISK', 500],
  [700, 'MGA', 7],
  [5_120, 'KWD', 5_120],
  [1_045, 'HUF', 1_045],
  [1_050, 'TWD', 1_050],
])('%d minor units of %s are %d at Stripe, and back', (amount, currency, atStripe) => {
  expect(toStripe(amount, currency)).toBe(atStripe);
  expect(fromStripe(atStripe, currency.toLowerCase())).toBe(amount);
});

test.each([
  [5_124, 'KWD', 'multiples of 10'],
  [750, 'MGA', 'multiples of 100'],
  [500, 'UGX', 'not supported'],
  [500, 'LYD', 'not supported'],
  [Number.MAX_SAFE_INTEGER, 'ISK', 'too large'],
  [0, 'EUR', 'integers from 1'],
  [-1, 'EUR', 'integers from 1'],
  [0.5, 'EUR', 'integers from 1'],
  [2 ** 53, 'EUR', 'integers from 1'],
])('%d %s is refused, not rounded: %s', (amount, currency, problem) => {
  expect(() => toStripe(amount, currency)).toThrow(problem);
});

test('a fraction that Stripe should not have is an error, not an amount', () => {
  expect(() => fromStripe(550, 'isk')).toThrow('fraction of ISK');
});
