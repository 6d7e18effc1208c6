/**
 * A local AWS: MiniStack behind our launcher. It is one process of Python, and the Node processes of the functions that
 * it runs. It needs no Docker and no account.
 */
import { type ChildProcess, spawn } from 'node:child_process';
import { closeSync, existsSync, mkdtempSync, openSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import * as path from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { ensureInstalled, venvPython } from './install';
import { type Memory, commandLine, endProcess, isAlive, memoryOfTree } from '../tools/processes';
import { ROOT } from '../tools/root';

export { type SesMessage, sesMessages, setWaitScale } from './control';
export { type InstallOptions, ensureInstalled } from './install';

const LAUNCHER = path.join(__dirname, 'launcher.py');
const DEFAULT_STATE_FILE = path.join(ROOT, '.emulator.json');
const REGION = 'us-east-1';
const ACCOUNT = '000000000000';
const READY_TIMEOUT_MS = 60_000;
const END_GRACE_MS = 3_000;

/** Options of {@link startEmulator}. */
export interface EmulatorOptions {
  /** @default - a free port */
  readonly port?: number;
  /** Node processes that each function may have at once. @default 4 */
  readonly workers?: number;
  /** Node processes of all functions together. Each function may have one even so. @default 40 */
  readonly processes?: number;
  /**
   * Receives the output of the emulator.
   * @default - a file in the emulator's temporary folder; its end is shown if the emulator does not start
   */
  readonly logFile?: string;
  /** MiniStack's log level; INFO logs every call. @default 'WARNING' */
  readonly logLevel?: string;
  /** Keeps it running when this process ends. {@link attachEmulator} finds it again. @default false */
  readonly detached?: boolean;
  /** Remembers a detached emulator. @default - .emulator.json in the root of the repository */
  readonly stateFile?: string;
  /** Factor on Step Functions' waits and retry intervals; 0 skips them. @default 1 */
  readonly stepFunctionsWaitScale?: number;
}

/** A running emulator. */
export interface Emulator {
  readonly endpoint: string;
  readonly port: number;
  readonly pid: number;
  readonly region: string;
  readonly account: string;
  /** The environment that sends AWS clients, the CDK CLI included, to this emulator. */
  readonly env: Record<string, string>;
  readonly logFile: string;
  /** Ends it with all of its processes and removes what it has stored. */
  stop(): Promise<void>;
  memory(): Promise<Memory>;
}

interface KeptEmulator {
  readonly pid: number;
  readonly port: number;
  readonly startedAt: string;
  readonly stateDir: string;
  readonly logFile: string;
}

/** Starts an empty emulator on 127.0.0.1 and waits until it answers. Installs it first if need be. */
export async function startEmulator(options: EmulatorOptions = {}): Promise<Emulator> {
  await ensureInstalled();
  const stateFile = options.stateFile ?? DEFAULT_STATE_FILE;
  if (options.detached && attachEmulator(stateFile)) {
    throw new Error('An emulator is already kept running: attach to it, or stop it first');
  }
  const stateDir = mkdtempSync(path.join(tmpdir(), 'local-aws-'));
  const logFile = path.resolve(options.logFile ?? path.join(stateDir, 'emulator.log'));
  const log = openSync(logFile, 'a');
  const child = spawn(venvPython(), [LAUNCHER, '--state-dir', stateDir, '--port', String(options.port ?? 0)], {
    detached: true, // a group of its own: Ctrl-C ends the caller, and the caller ends the emulator
    stdio: ['ignore', log, log],
    env: launcherEnv(options),
  });
  closeSync(log);
  child.unref();
  const kept = { pid: child.pid ?? -1, startedAt: new Date().toISOString(), stateDir, logFile };
  try {
    const port = await portOf(child, stateDir);
    const emulator = handleOf({ ...kept, port }, stateFile);
    if (options.detached) writeFileSync(stateFile, JSON.stringify({ ...kept, port }, undefined, 2) + '\n');
    return emulator;
  } catch (error) {
    const tail = readFileSync(logFile, 'utf8').trim().split('\n').slice(-10).join('\n');
    await handleOf({ ...kept, port: 0 }, stateFile).stop();
    throw new Error(`The emulator did not start: ${(error as Error).message}\n${tail}`);
  }
}

/** Waits until the launcher has written its port and answers there. */
async function portOf(child: ChildProcess, stateDir: string): Promise<number> {
  let failure: string | undefined;
  child.on('error', error => { failure = error.message; });
  child.on('exit', (code, signal) => { failure = `it ended with ${signal ?? `status ${code}`}`; });
  const deadline = Date.now() + READY_TIMEOUT_MS;
  for (;;) {
    const file = path.join(stateDir, 'port');
    if (existsSync(file)) {
      const port = Number(readFileSync(file, 'utf8'));
      if (await isReady(`http://127.0.0.1:${port}`)) return port;
    }
    if (failure === undefined && Date.now() > deadline) failure = `no answer within ${READY_TIMEOUT_MS / 1000} s`;
    if (failure !== undefined) throw new Error(failure);
    await sleep(25);
  }
}

/** The emulator that a `detached` start has left running, if it is still there. */
export function attachEmulator(stateFile = DEFAULT_STATE_FILE): Emulator | undefined {
  const kept = readKept(stateFile);
  if (kept && isAlive(kept.pid) && isOurs(kept)) return handleOf(kept, stateFile);
  return undefined;
}

/** Ends the emulator that a `detached` start has left running. False when there is none. */
export async function stopKept(stateFile = DEFAULT_STATE_FILE): Promise<boolean> {
  const emulator = attachEmulator(stateFile);
  await emulator?.stop();
  rmSync(stateFile, { force: true });
  return emulator !== undefined;
}

function handleOf(kept: KeptEmulator, stateFile: string): Emulator {
  const endpoint = `http://127.0.0.1:${kept.port}`;
  return {
    endpoint,
    port: kept.port,
    pid: kept.pid,
    region: REGION,
    account: ACCOUNT,
    logFile: kept.logFile,
    env: {
      AWS_ENDPOINT_URL: endpoint,
      AWS_ACCESS_KEY_ID: ACCOUNT,
      AWS_SECRET_ACCESS_KEY: 'local',
      AWS_REGION: REGION,
      AWS_DEFAULT_REGION: REGION,
    },
    stop: async () => {
      if (kept.pid > 0 && isOurs(kept)) await endProcess(kept.pid, END_GRACE_MS);
      rmSync(kept.stateDir, { recursive: true, force: true, maxRetries: 5, retryDelay: 100 });
      if (readKept(stateFile)?.pid === kept.pid) rmSync(stateFile, { force: true });
    },
    memory: async () => memoryOfTree(kept.pid),
  };
}

/** The system reuses pids. So end a process only if it is a launcher with the same state folder. */
function isOurs(kept: KeptEmulator): boolean {
  return commandLine(kept.pid).includes(`${LAUNCHER} --state-dir ${kept.stateDir}`);
}

function readKept(stateFile: string): KeptEmulator | undefined {
  try {
    return JSON.parse(readFileSync(stateFile, 'utf8')) as KeptEmulator;
  } catch {
    return undefined;
  }
}

function launcherEnv(options: EmulatorOptions): NodeJS.ProcessEnv {
  const inherited = ['PATH', 'HOME', 'LANG', 'LC_ALL', 'SSL_CERT_FILE'].flatMap(
    name => process.env[name] === undefined ? [] : [[name, process.env[name]]]);
  return {
    ...Object.fromEntries(inherited),
    PYTHONDONTWRITEBYTECODE: '1',
    PYTHONUNBUFFERED: '1',
    LOCAL_AWS_WORKERS: String(options.workers ?? 4),
    LOCAL_AWS_PROCESSES: String(options.processes ?? 40),
    LOG_LEVEL: options.logLevel ?? 'WARNING',
    SFN_WAIT_SCALE: String(options.stepFunctionsWaitScale ?? 1),
    ...options.detached ? {} : { LOCAL_AWS_PARENT_PID: String(process.pid) },
  };
}

async function isReady(endpoint: string): Promise<boolean> {
  try {
    return (await fetch(`${endpoint}/_ministack/health`, { signal: AbortSignal.timeout(2_000) })).ok;
  } catch {
    return false;
  }
}
