/** Runs commands. All code that builds, deploys, installs or tests with another program uses this module. */
import { spawn } from 'node:child_process';
import type { Readable } from 'node:stream';
import { ROOT } from './root';

/** How much of its output the error of a failed command shows. */
const TAIL_LINES = 80;

/** Options of {@link runCommand}. */
export interface CommandOptions {
  /** The folder in which it runs. @default - the current folder */
  readonly cwd?: string;
  /** All of its environment. @default inheritedEnv() */
  readonly env?: NodeJS.ProcessEnv;
  /** What an error calls the command. @default - the command with its arguments, and the folder if one is given */
  readonly name?: string;
  /** Receives the output line by line, while the command runs. @default - the output shows only in an error */
  readonly log?: (line: string) => void;
}

/** What a command that succeeded has written, and how long it took. */
export interface CommandOutput {
  readonly stdout: string;
  readonly stderr: string;
  readonly seconds: number;
}

/** Runs a command that has to succeed. If it fails, the error shows the end of its output. */
export function runCommand(
  command: string, args: readonly string[], options: CommandOptions = {},
): Promise<CommandOutput> {
  const { cwd, env = inheritedEnv(), log } = options;
  const started = process.hrtime.bigint();
  return new Promise((resolve, reject) => {
    const child = spawn(command, args, { cwd, env, stdio: ['ignore', 'pipe', 'pipe'] });
    const tail: string[] = [];
    const onLine = (line: string) => {
      tail.push(line);
      if (tail.length > TAIL_LINES) tail.shift();
      log?.(line);
    };
    const stdout = collect(child.stdout, onLine);
    const stderr = collect(child.stderr, onLine);
    child.on('error', reject);
    child.on('close', (status, signal) => {
      const seconds = Number(process.hrtime.bigint() - started) / 1e9;
      if (status === 0) return resolve({ stdout: stdout(), stderr: stderr(), seconds });
      const name = options.name ?? [command, ...args, ...cwd === undefined ? [] : ['in', cwd]].join(' ');
      return reject(new Error(`${name} ended with ${signal ?? `status ${status}`}\n${tail.join('\n').trim()}`));
    });
  });
}

/** Runs Node in the root of the repository. */
export async function runNode(args: readonly string[], env: Readonly<Record<string, string>> = {}): Promise<void> {
  const name = `node ${args.join(' ')}`;
  await runCommand(process.execPath, args, { cwd: ROOT, env: { ...inheritedEnv(), ...env }, name });
}

/** The environment of this process without NODE_OPTIONS, which are options for this process only. */
export function inheritedEnv(): NodeJS.ProcessEnv {
  const { NODE_OPTIONS: _, ...env } = process.env;
  return env;
}

/** Passes on the lines of a stream. Returns a function that returns the whole text at the end. */
function collect(stream: Readable, onLine: (line: string) => void): () => string {
  let text = '';
  let rest = '';
  stream.setEncoding('utf8').on('data', (chunk: string) => {
    text += chunk;
    const lines = (rest + chunk).split('\n');
    rest = lines.pop()!;
    lines.forEach(onLine);
  }).on('end', () => {
    if (rest) onLine(rest);
  });
  return () => text;
}
