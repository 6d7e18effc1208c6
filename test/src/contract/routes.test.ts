import { existsSync } from 'node:fs';
import { join } from 'node:path';
import { ROUTES } from '../../../src/contract/routes';

const HANDLERS = join(__dirname, '..', '..', '..', 'lambda', 'handlers');

test.each(Object.values(ROUTES))('$method $path has a handler', ({ handler }) => {
  expect(existsSync(join(HANDLERS, `${handler}.ts`))).toBe(true);
});

test('no method of a path is there twice', () => {
  const methods = Object.values(ROUTES).map(({ method, path }) => `${method} ${path}`);
  expect(new Set(methods).size).toBe(methods.length);
});
