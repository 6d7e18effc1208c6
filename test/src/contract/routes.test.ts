import { existsSync } from 'node:fs';
import { join } from 'node:path';
import { COMMAND_NAMES } from '../../../src/contract/commands';
import { ROUTES, commandAt } from '../../../src/contract/routes';

const HANDLERS = join(__dirname, '..', '..', '..', 'lambda', 'handlers');

test.each(Object.values(ROUTES))('$method $path has a handler', ({ handler }) => {
  expect(existsSync(join(HANDLERS, `${handler}.ts`))).toBe(true);
});

test('no method of a path is there twice', () => {
  const methods = Object.values(ROUTES).map(({ method, path }) => `${method} ${path}`);
  expect(new Set(methods).size).toBe(methods.length);
});

test('requests to a resource send its command, wherever the API is mounted', () => {
  expect(commandAt('/orders/{orderId}/cancellations')).toBe('CancelOrder');
  expect(commandAt('/shop/orders/{orderId}/retries')).toBe('RetryOrder');
  expect(commandAt('/orders')).toBeUndefined();
  expect(commandAt('/orders/{orderId}/events')).toBeUndefined();
});

test('a command of a route is one that there is', () => {
  const sent = Object.values(ROUTES).flatMap(route => ('command' in route ? [route.command] : []));
  expect(sent.length).toBeGreaterThan(0);
  for (const command of sent) expect(COMMAND_NAMES).toContain(command);
});
