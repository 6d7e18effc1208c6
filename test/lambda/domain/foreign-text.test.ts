import * as fc from 'fast-check';
import { foreignText, isReference } from '../../../lambda/domain/state/foreign-text';

test.each([
  ['Your card was declined.', 'Your card was declined.'],
  ['Zahlung für Müller abgelehnt: 30 €', 'Zahlung für Müller abgelehnt: 30 €'],
  ['insufficient_funds', 'insufficient_funds'],
  ['a\r\nb\tc', 'a b c'],
  ['NUL \u0000 and bidi \u202e and half \ud800', 'NUL and bidi and half'],
  ['card 4111 1111 1111 1111 expired', 'card (number) expired'],
  ['card 4111-1111-1111-1111', 'card (number)'],
  ['4242424242424242', '(number)'],
  ['amount 123456789012 of 2026-01-01', 'amount 123456789012 of 2026-01-01'],
  ['mail to ann@example.com failed', 'mail to (address) failed'],
  ['', ''],
])('fault 42: %j becomes %j', (text, kept) => {
  expect(foreignText(text, 100)).toBe(kept);
});

test('fault 42: whatever a provider sends, the log gets a short, printable text', () => {
  const anyText = fc.string({ unit: 'binary', maxLength: 2_000 });
  fc.assert(fc.property(anyText, fc.integer({ min: 1, max: 300 }), (text, max) => {
    const kept = foreignText(text, max);
    expect([...kept].length).toBeLessThanOrEqual(max);
    expect(kept).not.toMatch(/[\p{Cc}\p{Cf}\p{Cs}\p{Co}\p{Cn}\u2028\u2029]/u);
    expect(Buffer.from(kept).toString()).toBe(kept); // no half of a surrogate pair
  }));
});

test.each(['pi_3MtwBwLkdIwHu7ix28a3tqPa', 'ref-1', 'x'.repeat(255)])('%s is a reference', text => {
  expect(isReference(text)).toBe(true);
});

test.each(['', 'a b', 'ref\n', 'r\u00e9f', 'x'.repeat(256), 7, undefined, null, {}])('fault 42: %j is none', text => {
  expect(isReference(text)).toBe(false);
});
