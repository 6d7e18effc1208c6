/** The demo in a real account: says what it will create, asks for consent, and deploys. */
import { readFileSync } from 'node:fs';
import * as path from 'node:path';
import { createInterface } from 'node:readline/promises';
import { DEMO_SENDER, DEMO_STACK } from './names';
import { demoOutputs, emulatedOutputs } from './outputs';
import { type Target, WORK_FOLDER } from './target';
import { deploy, destroy } from '../../tools/deploy';
import { ROOT } from '../../tools/root';
import { runNode } from '../../tools/run-command';
import { BadInput } from '../terminal/bad-input';
import { withProgress } from '../terminal/progress';

const AWS_ASSEMBLY = path.join(WORK_FOLDER, 'cdk.out.aws');
const CDK = path.join('node_modules', 'aws-cdk', 'bin', 'cdk');

/** A cloud assembly for the account and region that the CDK CLI finds in the environment. */
export interface Examined {
  readonly assembly: string;
  readonly environment: string;
}

export async function examineAccount(): Promise<Examined> {
  return withProgress('Bundle the handlers and find the AWS account', async () => {
    await runNode(['tools/bundle.mjs']);
    // The CLI asks STS for the account and passes it to the app, which makes its stack for that account.
    const app = `"${process.execPath}" --import tsx demo/app.ts`;
    await runNode([CDK, 'synth', '--quiet', '--no-notices', '--ci', '--app', app, '--output', AWS_ASSEMBLY]);
    const { artifacts } = readAssembly<{ artifacts: Record<string, { environment?: string }> }>('manifest.json');
    const environment = artifacts[DEMO_STACK]?.environment ?? '';
    if (!/^aws:\/\/\d{12}\//.test(environment)) {
      throw new BadInput('no AWS credentials found in the environment; '
        + 'allowed: whatever the AWS CLI takes, such as AWS_PROFILE, and a region');
    }
    return { assembly: AWS_ASSEMBLY, environment };
  });
}

/** Says what will be created and where, and asks for consent. Returns false if the answer is no. */
export async function agree({ environment }: Examined, yes: boolean): Promise<boolean> {
  const { Resources } = readAssembly<{ Resources: Record<string, { Type: string }> }>(`${DEMO_STACK}.template.json`);
  const types = Object.values(Resources).map(({ Type }) => Type);
  const where = `created or updated in ${environment}`;
  console.log(`\nThe stack ${DEMO_STACK} will be ${where}, with ${types.length} resources:`);
  for (const type of [...new Set(types)].sort()) {
    console.log(`  ${String(types.filter(one => one === type).length).padStart(3)} ${type}`);
  }
  console.log([
    'CDKToolkit, the bootstrap stack of the CDK, is created too where it is missing.',
    'The REST API is open to everybody who knows its URL. What is used is billed; when idle, next to nothing.',
    `Mails come from ${DEMO_SENDER} (DEMO_SENDER), which SES has to have verified; `
      + 'without that they fail and the orders stay as they are.',
    'npm run demo:destroy removes the stack with all its data; CDKToolkit stays.',
  ].join('\n'));
  return yes || isAgreed();
}

async function isAgreed(): Promise<boolean> {
  if (!process.stdin.isTTY) throw new BadInput('nobody to ask on standard input; allowed: a terminal, or --yes');
  const terminal = createInterface({ input: process.stdin, output: process.stdout });
  const interrupted = new Promise<string>(resolve => terminal.once('SIGINT', () => {
    resolve('');
    process.kill(process.pid, 'SIGINT');
  }));
  const answer = await Promise.race([terminal.question('\nCreate it? [y/N] '), interrupted]);
  terminal.close();
  return /^y(es)?$/i.test(answer.trim());
}

/** Deploys the examined assembly. The clients find the account as the CDK CLI does: in the environment. */
export async function onAws({ assembly }: Examined): Promise<Target> {
  const outputs = await withProgress('Deploy the demo stack to AWS', say =>
    deploy({ app: assembly, stack: DEMO_STACK, env: {}, outDir: assembly, cwd: ROOT, log: say }));
  // The caller's environment may point to another emulator of AWS. Its API URLs have the form of our emulator's.
  const endpoint = process.env.AWS_ENDPOINT_URL;
  const region = /^arn:[^:]+:[^:]+:([^:]+)/.exec(outputs.TopicArn ?? '')?.[1];
  return {
    client: { region },
    outputs: endpoint ? emulatedOutputs(endpoint, outputs) : demoOutputs(outputs),
    attached: false,
  };
}

export async function destroyStack({ assembly, environment }: Examined): Promise<void> {
  await withProgress(`Remove the stack ${DEMO_STACK} from ${environment}`, say =>
    destroy({ app: assembly, stack: DEMO_STACK, env: {}, cwd: ROOT, log: say }));
}

function readAssembly<T>(file: string): T {
  return JSON.parse(readFileSync(path.join(AWS_ASSEMBLY, file), 'utf8')) as T;
}
