/** Puts the emulator's Python packages into `.venv/`, as pinned in requirements.txt. */
import { createHash } from 'node:crypto';
import { existsSync, mkdirSync, readFileSync, rmSync, statSync, writeFileSync } from 'node:fs';
import * as path from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { ROOT } from '../tools/root';
import { runCommand } from '../tools/run-command';

const VENV = path.join(ROOT, '.venv');
const STAMP = path.join(VENV, 'emulator-requirements.sha256');
const LOCK = path.join(ROOT, '.venv.lock');
const REQUIREMENTS = path.join(__dirname, 'requirements.txt');
const LOCK_STALE_MS = 5 * 60_000; // a cold installation takes 10 to 60 seconds
const PIP_INSTALL = [
  '-m', 'pip', 'install', '--disable-pip-version-check', '--no-input', '--quiet', '--require-hashes', '--no-deps', '-r',
];

/** Options of {@link ensureInstalled}. */
export interface InstallOptions {
  /** Receives a line for each thing that takes time. @default - nothing is said */
  readonly log?: (line: string) => void;
}

/** The Python of the virtual environment. */
export function venvPython(): string {
  return path.join(VENV, 'bin', 'python');
}

/**
 * Creates the virtual environment and installs the requirements, unless that has been done. Safe to call from several
 * processes at once, and after a run that was interrupted.
 */
export async function ensureInstalled({ log = () => undefined }: InstallOptions = {}): Promise<void> {
  const wanted = createHash('sha256').update(readFileSync(REQUIREMENTS)).digest('hex');
  if (isInstalled(wanted)) return;
  await withLock(async () => {
    if (isInstalled(wanted)) return;
    const python = await findPython();
    log('installing the emulator into .venv/ (90 MB, once)');
    // Without a stamp that fits, whatever is there may be half an installation.
    rmSync(VENV, { recursive: true, force: true });
    await installStep(python, ['-m', 'venv', VENV],
      `${python} cannot create a virtual environment; on Debian and Ubuntu: apt install python3-venv`);
    await installStep(venvPython(), [...PIP_INSTALL, REQUIREMENTS], 'pip could not install local-aws/requirements.txt');
    writeFileSync(STAMP, wanted);
    log('the emulator is installed');
  });
}

function isInstalled(wanted: string): boolean {
  return existsSync(venvPython()) && existsSync(STAMP) && readFileSync(STAMP, 'utf8') === wanted;
}

async function findPython(): Promise<string> {
  const found: string[] = [];
  for (const name of ['python3', 'python', 'python3.13', 'python3.12', 'python3.11', 'python3.10']) {
    const version = await versionOf(name);
    if (version === undefined) continue;
    const [major = 0, minor = 0] = version.split('.').map(Number);
    if (major === 3 && minor >= 10) return name;
    found.push(`${name} is ${version}`);
  }
  throw new Error(`The emulator needs Python 3.10 or later as python3: ${found.join(', ') || 'none was found'}`);
}

/** The version of a Python, such as 3.11; undefined if it cannot be run. */
async function versionOf(python: string): Promise<string | undefined> {
  try {
    const { stdout } = await runCommand(python, ['-c', 'import sys; print("%d.%d" % sys.version_info[:2])']);
    return stdout.trim();
  } catch {
    return undefined;
  }
}

async function installStep(command: string, args: readonly string[], failure: string): Promise<void> {
  try {
    await runCommand(command, args, { env: { ...process.env, PIP_REQUIRE_VIRTUALENV: '' } });
  } catch (error) {
    throw new Error(`${failure}\n${(error as Error).message}`);
  }
}

/** One installation at a time. The lock of a run that was killed is removed. */
async function withLock(action: () => Promise<void>): Promise<void> {
  while (!takeLock()) {
    if (lockIsStale()) rmSync(LOCK, { recursive: true, force: true });
    else await sleep(200);
  }
  try {
    writeFileSync(path.join(LOCK, 'pid'), String(process.pid));
    await action();
  } finally {
    rmSync(LOCK, { recursive: true, force: true });
  }
}

function takeLock(): boolean {
  try {
    mkdirSync(LOCK);
    return true;
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code !== 'EEXIST') throw error;
    return false;
  }
}

/** True once the process that took the lock is gone, or, if that cannot be told, after some minutes. */
function lockIsStale(): boolean {
  try {
    process.kill(Number(readFileSync(path.join(LOCK, 'pid'), 'utf8')), 0);
    return false;
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === 'ESRCH') return true;
  }
  try {
    return Date.now() - statSync(LOCK).mtimeMs > LOCK_STALE_MS;
  } catch {
    return false; // it has just gone
  }
}
