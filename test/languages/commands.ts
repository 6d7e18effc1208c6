/** Commands run as a user runs them, outside the repository. */
import { spawn } from 'node:child_process';
import { delimiter } from 'node:path';
import { ROOT } from '../rules/source-files';

const TAIL_CHARACTERS = 6_000;

export interface RunOptions {
  readonly cwd: string;
  /** Added to the environment of a user. @default - nothing */
  readonly env?: Readonly<Record<string, string>>;
}

export interface Outcome {
  readonly stdout: string;
  readonly stderr: string;
  readonly seconds: number;
}

/** Runs a command that has to succeed. */
export function run(command: string, args: readonly string[], options: RunOptions): Promise<Outcome> {
  const started = process.hrtime.bigint();
  return new Promise((resolve, reject) => {
    const child = spawn(command, args, { cwd: options.cwd, env: { ...userEnv(), ...options.env }, stdio: ['ignore', 'pipe', 'pipe'] });
    const output = { stdout: '', stderr: '' };
    child.stdout.setEncoding('utf8').on('data', (text: string) => { output.stdout += text; });
    child.stderr.setEncoding('utf8').on('data', (text: string) => { output.stderr += text; });
    child.on('error', reject);
    child.on('close', status => {
      if (status === 0) return resolve({ ...output, seconds: Number(process.hrtime.bigint() - started) / 1e9 });
      const tail = (output.stdout + output.stderr).slice(-TAIL_CHARACTERS);
      return reject(new Error(`${command} ${args.join(' ')} in ${options.cwd} ended with status ${status}\n${tail}`));
    });
  });
}

/** Where a user's shell looks for commands: nowhere in this repository. */
export const userPath = process.env.PATH!.split(delimiter).filter(folder => !/node_modules/.test(folder) && !folder.startsWith(ROOT)).join(delimiter);

/** The environment less what leads back into this repository, or would change what another npm, Python, Java or CDK does. */
function userEnv(): Record<string, string | undefined> {
  const own = /^(npm_|INIT_CWD$|NODE_PATH$|NODE_OPTIONS$|VIRTUAL_ENV$|PYTHON|CLASSPATH$|MAVEN_OPTS$|CDK_|JSII_)/i;
  const kept = Object.entries(process.env).filter(([name, value]) => (!own.test(name) || /^npm_config_(registry|cafile|cache)$/i.test(name)) && !value!.includes(ROOT));
  return { ...Object.fromEntries(kept), PATH: userPath, JSII_DEPRECATED: 'quiet', JSII_SILENCE_WARNING_END_OF_LIFE_NODE_VERSION: '20' };
}

/** Says how far the tests have come, because installing three ecosystems takes minutes. */
export const say = (line: string): void => void process.stdout.write(`  ${line}\n`);
