import { FunctionGateway, clientFor } from '../../../../../lambda/adapters/payment/function/gateway';
import type { ProviderRequest } from '../../../../../src/contract/payment/payment-call';
import { LambdaService } from '../../../../support/services/lambda-service';

const ARN = 'arn:aws:lambda:eu-west-1:111122223333:function:charge:live';
const KEY = '1f7169e2-5d2c-5c4e-9d7c-3a1f0c2b4d6e';
const REQUEST: ProviderRequest = {
  purpose: 'authorize',
  key: KEY,
  pipeline: 'Shop/Orders',
  orderId: 'A-1',
  amount: 250,
  currency: 'GBP',
  requestedAt: '2026-11-24T17:00:00.000Z',
  attempt: 1,
  capture: true,
  method: 'card',
};
const { signal } = new AbortController();
const service = new LambdaService();
const before = process.env;
let gateway: FunctionGateway;

beforeAll(async () => {
  const credentials = { AWS_ACCESS_KEY_ID: 'any', AWS_SECRET_ACCESS_KEY: 'any' };
  process.env = { ...before, ...credentials, AWS_ENDPOINT_URL_LAMBDA: await service.start() };
  gateway = new FunctionGateway({ client: clientFor(ARN), functionArn: ARN, keyLife: 1_000 });
});
afterAll(async () => {
  process.env = before;
  await service.stop();
});

const answering = (answer: unknown) => service.answers({ body: JSON.stringify(answer) });
const failing = (body: string) =>
  service.answers({ headers: { 'X-Amz-Function-Error': 'Unhandled' }, body });
const refusing = (status: number, name: string) =>
  service.answers({ status, headers: { 'X-Amzn-ErrorType': name }, body: '{"message":"Rate Exceeded."}' });

test('a function is called with the contract\'s JSON, in its region, and its answer comes back unchecked', async () => {
  answering({ status: 'succeeded', reference: 'ch_1', more: 1 });
  expect(await gateway.ask(REQUEST, signal)).toEqual({ status: 'succeeded', reference: 'ch_1', more: 1 });
  const [call] = service.calls;
  expect(call!.path).toBe(`/2015-03-31/functions/${encodeURIComponent(ARN)}/invocations`);
  expect(call!.headers.authorization).toContain('/eu-west-1/lambda/');
  expect(call!.headers['x-amz-invocation-type'] ?? 'RequestResponse').toBe('RequestResponse');
  expect(call!.body).toEqual({ version: 1, operation: 'authorize', ...REQUEST });
});

test.each(['capture', 'void', 'refund'] as const)('a %s is an operation of its own', async purpose => {
  answering({ status: 'succeeded', reference: 're_1' });
  const { key, pipeline, orderId, amount, currency, requestedAt } = REQUEST;
  const payment = { key: KEY, reference: 'ch_1' };
  const request = { purpose, key, pipeline, orderId, amount, currency, requestedAt, payment };
  await gateway.ask(request, signal);
  expect(service.calls).toMatchObject([{ body: { version: 1, operation: purpose, ...request } }]);
});

test('a look-up repeats the request that it is about', async () => {
  answering({ status: 'notFound' });
  expect(await gateway.lookUp(REQUEST, signal)).toEqual({ status: 'notFound' });
  expect(service.calls).toMatchObject([{ body: { version: 1, operation: 'lookUp', ...REQUEST } }]);
});

test.each([
  ['an error', '{"errorType":"TypeError","errorMessage":"no bank"}', 'TypeError: no bank'],
  ['an error with data of a customer', '{"errorType":"E","errorMessage":"card 4111 1111 1111 1111 of ann@example.com"}',
    'E: card (number) of (address)'],
  ['a time-out', '{"errorMessage":"Task timed out after 3.00 seconds"}', 'Unhandled: Task timed out after 3.00 seconds'],
  ['something else', 'oops', 'Unhandled: no message'],
  ['nothing', 'null', 'Unhandled: no message'],
  ['a long trace', JSON.stringify({ trace: 'x'.repeat(70_000) }),
    'the description of the failure has 70012 bytes; allowed: up to 65536'],
])('fault 42: a function that fails with %s leaves the outcome unknown', async (_, body, message) => {
  failing(body);
  await expect(gateway.ask(REQUEST, signal)).rejects.toMatchObject({ name: 'PaymentFunctionFailed', message });
});

test.each([
  ['HTML', '<html>', 'the answer is <html>; allowed: JSON'],
  ['nothing', '', 'the answer is empty; allowed: JSON'],
  ['too much', JSON.stringify('x'.repeat(65_535)), 'the answer has 65537 bytes; allowed: up to 65536'],
])('fault 42: a function that answers %s leaves the outcome unknown', async (_, body, message) => {
  service.answers({ body });
  await expect(gateway.lookUp(REQUEST, signal)).rejects.toMatchObject({ name: 'PaymentFunctionFailed', message });
});

test('an answer may have 64 KiB', async () => {
  const body = JSON.stringify('x'.repeat(65_534));
  service.answers({ body });
  expect(await gateway.lookUp(REQUEST, signal)).toHaveLength(65_534);
});

test.each([
  [429, 'TooManyRequestsException'], [502, 'EC2ThrottledException'], [403, 'AccessDeniedException'],
  [404, 'ResourceNotFoundException'], [409, 'ResourceConflictException'], [413, 'RequestTooLargeException'],
  [502, 'ENINotReadyException'], [502, 'KMSAccessDeniedException'],
])('a call that Lambda refuses with %i %s did not reach the provider, and is made once', async (status, name) => {
  refusing(status, name);
  await expect(gateway.ask(REQUEST, signal)).rejects.toMatchObject({
    name: 'NotAsked',
    message: `${ARN} did not run: ${name}: Rate Exceeded.`,
  });
  expect(service.calls).toHaveLength(1);
});

test.each([
  [500, 'ServiceException'], [410, 'EFSIOException'], [503, 'ServiceUnavailable'], [400, 'NewException'],
])('after %i %s nobody knows whether the function ran, and the call is made once', async (status, name) => {
  refusing(status, name);
  await expect(gateway.ask(REQUEST, signal)).rejects.toMatchObject({ name });
  expect(service.calls).toHaveLength(1);
});

test('a call whose connection breaks may have run', async () => {
  service.answers(undefined);
  const call = gateway.ask(REQUEST, signal);
  await until(() => service.calls.length === 1);
  service.breakConnections();
  await expect(call).rejects.not.toMatchObject({ name: 'NotAsked' });
  await expect(call).rejects.toThrow();
});

test('a call for which nobody waits any more ends', async () => {
  service.answers(undefined);
  const controller = new AbortController();
  const call = gateway.ask(REQUEST, controller.signal);
  await until(() => service.calls.length === 1);
  controller.abort();
  await expect(call).rejects.toMatchObject({ name: 'AbortError' });
  await expect(gateway.ask(REQUEST, controller.signal)).rejects.toMatchObject({ name: 'AbortError' });
  expect(service.calls).toHaveLength(1);
});

test('each call has a connection of its own, so that none breaks because Lambda froze the caller', async () => {
  answering({ status: 'unknown' });
  await gateway.ask(REQUEST, signal);
  expect(service.calls).toMatchObject([{ headers: { connection: 'close' } }]);
});

/** Lets the other side work until something holds. */
async function until(holds: () => boolean): Promise<void> {
  while (!holds()) await new Promise(resolve => setImmediate(resolve));
}
