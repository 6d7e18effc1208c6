/** The lint rules of projenrc/lint.ts, each tried on a planted breach. */
import { lint } from './checks/planted';

const rulesOf = async (path: string, text: string) => (await lint(path, text)).map(({ rule }) => rule);

describe('clock, waiting and randomness', () => {
  const BREACHES: [code: string, rule: string][] = [
    ['export const now = new Date();', 'no-restricted-syntax'],
    ['export const now = new globalThis.Date();', 'no-restricted-globals'],
    ['export const now = globalThis.Date.now();', 'no-restricted-globals'],
    ['export const now = new global.Date();', 'no-restricted-globals'],
    ['export const now = Date();', 'no-restricted-syntax'],
    ['export const now = Date.now();', 'no-restricted-properties'],
    ['export const { now } = Date;', 'no-restricted-properties'],
    ['export const now = performance.now();', 'no-restricted-globals'],
    ['export const now = process.hrtime.bigint();', 'no-restricted-properties'],
    ['setTimeout(() => undefined, 1);', 'no-restricted-globals'],
    ['globalThis.setTimeout(() => undefined, 1);', 'no-restricted-globals'],
    ['global.setTimeout(() => undefined, 1);', 'no-restricted-globals'],
    ['export const now = globalThis.performance.now();', 'no-restricted-globals'],
    ['export const { performance: clock } = globalThis;', 'no-restricted-globals'],
    ['export const limit = AbortSignal.timeout(1);', 'no-restricted-properties'],
    ['export const time = process.uptime();', 'no-restricted-properties'],
    ["import { hrtime } from 'node:process'; export const time = hrtime();", 'no-restricted-imports'],
    ["import process from 'process'; export const time = process;", 'no-restricted-imports'],
    ["export const late = import('node:process');", 'no-restricted-syntax'],
    ['setInterval(() => undefined, 1);', 'no-restricted-globals'],
    ['setImmediate(() => undefined);', 'no-restricted-globals'],
    ['export const chance = Math.random();', 'no-restricted-properties'],
    ['export const chance = globalThis.Math.random();', 'no-restricted-globals'],
    ['export const chance = global.Math.random();', 'no-restricted-globals'],
    ['export const web = globalThis.crypto;', 'no-restricted-globals'],
    ['export const id = crypto.randomUUID();', 'no-restricted-properties'],
    ["import { randomUUID } from 'node:crypto'; export const id = randomUUID();", 'no-restricted-imports'],
    ["import { randomBytes as bytes } from 'crypto'; export const id = bytes(8);", 'no-restricted-imports'],
    ["import { v4 } from 'uuid'; export const id = v4();", 'no-restricted-imports'],
    ["import { setTimeout as sleep } from 'node:timers/promises'; export const wait = sleep;", 'no-restricted-imports'],
    ["import * as timers from 'node:timers'; export const wait = timers;", 'no-restricted-imports'],
    ["import { performance as clock } from 'node:perf_hooks'; export const time = clock;", 'no-restricted-imports'],
    ["export const timers = import('node:timers/promises');", 'no-restricted-syntax'],
  ];

  test.each(BREACHES)('%s', async (code, rule) => {
    const planted = ['lambda/adapters', 'audit', 'testing'].map(folder => `${folder}/planted.ts`);
    for (const path of [...planted, 'lambda/lib/environment.ts']) {
      expect(await rulesOf(path, `${code}\n`)).toEqual([rule]);
    }
    expect(await rulesOf('lambda/lib/system.ts', `${code}\n`)).toEqual([]);
    expect(await rulesOf('demo/planted.ts', `${code}\n`)).toEqual([]);
  });

  test('a time that is given, and a digest, are no such input', async () => {
    const text = `
      import { createHash } from 'node:crypto';
      import { v5 } from 'uuid';
      export const inputs = [new Date(0), Date.parse('2026-01-01'), createHash('sha256'), v5('', '')];
    `;
    const rules = await rulesOf('lambda/domain/planted.ts', text);
    expect(rules.filter(rule => rule?.startsWith('no-restricted'))).toEqual([]);
  });

  test('the message says where they come from', async () => {
    const [finding] = await lint('lambda/domain/planted.ts', 'export const now = Date.now();\n');
    expect(finding!.message).toContain('lambda/lib/system.ts');
  });
});

describe('environment variables', () => {
  const READS = [
    'export const region = process.env.AWS_REGION;',
    "export const region = process['env'].AWS_REGION;",
    'export const { env } = process;',
  ];
  const MAY_READ = [
    'lambda/lib/environment.ts',
    'lambda/lib/wire.ts',
    'lambda/adapters/from-environment.ts',
    'testing/payment/command.ts',
  ];

  test.each(READS)('%s', async code => {
    for (const path of ['lambda/domain/planted.ts', 'lambda/handlers/planted.ts', 'lambda/lib/system.ts']) {
      const findings = await lint(path, `${code}\n`);
      const restricted = findings.filter(({ rule }) => rule === 'no-restricted-properties');
      expect(restricted.map(({ message }) => message)).toEqual([expect.stringContaining('lambda/lib/environment.ts')]);
    }
    for (const path of [...MAY_READ, 'demo/planted.ts']) {
      expect(await rulesOf(path, `${code}\n`)).not.toContain('no-restricted-properties');
    }
  });
});

test('two empty lines in a row, and one where a file begins', async () => {
  for (const folder of ['src', 'lambda/lib', 'demo', 'test']) {
    for (const text of ['export const a = 1;\n\n\nexport const b = 2;\n', '\nexport const a = 1;\n']) {
      expect(await rulesOf(`${folder}/planted.ts`, text)).toEqual(['@stylistic/no-multiple-empty-lines']);
    }
  }
});

test('a nested ternary', async () => {
  const text = 'export const sign = (n: number) => (n < 0 ? -1 : n > 0 ? 1 : 0);\n';
  for (const folder of ['src', 'lambda/lib', 'demo', 'test']) {
    expect(await rulesOf(`${folder}/planted.ts`, text)).toEqual(['no-nested-ternary']);
  }
});

describe('a line of more than 120 columns', () => {
  const wide = Array(25).fill('wide').join(' ');

  test.each([
    ['a string', `export const text = '${wide}';`],
    ['a template', `export const text = \`${'wide ${1} '.repeat(12)}\`;`],
    ['a comment', `// ${wide}`],
    ['a comment after code', `export const one = 1; // ${wide}`],
    ['a regular expression', `export const pattern = /${wide}/;`],
    ['code', `export const sum = ${Array(40).fill('1').join(' + ')};`],
  ])('in %s', async (_, line) => {
    for (const folder of ['src', 'lambda/lib', 'tools', 'test', 'local-aws/test']) {
      expect(await rulesOf(`${folder}/planted.ts`, `${line}\n`)).toEqual(['@stylistic/max-len']);
    }
  });

  test('is allowed for a URL', async () => {
    expect(await rulesOf('src/planted.ts', `// https://example.com/${'wide/'.repeat(24)}\n`)).toEqual([]);
  });

  const tableOf = (row: string) => `export const table = [\n  ${row}\n];\n`;

  test.each([
    ['an array', `['a name', '${wide}'],`],
    ['an object', `{ name: 'a name', text: '${wide}' },`],
  ])('is allowed for a row of a table in tests alone: %s', async (_, row) => {
    expect(await rulesOf('test/rules/planted.ts', tableOf(row))).toEqual([]);
    expect(await rulesOf('local-aws/test/planted.ts', tableOf(row))).toEqual([]);
    expect(await rulesOf('demo/planted.ts', tableOf(row))).toEqual(['@stylistic/max-len']);
  });

  test.each([
    ['a call', `call(['a', '${wide}']),`],
    ['a property', `...({ text: ['${wide}'] }),`],
    ['a string', `'${wide}',`],
  ])('is not allowed in tests for %s', async (_, row) => {
    expect(await rulesOf('test/rules/planted.ts', tableOf(row))).toEqual(['@stylistic/max-len']);
  });
});
