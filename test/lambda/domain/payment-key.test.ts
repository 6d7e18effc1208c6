import * as fc from 'fast-check';
import { isKeyAlive } from '../../../lambda/domain/state/money';
import { chargeKey, refundKey } from '../../../lambda/domain/state/payment-key';

const anyCharge = fc.record({
  identity: fc.stringMatching(/^[A-Za-z0-9][A-Za-z0-9._/-]{0,20}$/),
  orderId: fc.stringMatching(/^[A-Za-z0-9][A-Za-z0-9 ._:@+()~=-]{0,20}$/),
  attempt: fc.integer({ min: 1, max: 20 }),
});

test('every charge and every refund has a key of its own, the same each time', () => {
  fc.assert(fc.property(fc.uniqueArray(anyCharge, { selector: charge => JSON.stringify(charge) }), charges => {
    const keys = charges.flatMap(charge => [chargeKey(charge), refundKey(chargeKey(charge))]);
    expect(new Set(keys).size).toBe(keys.length);
    expect(charges.flatMap(charge => [chargeKey(charge), refundKey(chargeKey(charge))])).toEqual(keys);
  }));
});

test('the keys never change: a provider may have them on record', () => {
  const key = chargeKey({ identity: 'Shop/Orders', orderId: 'A-1001', attempt: 1 });
  expect([key, refundKey(key)]).toEqual([
    'fab9cbd5-1162-5e5e-8859-e41f4af2d36e', '45cbf62d-8eb4-5b3d-a09d-dfcc35c33e6d',
  ]);
});

describe('fault 37: a key', () => {
  const payment = {
    key: 'k',
    attempt: 1,
    amount: 1,
    currency: 'GBP',
    method: 'card',
    status: 'UNKNOWN',
    requestedAt: '2026-01-01T00:00:00.000Z',
  } as const;
  const at = (time: string) =>
    isKeyAlive(payment, { now: Date.parse(time), within: 20_000, keyLife: 86_400_000 });

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
