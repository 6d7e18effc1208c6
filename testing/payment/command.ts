import { spawn } from 'node:child_process';
import type { Readable } from 'node:stream';
import { shortJson } from './conversation/answer';
import type { PaymentFunction } from './conversation/options';
import { system } from '../../lambda/lib/system';

/** Options of {@link fromCommand}. */
export interface CommandFunctionOptions {
  /** The folder in which the command runs. @default - the current folder */
  readonly cwd?: string;
  /** Its environment variables, besides those of this process. @default - none */
  readonly env?: Readonly<Record<string, string>>;
  /**
   * How long a call may take before the process is killed, in milliseconds. Longer than the deadline of the suite,
   * which waits for late answers. @default 60000
   */
  readonly timeout?: number;
}

/** Three times the deadline of a call. */
const COMMAND_TIMEOUT = 60_000;
/** The longest answer. A Lambda function may answer 6 MB; no answer of the contract is as long as 64 KiB. */
const MAX_OUTPUT = 64 * 1024;

/**
 * A payment function that is a command, in any language: started for each call, it reads the call as JSON from its
 * standard input, prints the answer as JSON to its standard output, and ends with status 0. What it prints to standard
 * error shows only if it fails.
 *
 * The returned function throws an error that says what is wrong: the command does not start, ends with another status,
 * does not end, or prints something else.
 */
export function fromCommand(command: readonly string[], options: CommandFunctionOptions = {}): PaymentFunction {
  const [program, ...args] = command;
  if (!program) throw new Error("the command is empty; it must have a program, as in ['python', 'pay.py']");
  const { cwd, env, timeout = COMMAND_TIMEOUT } = options;
  if (!(timeout > 0)) throw new Error(`timeout is ${timeout}; it must be more than 0 milliseconds`);

  return async call => {
    const { stdout, failure } = await new Promise<{ stdout: string; failure?: string }>((resolve, reject) => {
      // A group of its own, so that a shell script is killed together with what it has started.
      const child = spawn(program, args, { cwd, env: { ...process.env, ...env }, detached: true });
      let problem: string | undefined;
      const end = (why: string) => {
        if (problem === undefined) killGroup(child.pid!);
        problem ??= why;
      };
      const stopClock = system.after(timeout, () => end(`did not end within ${timeout / 1_000} s`));
      const out = collectText(child.stdout, () => end(`printed more than ${MAX_OUTPUT} bytes`));
      const err = collectText(child.stderr, () => end(`printed more than ${MAX_OUTPUT} bytes to standard error`));
      child.on('error', error => {
        stopClock();
        reject(new Error(`${program} did not start: ${error.message}`));
      });
      child.on('close', (status, signal) => {
        stopClock();
        problem ??= status === 0 ? undefined : `ended with ${signal ?? `status ${status}`}`;
        resolve({ stdout: out(), failure: problem && `${program} ${problem}${endOf(err())}` });
      });
      // A command that ends before it has read the call breaks the pipe. Its status and output say what happened.
      child.stdin.on('error', () => undefined).end(JSON.stringify(call));
    });
    if (failure) throw new Error(failure);
    return answerOf(stdout, program);
  };
}

function answerOf(stdout: string, program: string): unknown {
  if (stdout.trim() === '') throw new Error(`${program} printed nothing; it must print the answer as JSON`);
  try {
    return JSON.parse(stdout);
  } catch {
    throw new Error(`${program} printed something that is not JSON: ${shortJson(stdout.trim())}`);
  }
}

/** Collects the text of a stream, up to the longest answer. */
function collectText(stream: Readable, tooLong: () => void): () => string {
  const chunks: Buffer[] = [];
  let bytes = 0;
  stream.on('data', (chunk: Buffer) => {
    bytes += chunk.length;
    if (bytes <= MAX_OUTPUT) chunks.push(chunk);
    else tooLong();
  });
  return () => Buffer.concat(chunks).toString('utf8');
}

/** How much of standard error a message shows, in characters: an error and a few lines of its stack. */
const MAX_TAIL = 500;

function endOf(text: string): string {
  const tail = text.trim().slice(-MAX_TAIL);
  return tail ? `: ${tail}` : '';
}

/** Kills a process with all that it has started. Windows has no groups of processes. */
function killGroup(pid: number): void {
  try {
    process.kill(process.platform === 'win32' ? pid : -pid, 'SIGKILL');
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code !== 'ESRCH') throw error; // ESRCH: it has ended by itself
  }
}
