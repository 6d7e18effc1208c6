/** What else an app in TypeScript or JavaScript makes of the npm package. */
import { readFileSync, writeFileSync } from 'node:fs';
import { join, relative } from 'node:path';
import { ROOT } from '../../../tools/root';
import { run } from '../support/commands';
import { typescript } from '../support/installed';
import { PEERS } from '../support/language';

const { app } = typescript;
const node = async (file: string): Promise<string> => (await run(process.execPath, [file], { cwd: app })).stdout.trim();

test('the app is outside the repository, whose packages it does not see', () =>
  expect(relative(ROOT, app)).toMatch(/^\.\./));

test('nothing is installed but the library, its peers, and what these bring', () => {
  const { packages } = JSON.parse(readFileSync(join(app, 'package-lock.json'), 'utf8')) as {
    packages: Record<string, { version: string; dependencies?: Record<string, string>; inBundle?: boolean }>;
  };
  const brought = new Set(Object.keys(PEERS));
  for (const name of brought) {
    for (const dependency of Object.keys(packages[`node_modules/${name}`]!.dependencies ?? {})) {
      if (packages[`node_modules/${dependency}`]) brought.add(dependency);
    }
  }
  const installed = Object.entries(packages)
    .filter(([path, { inBundle }]) => path && !inBundle)
    .map(([path]) => path.replace(/^node_modules\//, ''));
  expect(installed.sort()).toEqual([...brought, 'cdk-order-pipeline'].sort());
  for (const [name, floor] of Object.entries(PEERS)) expect(packages[`node_modules/${name}`]!.version).toBe(floor);
});

test('the types are sound', async () => {
  writeFileSync(join(app, 'types.ts'), "export * from 'cdk-order-pipeline';\n");
  // CDK's own types need the latter library.
  await typescript.compile('--noEmit', '--skipLibCheck', 'false', '--lib', 'es2022,esnext.disposable', 'types.ts');
});

test('a mistake in props does not compile', async () => {
  writeFileSync(
    join(app, 'mistake.ts'),
    "import { OrderPipeline } from 'cdk-order-pipeline';\ndeclare const scope: any;\n"
      + "new OrderPipeline(scope, 'Orders', { payments: 1 });\n",
  );
  await expect(typescript.compile('--noEmit', 'mistake.ts')).rejects.toThrow(
    /'payments' does not exist in type 'OrderPipelineProps'/,
  );
});

test('an app of ES modules finds the names, too', async () => {
  writeFileSync(
    join(app, 'names.mjs'),
    'import { OrderPipeline, PaymentProvider } from "cdk-order-pipeline"; '
      + 'console.log(OrderPipeline.name, typeof PaymentProvider.simulated);',
  );
  expect(await node('names.mjs')).toBe('OrderPipeline function');
});

test('the contract suite for payment functions is found by its subpath', async () => {
  writeFileSync(
    join(app, 'suite.mjs'),
    'import { paymentContract } from "cdk-order-pipeline/testing"; console.log(typeof paymentContract);',
  );
  expect(await node('suite.mjs')).toBe('function');
  writeFileSync(join(app, 'suite.ts'), "export * from 'cdk-order-pipeline/testing';\n");
  await typescript.compile('--noEmit', 'suite.ts');
});

test('the schemas are found by the package\'s name', async () => {
  writeFileSync(join(app, 'schema.cjs'), 'console.log(require("cdk-order-pipeline/schemas/order.schema.json").title);');
  expect(await node('schema.cjs')).toBe('Order');
});
