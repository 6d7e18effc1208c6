import { isBatch } from '../../../../lambda/lib/input/fields';
import { utcTimeIn } from '../../../../lambda/lib/input/utc-time';

test.each([
  ['2026-11-24T10:00:00Z', '2026-11-24T10:00:00.000Z'],
  ['2026-11-24T10:00Z', '2026-11-24T10:00:00.000Z'],
  ['2026-11-24T10:00:00.123456Z', '2026-11-24T10:00:00.123Z'],
  ['2028-02-29T00:00:00Z', '2028-02-29T00:00:00.000Z'],
])('%s is a time in UTC', (text, time) => expect(utcTimeIn(text)?.toISOString()).toBe(time));

test.each([
  'yesterday', '', '2026-11-24', '2026-11-24T10:00:00', '2026-11-24T10:00:00+01:00', '2026-13-24T10:00:00Z',
  '2026-02-30T00:00:00Z', '2026-02-29T00:00:00Z', '2026-11-31T12:00:00Z', '2026-11-24T25:00:00Z',
  '2026-11-24T24:00:00Z', '2026-11-24Tnoon, 10 Z', 1_764_000_000_000, null, undefined, {},
])('%j is none', value => expect(utcTimeIn(value)).toBeUndefined());

test('a batch has a list of records', () => {
  expect(isBatch({ Records: [] })).toBe(true);
  for (const input of [null, undefined, 'Records', 7, [], ['Records'], {}, { Records: null }, { Records: {} }]) {
    expect(isBatch(input)).toBe(false);
  }
});
