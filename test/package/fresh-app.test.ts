/** A user's first app, outside the repository: the packed library is installed, compiled against, and synthesizes what the checkout does. */
import { execFileSync } from 'node:child_process';
import { mkdtempSync, readFileSync, realpathSync, writeFileSync } from 'node:fs';
import { join, relative } from 'node:path';
import { Template } from 'aws-cdk-lib/assertions';
import { pack } from './tarball';
import { ROOT } from '../src/source-files';
import { outdir, synthPipeline } from '../src/support';

// aws-cdk-lib has 170 MB.
jest.setTimeout(300_000);

const { peerDependencies: peers } = JSON.parse(readFileSync(join(ROOT, 'package.json'), 'utf8')) as { peerDependencies: Record<string, string> };
const APP = `
import { App, Stack } from 'aws-cdk-lib';
import { Construct } from 'constructs';
import { OrderPipeline } from 'cdk-order-pipeline';

class Shop extends Stack {
  constructor(scope: Construct, id: string) {
    super(scope, id);
    new OrderPipeline(this, 'Orders');
  }
}

const app = new App();
new Shop(app, 'Test');
app.synth();
`;

const app = realpathSync(mkdtempSync(join(outdir, 'app-')));
const run = (command: string, ...args: string[]) => execFileSync(command, args, {
  cwd: app,
  encoding: 'utf8',
  stdio: 'pipe',
  env: { ...process.env, NODE_PATH: '', CDK_OUTDIR: join(app, 'cdk.out') },
});
const tsc = (...args: string[]) => run(process.execPath, join(ROOT, 'node_modules', 'typescript', 'bin', 'tsc'), '--strict', '--skipLibCheck', '--module', 'node16', '--target', 'es2022', ...args);

beforeAll(() => {
  expect(relative(ROOT, app)).toMatch(/^\.\./);
  writeFileSync(join(app, 'package.json'), JSON.stringify({ name: 'shop', version: '1.0.0', private: true }));
  writeFileSync(join(app, 'app.ts'), APP);
  const floor = Object.entries(peers).map(([name, range]) => `${name}@${range.replace('^', '')}`);
  run('npm', 'install', '--prefix', app, '--save-exact', '--prefer-offline', '--no-audit', '--no-fund', pack(), ...floor);
});

test('nothing is installed but the library, its peers, and what these bring', () => {
  const { packages } = JSON.parse(readFileSync(join(app, 'package-lock.json'), 'utf8')) as { packages: Record<string, { version: string; dependencies?: Record<string, string>; inBundle?: boolean }> };
  const brought = new Set(Object.keys(peers));
  for (const name of brought) for (const dependency of Object.keys(packages[`node_modules/${name}`]!.dependencies ?? {})) if (packages[`node_modules/${dependency}`]) brought.add(dependency);
  const installed = Object.entries(packages).filter(([path, { inBundle }]) => path && !inBundle).map(([path]) => path.replace(/^node_modules\//, ''));
  expect(installed.sort()).toEqual([...brought, 'cdk-order-pipeline'].sort());
  for (const [name, range] of Object.entries(peers)) expect(`^${packages[`node_modules/${name}`]!.version}`).toBe(range);
});

test('the app compiles, and its template is the one of the checkout, down to the hashes of the assets', () => {
  tsc('app.ts');
  run(process.execPath, 'app.js');
  const template: unknown = JSON.parse(readFileSync(join(app, 'cdk.out', 'Test.template.json'), 'utf8'));
  const { stack } = synthPipeline();
  expect(template).toEqual(Template.fromStack(stack).toJSON());
});

test('a mistake in props does not compile', () => {
  writeFileSync(join(app, 'mistake.ts'), APP.replace("'Orders')", "'Orders', { payments: 1 })"));
  expect(() => tsc('--noEmit', 'mistake.ts')).toThrow(expect.objectContaining({ stdout: expect.stringMatching(/'payments' does not exist in type 'OrderPipelineProps'/) }));
});

test('an app of ES modules finds the names, too', () => {
  writeFileSync(join(app, 'names.mjs'), 'import { OrderPipeline, PaymentProvider } from "cdk-order-pipeline"; console.log(OrderPipeline.name, typeof PaymentProvider.simulated);');
  expect(run(process.execPath, 'names.mjs').trim()).toBe('OrderPipeline function');
});

test('the schemas are found by the package\'s name', () => {
  writeFileSync(join(app, 'schema.cjs'), 'console.log(require("cdk-order-pipeline/schemas/order.schema.json").title);');
  expect(run(process.execPath, 'schema.cjs').trim()).toBe('Order');
});
