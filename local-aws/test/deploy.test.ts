import { mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { DescribeStacksCommand } from '@aws-sdk/client-cloudformation';
import { Aws, START_TIMEOUT_MS } from './support';
import { deploy, destroy } from '../../tools/deploy';
import { Emulator, startEmulator } from '../emulator';

const CLI_TIMEOUT_MS = 120_000;
let emulator: Emulator;
let aws: Aws;
let folder: string;

beforeAll(async () => {
  folder = mkdtempSync(join(tmpdir(), 'deploy-'));
  emulator = await startEmulator();
  aws = new Aws(emulator);
}, START_TIMEOUT_MS);

afterAll(async () => {
  aws?.destroy();
  await emulator?.stop();
  rmSync(folder, { recursive: true, force: true });
});

test('a CDK app with a bundled function is deployed, runs, is updated and removed', async () => {
  const library = join(__dirname, '..', '..', 'node_modules', 'aws-cdk-lib');
  writeFileSync(join(folder, 'app.js'), `
    const { App, CfnOutput, Stack, aws_lambda: lambda } = require(${JSON.stringify(library)});
    const stack = new Stack(new App(), 'Small');
    const fn = new lambda.Function(stack, 'F', {
      runtime: lambda.Runtime.NODEJS_22_X,
      handler: 'index.handler',
      code: lambda.Code.fromAsset(${JSON.stringify(join(folder, 'code'))}),
      environment: { GREETING: stack.node.getContext('greeting') },
    });
    new CfnOutput(stack, 'Name', { value: fn.functionName });`);
  mkdirSync(join(folder, 'code'));
  writeFileSync(join(folder, 'code', 'index.mjs'), 'export const handler = async () => process.env.GREETING;');

  const options = {
    app: `node ${join(folder, 'app.js')}`,
    stack: 'Small',
    env: emulator.env,
    outDir: join(folder, 'cdk.out'),
    cwd: folder,
  };
  const outputs = await deploy({ ...options, args: ['--context', 'greeting=hello'] });
  expect(outputs).toEqual({ Name: expect.any(String) });
  expect(JSON.parse(readFileSync(join(folder, 'cdk.out', 'outputs.json'), 'utf8'))).toEqual({ Small: outputs });
  expect((await aws.invoke<string>(outputs.Name!)).payload).toBe('hello');

  await deploy({ ...options, args: ['--context', 'greeting=good-bye'] });
  expect((await aws.invoke<string>(outputs.Name!)).payload).toBe('good-bye');

  await destroy({ ...options, app: join(folder, 'cdk.out') });
  const described = aws.cloudFormation.send(new DescribeStacksCommand({ StackName: 'Small' }));
  await expect(described).rejects.toThrow(/does not exist/);
}, CLI_TIMEOUT_MS);

test('a failure shows what the CLI has said', async () => {
  const app = 'node -e "console.error(\'no such product\'); process.exit(3)"';
  const failing = deploy({ app, stack: 'Any', env: emulator.env, outDir: folder, cwd: folder });
  await expect(failing).rejects.toThrow(/^cdk deploy ended with status 1\n[^]*no such product/);
}, CLI_TIMEOUT_MS);
