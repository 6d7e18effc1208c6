/** Commands run as a user runs them, outside the repository. */
import { delimiter } from 'node:path';
import { ROOT } from '../../../tools/root';
import { type CommandOutput, runCommand } from '../../../tools/run-command';

export interface RunOptions {
  readonly cwd: string;
  /** Added to the environment of a user. @default - nothing */
  readonly env?: Readonly<Record<string, string>>;
}

/** Runs a command that has to succeed. */
export function run(command: string, args: readonly string[], { cwd, env }: RunOptions): Promise<CommandOutput> {
  return runCommand(command, args, { cwd, env: { ...userEnv(), ...env } });
}

/** Where a user's shell looks for commands: nowhere in this repository. */
export const userPath = process.env.PATH!.split(delimiter)
  .filter(folder => !/node_modules/.test(folder) && !folder.startsWith(ROOT)).join(delimiter);

/** Variables that would change what another npm, Python, Java or CDK does. */
const OWN = /^(npm_|INIT_CWD$|NODE_PATH$|NODE_OPTIONS$|VIRTUAL_ENV$|PYTHON|CLASSPATH$|MAVEN_OPTS$|CDK_|JSII_)/i;
const REGISTRY = /^npm_config_(registry|cafile|cache)$/i;

/** The environment of a user: nothing in it leads back into this repository. */
function userEnv(): Record<string, string | undefined> {
  const kept = Object.entries(process.env).filter(([name, value]) =>
    (!OWN.test(name) || REGISTRY.test(name)) && !value!.includes(ROOT));
  return {
    ...Object.fromEntries(kept),
    PATH: userPath,
    JSII_DEPRECATED: 'quiet',
    JSII_SILENCE_WARNING_END_OF_LIFE_NODE_VERSION: '20',
  };
}

/** Says how far the tests have come, because installing three ecosystems takes minutes. */
export const say = (line: string): void => void process.stdout.write(`  ${line}\n`);
