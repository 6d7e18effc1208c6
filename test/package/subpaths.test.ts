/**
 * `cdk-order-pipeline/testing` as users import it: from the packed files, outside the repository, where neither CDK nor
 * anything else is installed.
 */
import { cpSync, mkdirSync, mkdtempSync, symlinkSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { pack, unpack } from './tarball';
import { ROOT } from '../../tools/root';
import { inheritedEnv, runCommand } from '../../tools/run-command';
import { outdir } from '../support/synth';

const app = mkdtempSync(join(outdir, 'app-'));
const env = inheritedEnv();

jest.setTimeout(120_000); // the compiler takes its time on a busy machine

beforeAll(() => {
  mkdirSync(join(app, 'node_modules', '@types'), { recursive: true });
  cpSync(unpack(pack()), join(app, 'node_modules', 'cdk-order-pipeline'), { recursive: true });
  for (const name of ['node', 'undici-types']) {
    const types = name === 'node' ? '@types/node' : name;
    symlinkSync(join(ROOT, 'node_modules', types), join(app, 'node_modules', types));
  }
});

async function node(file: string, text: string, ...args: string[]): Promise<string> {
  writeFileSync(join(app, file), text);
  return (await runCommand(process.execPath, [...args, file], { cwd: app, env })).stdout;
}

/** Checks a payment function that never moves money. */
const CHECK = `
  const pay = async () => ({ status: 'declined', code: 'NO' });
  const { passed, failed, notRun, cases } = await checkPaymentFunction(pay);
  console.log(JSON.stringify({ failed: failed > 0, notRun, all: passed + failed + notRun === cases.length }));
`;
const CHECKED = { failed: true, notRun: 6, all: true };

test('from a CommonJS module', async () => {
  const text = `const { checkPaymentFunction } = require('cdk-order-pipeline/testing'); (async () => {${CHECK}})();`;
  expect(JSON.parse(await node('check.cjs', text))).toEqual(CHECKED);
});

test('from an ES module, by name', async () => {
  const text = `import { checkPaymentFunction } from 'cdk-order-pipeline/testing'; ${CHECK}`;
  expect(JSON.parse(await node('check.mjs', text))).toEqual(CHECKED);
});

test('from the test runner of Node, a test for each case', async () => {
  const output = await node('contract.test.mjs', `
    import { test } from 'node:test';
    import { paymentContract } from 'cdk-order-pipeline/testing';
    const pay = async ({ operation }) => ({ status: operation === 'lookUp' ? 'notFound' : 'unknown' });
    const cases = paymentContract(pay, { captureModes: ['IMMEDIATE'] })
      .filter(({ name, missing }) => missing.length > 0 || name === 'unknown operation');
    for (const { name, missing, run } of cases) test(name, { skip: missing.length > 0 && missing.join() }, run);
  `, '--test-reporter=tap', '--test');
  expect(output).toMatch(/^ok \d+ - unknown operation$/m);
  expect(output).toMatch(/# SKIP faults\.delay is not given/);
  expect(output).toMatch(/# SKIP captureModes does not contain ON_SHIPMENT/);
});

test.each([
  ['node10', ['--module', 'commonjs', '--moduleResolution', 'node10', '--ignoreDeprecations', '6.0']],
  ['node16', ['--module', 'node16']],
  ['nodenext', ['--module', 'nodenext']],
  ['bundler', ['--module', 'esnext', '--moduleResolution', 'bundler']],
])('with types, resolved as %s', async (name, options) => {
  const file = `${name}.ts`;
  writeFileSync(join(app, file), `
    import { type PaymentCall, type PaymentFunction } from 'cdk-order-pipeline/testing';
    import { checkPaymentFunction, fromCommand } from 'cdk-order-pipeline/testing';
    const pay: PaymentFunction = async (call: PaymentCall) => ({ status: 'unknown', reason: call.key });
    export const reports = [checkPaymentFunction(pay, { amount: 500 }), checkPaymentFunction(fromCommand(['pay']))];
    // @ts-expect-error an option that does not exist
    void checkPaymentFunction(pay, { amounts: 500 });
  `);
  const tsc = join(ROOT, 'node_modules', 'typescript', 'bin', 'tsc');
  const args = ['--strict', '--noEmit', '--target', 'es2022', '--types', 'node', ...options, file];
  await runCommand(process.execPath, [tsc, ...args], { cwd: app, env });
});

test('all that was found by its path before is found', async () => {
  const paths = ['schemas/order.schema.json', 'templates/OrderConfirmed.subject.mustache', 'package.json', '.jsii'];
  const resolve = "path => console.log(require.resolve('cdk-order-pipeline/' + path))";
  const found = (await node('paths.cjs', `${JSON.stringify(paths)}.forEach(${resolve});`)).trim().split('\n');
  expect(found).toEqual(paths.map(path => expect.stringContaining(`node_modules/cdk-order-pipeline/${path}`)));
});
