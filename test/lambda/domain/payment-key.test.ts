import * as fc from 'fast-check';
import { followUpKey, paymentKey } from '../../../lambda/domain/state/money/payment-key';
import { isKeyAlive } from '../../../lambda/domain/state/money/payments';

const anyCharge = fc.record({
  identity: fc.stringMatching(/^[A-Za-z0-9][A-Za-z0-9._/-]{0,20}$/),
  orderId: fc.stringMatching(/^[A-Za-z0-9][A-Za-z0-9 ._:@+()~=-]{0,20}$/),
  attempt: fc.integer({ min: 1, max: 20 }),
});

const keysOf = (charge: Parameters<typeof paymentKey>[0]) => {
  const key = paymentKey(charge);
  return [key, ...(['capture', 'void', 'refund'] as const).flatMap(purpose =>
    [1, 2].map(nth => followUpKey(key, purpose, nth)))];
};

test('every payment and every request about one has a key of its own, the same each time', () => {
  fc.assert(fc.property(fc.uniqueArray(anyCharge, { selector: charge => JSON.stringify(charge) }), charges => {
    const keys = charges.flatMap(keysOf);
    expect(new Set(keys).size).toBe(keys.length);
    expect(charges.flatMap(keysOf)).toEqual(keys);
  }));
});

test('the keys never change: a provider may have them on record', () => {
  const key = paymentKey({ identity: 'Shop/Orders', orderId: 'A-1001', attempt: 1 });
  expect([key, followUpKey(key, 'refund', 1)]).toEqual([
    'fab9cbd5-1162-5e5e-8859-e41f4af2d36e', 'df9e94d4-bce5-5e87-b869-bb7327e4d58e',
  ]);
});

describe('fault 37: a key', () => {
  const request = { requestedAt: '2026-01-01T00:00:00.000Z' };
  const at = (time: string) =>
    isKeyAlive(request, { now: Date.parse(time), within: 20_000, keyLife: 86_400_000 });

  test('is alive while a charge under it arrives within its life', () => {
    expect(at('2026-01-01T00:00:01.000Z')).toBe(true);
    expect(at('2026-01-01T23:59:39.999Z')).toBe(true);
  });

  test('is dead when the charge may arrive after its life', () => {
    expect(at('2026-01-01T23:59:40.000Z')).toBe(false);
    expect(at('2026-01-05T00:00:00.000Z')).toBe(false);
  });

  test('fault 29: of a clock that goes back, the charge is not older', () => {
    expect(at('2025-12-31T23:00:00.000Z')).toBe(true);
  });
});
