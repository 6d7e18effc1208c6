/** Commands run as a user runs them, outside the repository. */
import { spawn } from 'node:child_process';
import { appendFileSync } from 'node:fs';
import { join } from 'node:path';
import { outdir } from '../src/support';

const LOG = join(outdir, 'commands.log');
const TAIL_CHARACTERS = 6_000;

export interface RunOptions {
  readonly cwd: string;
  /** @default - the environment of the tests, less what would lead back into the repository */
  readonly env?: Record<string, string>;
}

export interface Outcome {
  readonly status: number | null;
  readonly stdout: string;
  readonly stderr: string;
  readonly seconds: number;
}

/** Runs a command to its end, whatever that is. */
export function attempt(command: string, args: readonly string[], options: RunOptions): Promise<Outcome> {
  const started = process.hrtime.bigint();
  return new Promise((resolve, reject) => {
    const child = spawn(command, args, { cwd: options.cwd, env: { ...userEnv(), ...options.env }, stdio: ['ignore', 'pipe', 'pipe'] });
    const output = { stdout: '', stderr: '' };
    child.stdout.setEncoding('utf8').on('data', (text: string) => { output.stdout += text; });
    child.stderr.setEncoding('utf8').on('data', (text: string) => { output.stderr += text; });
    child.on('error', reject);
    child.on('close', status => {
      appendFileSync(LOG, `$ ${command} ${args.join(' ')}\n${output.stdout}${output.stderr}\n`);
      resolve({ status, ...output, seconds: Number(process.hrtime.bigint() - started) / 1e9 });
    });
  });
}

/** Runs a command that has to succeed. */
export async function run(command: string, args: readonly string[], options: RunOptions): Promise<Outcome> {
  const outcome = await attempt(command, args, options);
  if (outcome.status === 0) return outcome;
  throw new Error(`${command} ${args.join(' ')} in ${options.cwd} ended with status ${outcome.status}\n${(outcome.stdout + outcome.stderr).slice(-TAIL_CHARACTERS)}`);
}

/** What npm and projen set for their own scripts would be taken over by a npm that runs in another folder. */
function userEnv(): Record<string, string | undefined> {
  const kept = Object.entries(process.env).filter(([name]) => !/^(npm_(config_local_prefix|package|lifecycle|command|execpath|node_execpath)|INIT_CWD|NODE_PATH|NODE_OPTIONS|VIRTUAL_ENV|PYTHONPATH|CLASSPATH|MAVEN_OPTS|CDK_)/i.test(name));
  const path = process.env.PATH!.split(':').filter(folder => !/node_modules/.test(folder)).join(':');
  return { ...Object.fromEntries(kept), PATH: path, JSII_DEPRECATED: 'quiet', JSII_SILENCE_WARNING_END_OF_LIFE_NODE_VERSION: '20' };
}

/** Says how far the tests have come, because installing three ecosystems takes minutes. */
export const say = (line: string): void => void process.stdout.write(`  ${line}\n`);
