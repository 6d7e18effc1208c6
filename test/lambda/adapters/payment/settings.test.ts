import { readPaymentSettings } from '../../../../lambda/adapters/payment/settings';
import type { PaymentSettings } from '../../../../src/contract/payment/payment';

const SETTINGS: PaymentSettings = {
  capture: 'ON_SHIPMENT',
  keyLifeSeconds: 86_400,
  pendingSeconds: 60,
  authorizationLifeSeconds: 604_800,
  expiring: 'RELEASE',
};

test('the settings are those that the construct has written', () => {
  expect(readPaymentSettings(JSON.stringify(SETTINGS))).toEqual(SETTINGS);
});

test.each([
  ['no JSON', 'oops', 'oops'],
  ['another mode', JSON.stringify({ ...SETTINGS, capture: 'LATER' }), '"LATER"'],
  ['no key life', JSON.stringify({ ...SETTINGS, keyLifeSeconds: undefined }), 'keyLifeSeconds'],
  ['a key life of 0', JSON.stringify({ ...SETTINGS, keyLifeSeconds: 0 }), '0'],
  ['more than is known', JSON.stringify({ ...SETTINGS, secret: 'x' }), 'secret'],
])('%s is a defect that is named', (_, json, named) => {
  expect(() => readPaymentSettings(json)).toThrow(/^the settings of the payment provider are /);
  expect(() => readPaymentSettings(json)).toThrow(named);
});
