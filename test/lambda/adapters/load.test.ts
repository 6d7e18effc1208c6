import {
  InternalServerError, ProvisionedThroughputExceededException, TransactionConflictException,
} from '@aws-sdk/client-dynamodb';
import { ExecutionLimitExceeded, StateMachineDoesNotExist } from '@aws-sdk/client-sfn';
import { isLoad } from '../../../lambda/adapters/load';
import { AtCapacity } from '../../../lambda/adapters/workflow/running-executions';
import { CommandRefused } from '../../../lambda/domain/state/refusal';
import { TransactionContention } from '../../../lambda/lib/transaction';
import { ConcurrencyConflict } from '../../../lambda/orders/event-log';
import { UnknownEvent } from '../../../lambda/orders/stored-event';

const made = { message: 'why', $metadata: {} };
const named = (name: string, more: object = {}) => Object.assign(new Error('why'), { name, ...more });

test.each([
  new ProvisionedThroughputExceededException(made),
  new InternalServerError(made),
  new TransactionConflictException(made),
  new ExecutionLimitExceeded(made),
  new AtCapacity({ running: 1_000, limit: 1_000 }),
  new TransactionContention('why'),
  new ConcurrencyConflict('ORDER#A-1', 2),
  named('ThrottlingException'), named('RequestThrottled'), named('OverLimit'), named('TooManyRequestsException'),
  named('TimeoutError'), named('RequestTimeout'), named('ServiceUnavailable'),
  named('Error', { code: 'ECONNRESET' }), named('Error', { code: 'EAI_AGAIN' }),
  named('AnythingNew', { $fault: 'server' }), named('AnythingNew', { $metadata: { httpStatusCode: 503 } }),
  named('Wrapper', { cause: named('ThrottlingException') }),
])('fault 8: $name is load', error => expect(isLoad(error)).toBe(true));

test.each([
  new StateMachineDoesNotExist(made),
  new CommandRefused('OUT_OF_STEP', 'why'),
  new UnknownEvent('ORDER#A-1', 2, 'OrderDreamt'),
  new TypeError('why'), new RangeError('why'), new Error('ThrottlingException'),
  named('AccessDeniedException', { $fault: 'client', $metadata: { httpStatusCode: 400 } }),
  named('ValidationException', { $fault: 'client' }), named('ResourceNotFoundException'),
  named('QueueDoesNotExist'), named('UnrecognizedClientException'), named('ConditionalCheckFailedException'),
])('fault 14: $name is a defect', error => expect(isLoad(error)).toBe(false));

test.each([undefined, null, 'ThrottlingException', 7])('%j is a defect', error => expect(isLoad(error)).toBe(false));
