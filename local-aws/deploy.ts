/** Deploys a stack with the CDK CLI of this repository, to the emulator or to wherever the environment points. */
import { spawn } from 'node:child_process';
import { existsSync, mkdirSync, mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import * as path from 'node:path';
import { ROOT } from './install';

const TAIL_LINES = 40;

/** What to deploy, and where. */
export interface DeployOptions {
  /** Command that synthesizes the app, or the folder of an assembly. */
  readonly app: string;
  /** Name of the stack. */
  readonly stack: string;
  /** The target: `emulator.env`, or the variables of an account. */
  readonly env: Record<string, string>;
  /** Receives the assembly. */
  readonly outDir: string;
  /** Receives the outputs as JSON. @default - outputs.json in outDir */
  readonly outputsFile?: string;
  /** Where the command of `app` runs. @default - the current folder */
  readonly cwd?: string;
  /** More arguments of `cdk deploy`, such as `--context` or `--parameters`. @default - none */
  readonly args?: string[];
  /** Receives the CLI's output line by line. @default - shown only when it fails */
  readonly log?: (line: string) => void;
}

/** Bootstraps the account if need be and deploys; returns the stack's outputs. */
export async function deploy(options: DeployOptions): Promise<Record<string, string>> {
  const outputsFile = path.resolve(options.outputsFile ?? path.join(options.outDir, 'outputs.json'));
  mkdirSync(path.dirname(outputsFile), { recursive: true });
  rmSync(outputsFile, { force: true });
  if (!await isBootstrapped(options.env)) await bootstrap(options);
  await cdk(options, options.cwd ?? process.cwd(), [
    'deploy', options.stack, '--exclusively', '--app', options.app, '--output', path.resolve(options.outDir), '--method', 'direct',
    '--require-approval', 'never', '--progress', 'events', '--outputs-file', outputsFile, ...options.args ?? [],
  ]);
  // Without any output, the CLI writes no file.
  const outputs = existsSync(outputsFile) ? JSON.parse(readFileSync(outputsFile, 'utf8')) as Record<string, Record<string, string>> : {};
  return outputs[options.stack] ?? {};
}

/** Removes the stack again. */
export async function destroy(options: Pick<DeployOptions, 'app' | 'stack' | 'env' | 'cwd' | 'log'>): Promise<void> {
  await cdk(options, options.cwd ?? process.cwd(), ['destroy', options.stack, '--exclusively', '--app', options.app, '--force']);
}

async function bootstrap(options: DeployOptions): Promise<void> {
  const elsewhere = mkdtempSync(path.join(tmpdir(), 'order-bootstrap-')); // without a cdk.json, so that no app is run
  try {
    const environment = options.env.AWS_ENDPOINT_URL
      ? [`aws://${options.env.AWS_ACCESS_KEY_ID}/${options.env.AWS_REGION}`] : [];
    await cdk(options, environment.length ? elsewhere : options.cwd ?? process.cwd(),
      ['bootstrap', ...environment, ...environment.length ? [] : ['--app', options.app]]);
  } finally {
    rmSync(elsewhere, { recursive: true, force: true });
  }
}

/** Asked of an emulator only. `cdk bootstrap` finds out by itself, but takes seconds for it. */
async function isBootstrapped(env: Record<string, string>): Promise<boolean> {
  if (!env.AWS_ENDPOINT_URL) return false;
  const scope = `${env.AWS_ACCESS_KEY_ID}/19700101/${env.AWS_REGION}/cloudformation/aws4_request`;
  const answer = await fetch(env.AWS_ENDPOINT_URL, {
    method: 'POST',
    headers: {
      'content-type': 'application/x-www-form-urlencoded',
      'authorization': `AWS4-HMAC-SHA256 Credential=${scope}, SignedHeaders=host, Signature=none`,
    },
    body: 'Action=DescribeStacks&Version=2010-05-15&StackName=CDKToolkit',
  });
  return answer.ok && /<StackStatus>(CREATE|UPDATE)_COMPLETE</.test(await answer.text());
}

async function cdk(options: Pick<DeployOptions, 'env' | 'log'>, cwd: string, args: string[]): Promise<void> {
  const home = mkdtempSync(path.join(tmpdir(), 'order-cdk-home-')); // nothing of this run is remembered for real accounts
  try {
    await run(options, cwd, [...args, '--ci', '--no-notices', '--no-color'], { ...cliEnv(options.env), CDK_HOME: home });
  } finally {
    rmSync(home, { recursive: true, force: true });
  }
}

function run(options: Pick<DeployOptions, 'log'>, cwd: string, args: string[], env: NodeJS.ProcessEnv): Promise<void> {
  return new Promise((resolve, reject) => {
    const child = spawn(process.execPath, [path.join(ROOT, 'node_modules', 'aws-cdk', 'bin', 'cdk'), ...args],
      { cwd, env, stdio: ['ignore', 'pipe', 'pipe'] });
    const tail: string[] = [];
    const onLine = (line: string) => {
      tail.push(line);
      if (tail.length > TAIL_LINES) tail.shift();
      options.log?.(line);
    };
    for (const stream of [child.stdout, child.stderr]) {
      let rest = '';
      stream.setEncoding('utf8').on('data', (chunk: string) => {
        const lines = (rest + chunk).split('\n');
        rest = lines.pop()!;
        lines.forEach(onLine);
      }).on('end', () => {
        if (rest) onLine(rest);
      });
    }
    child.on('error', reject);
    child.on('close', (code, signal) => {
      if (code === 0) resolve();
      else reject(new Error(`cdk ${args[0]} ended with ${signal ?? `status ${code}`}\n${tail.join('\n')}`));
    });
  });
}

/** An emulator never sees the caller's credentials or profile. */
function cliEnv(target: Record<string, string>): NodeJS.ProcessEnv {
  const own = Object.entries(process.env).filter(([name]) =>
    name !== 'NODE_OPTIONS' && !(target.AWS_ENDPOINT_URL && name.startsWith('AWS_')));
  return {
    ...Object.fromEntries(own),
    ...target,
    CDK_DISABLE_CLI_TELEMETRY: 'true',
    CDK_DISABLE_VERSION_CHECK: 'true',
    JSII_SILENCE_WARNING_END_OF_LIFE_NODE_VERSION: '20',
  };
}
