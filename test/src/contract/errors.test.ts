import { BusinessError, TRANSIENT_ERRORS, TechnicalError, isTransient } from '../../../src/contract/errors';

test('every name is of one kind', () => {
  const all = [...Object.values(BusinessError), ...Object.values(TechnicalError)];
  expect(new Set(all).size).toBe(all.length);
  expect(new Set(TRANSIENT_ERRORS).size).toBe(TRANSIENT_ERRORS.length);
});

test.each([
  'ThrottlingException', 'Lambda.TooManyRequestsException', 'Sandbox.Timedout', 'States.Timeout',
  TechnicalError.CONFLICT, TechnicalError.CONTENTION, TechnicalError.UNKNOWN_EVENT, TechnicalError.UNAVAILABLE,
])('%s passes by itself', name => {
  expect(isTransient(name)).toBe(true);
});

test.each([
  'TypeError', 'Error', 'AccessDeniedException', 'Runtime.ImportModuleError',
  TechnicalError.COMMAND_REFUSED, TechnicalError.PAYMENT_KEY_EXPIRED, ...Object.values(BusinessError),
])('%s does not', name => {
  expect(isTransient(name)).toBe(false);
});
