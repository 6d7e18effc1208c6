/** Deploys a stack with the CDK CLI of this repository, to where the environment points: an emulator or an account. */
import { existsSync, mkdirSync, mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import * as path from 'node:path';
import { ROOT } from './root';
import { inheritedEnv, runCommand } from './run-command';

const CDK_CLI = path.join(ROOT, 'node_modules', 'aws-cdk', 'bin', 'cdk');

/** What to deploy, and where. */
export interface DeployOptions {
  /** Command that synthesizes the app, or the folder of an assembly. */
  readonly app: string;
  /** Name of the stack. */
  readonly stack: string;
  /** The target: variables that point to an emulator (with AWS_ENDPOINT_URL) or to an account. */
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
  await cdk(options, [
    'deploy', options.stack,
    '--exclusively',
    '--app', options.app,
    '--output', path.resolve(options.outDir),
    '--method', 'direct',
    '--require-approval', 'never',
    '--progress', 'events',
    '--outputs-file', outputsFile,
    ...options.args ?? [],
  ]);
  if (!existsSync(outputsFile)) return {}; // the CLI writes no file for a stack without outputs
  const outputs = JSON.parse(readFileSync(outputsFile, 'utf8')) as Record<string, Record<string, string>>;
  return outputs[options.stack] ?? {};
}

/** Removes the stack again. */
export async function destroy(options: Pick<DeployOptions, 'app' | 'stack' | 'env' | 'cwd' | 'log'>): Promise<void> {
  await cdk(options, ['destroy', options.stack, '--exclusively', '--app', options.app, '--force']);
}

async function bootstrap(options: DeployOptions): Promise<void> {
  const { app, env } = options;
  if (!env.AWS_ENDPOINT_URL) return cdk(options, ['bootstrap', '--app', app]);
  const folder = mkdtempSync(path.join(tmpdir(), 'cdk-bootstrap-')); // without a cdk.json, so that no app is run
  try {
    return await cdk({ ...options, cwd: folder }, ['bootstrap', `aws://${env.AWS_ACCESS_KEY_ID}/${env.AWS_REGION}`]);
  } finally {
    rmSync(folder, { recursive: true, force: true });
  }
}

/** Used only for an emulator. `cdk bootstrap` finds this out by itself, but takes seconds. */
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

async function cdk({ env, cwd, log }: Pick<DeployOptions, 'env' | 'cwd' | 'log'>, args: string[]): Promise<void> {
  const home = mkdtempSync(path.join(tmpdir(), 'cdk-home-')); // nothing of this run is remembered for real accounts
  try {
    await runCommand(process.execPath, [CDK_CLI, ...args, '--ci', '--no-notices', '--no-color'], {
      cwd,
      env: { ...cliEnv(env), CDK_HOME: home },
      name: `cdk ${args[0]}`,
      log,
    });
  } finally {
    rmSync(home, { recursive: true, force: true });
  }
}

/** The environment for the CDK CLI. An emulator never gets the caller's credentials or profile. */
function cliEnv(target: Record<string, string>): NodeJS.ProcessEnv {
  const own = Object.entries(inheritedEnv()).filter(([name]) => !(target.AWS_ENDPOINT_URL && name.startsWith('AWS_')));
  return {
    ...Object.fromEntries(own),
    ...target,
    CDK_DISABLE_CLI_TELEMETRY: 'true',
    CDK_DISABLE_VERSION_CHECK: 'true',
    JSII_SILENCE_WARNING_END_OF_LIFE_NODE_VERSION: '20',
  };
}
