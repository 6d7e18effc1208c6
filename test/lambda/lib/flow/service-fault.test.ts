import { isServiceFault, isThrottling } from '../../../../lambda/lib/flow/service-fault';

const named = (name: string, more: object = {}) => Object.assign(new Error('no'), { name, ...more });

/** The names that the AWS SDK itself takes for throttling are on the list. */
test.each([
  ...['Throttling', 'ThrottlingException', 'TooManyRequestsException', 'ProvisionedThroughputExceededException'],
  ...['SlowDown', 'RequestThrottled', 'KmsThrottled', 'ExecutionLimitExceeded', 'OverLimit', 'PriorRequestNotComplete'],
].map(name => named(name)))('%s is throttling, and so a fault of the service', error => {
  expect([isThrottling(error), isServiceFault(error)]).toEqual([true, true]);
});

test.each([
  named('Unknown', { $metadata: { httpStatusCode: 429 } }),
  named('Unknown', { $retryable: { throttling: true } }),
])('so is an error that the SDK marks as such', error => {
  expect([isThrottling(error), isServiceFault(error)]).toEqual([true, true]);
});

test.each([
  named('ServiceUnavailable'), named('TimeoutError'), named('TransactionConflictException'),
  named('Unknown', { $fault: 'server' }), named('Unknown', { $metadata: { httpStatusCode: 503 } }),
  named('Error', { code: 'ECONNRESET' }), named('Error', { cause: named('TimeoutError') }),
  named('Error', { $retryable: {} }),
])('a fault of another kind is no throttling: %s', error => {
  expect([isThrottling(error), isServiceFault(error)]).toEqual([false, true]);
});

test.each([
  named('AccessDeniedException', { $fault: 'client', $metadata: { httpStatusCode: 400 } }), new TypeError('x'),
  named('MyThrottledThing'), 'ThrottlingException', null, undefined,
])('anything else is a defect: %s', error => {
  expect([isThrottling(error), isServiceFault(error)]).toEqual([false, false]);
});
