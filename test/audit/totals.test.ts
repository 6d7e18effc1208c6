import { countBy, percentile } from '../../audit/totals';

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
