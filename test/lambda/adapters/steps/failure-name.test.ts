import { ProvisionedThroughputExceededException, ThrottlingException } from '@aws-sdk/client-dynamodb';
import { NotAsked } from '../../../../lambda/adapters/payment/gateway';
import { nameFailure } from '../../../../lambda/adapters/steps/failure-name';
import { isTransient } from '../../../../src/contract/errors';

const errorWith = (fields: object): Error => Object.assign(new Error('no'), fields);
const nothing = { message: 'no', $metadata: {} };

test.each([
  new ProvisionedThroughputExceededException(nothing),
  new ThrottlingException(nothing),
  errorWith({ name: 'TimeoutError' }),
])('$name says itself that it passes', error => {
  expect(nameFailure(error)).toBe(error);
});

test.each([
  ['a name that DNS does not resolve', { code: 'ENOTFOUND' }],
  ['a refused connection', { code: 'ECONNREFUSED' }],
  ['a fault of the server', { name: 'BrandNewException', $fault: 'server' }],
  ['an answer of 503 without a known name', { name: 'UnknownError', $metadata: { httpStatusCode: 503 } }],
  ['an answer of 429', { name: 'SlowDown', $metadata: { httpStatusCode: 429 } }],
  ['a call that did not reach the payment provider', new NotAsked('no')],
  ['an error that the SDK itself would try again', { name: 'Busy', $retryable: { throttling: true } }],
])('fault 8: %s gets a name that the workflow is patient with', (_, fields) => {
  const error = fields instanceof Error ? fields : errorWith(fields);
  const named = nameFailure(error);
  expect(isTransient(named.name)).toBe(true);
  expect(named).toMatchObject({ message: `${error.name}: no`, cause: error });
});

test.each([
  ['a defect', new TypeError('x is undefined')],
  ['a missing permission', errorWith({ name: 'AccessDeniedException', $fault: 'client', $metadata: { httpStatusCode: 400 } })],
  ['a wrong request', errorWith({ name: 'ValidationException', $fault: 'client', $metadata: { httpStatusCode: 400 } })],
  ['a file that is missing', errorWith({ code: 'ENOENT' })],
])('%s keeps its name', (_, error) => {
  expect(nameFailure(error)).toBe(error);
  expect(isTransient(error.name)).toBe(false);
});
