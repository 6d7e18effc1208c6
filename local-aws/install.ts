/** Puts the emulator's Python packages into `.venv/`, as pinned in requirements.txt. */
import { spawnSync } from 'node:child_process';
import { createHash } from 'node:crypto';
import { existsSync, mkdirSync, readFileSync, rmSync, statSync, writeFileSync } from 'node:fs';
import * as path from 'node:path';

export const ROOT = path.join(__dirname, '..');
const VENV = path.join(ROOT, '.venv');
const STAMP = path.join(VENV, 'emulator-requirements.sha256');
const LOCK = path.join(ROOT, '.venv.lock');
const REQUIREMENTS = path.join(__dirname, 'requirements.txt');
const LOCK_STALE_MS = 5 * 60_000; // a cold installation takes 10 to 60 seconds

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
export function ensureInstalled(options: InstallOptions = {}): void {
  const log = options.log ?? (() => undefined);
  const wanted = createHash('sha256').update(readFileSync(REQUIREMENTS)).digest('hex');
  if (isInstalled(wanted)) return;
  withLock(() => {
    if (isInstalled(wanted)) return;
    const python = findPython();
    log('installing the emulator into .venv/ (90 MB, once)');
    // Without a stamp that fits, whatever is there may be half an installation.
    rmSync(VENV, { recursive: true, force: true });
    run(python, ['-m', 'venv', VENV], `${python} cannot create a virtual environment; on Debian and Ubuntu: apt install python3-venv`);
    run(venvPython(), ['-m', 'pip', 'install', '--disable-pip-version-check', '--no-input', '--quiet',
      '--require-hashes', '--no-deps', '-r', REQUIREMENTS], 'pip could not install local-aws/requirements.txt');
    writeFileSync(STAMP, wanted);
    log('the emulator is installed');
  });
}

function isInstalled(wanted: string): boolean {
  return existsSync(venvPython()) && existsSync(STAMP) && readFileSync(STAMP, 'utf8') === wanted;
}

function findPython(): string {
  const found: string[] = [];
  for (const name of ['python3', 'python', 'python3.13', 'python3.12', 'python3.11', 'python3.10']) {
    const result = spawnSync(name, ['-c', 'import sys; print("%d.%d" % sys.version_info[:2])'], { encoding: 'utf8' });
    if (result.status !== 0) continue;
    const version = result.stdout.trim();
    const [major = 0, minor = 0] = version.split('.').map(Number);
    if (major === 3 && minor >= 10) return name;
    found.push(`${name} is ${version}`);
  }
  throw new Error(`The emulator needs Python 3.10 or later as python3: ${found.length ? found.join(', ') : 'none was found'}`);
}

function run(command: string, args: string[], failure: string): void {
  const result = spawnSync(command, args, { encoding: 'utf8', env: { ...process.env, PIP_REQUIRE_VIRTUALENV: '' } });
  if (result.status === 0) return;
  const tail = `${result.stderr ?? ''}${result.error?.message ?? ''}`.trim().split('\n').slice(-5).join('\n');
  throw new Error(`${failure}\n${tail}`);
}

/** One installation at a time. A lock that a killed run has left behind is broken after some minutes. */
function withLock(action: () => void): void {
  const pause = new Int32Array(new SharedArrayBuffer(4));
  for (;;) {
    try {
      mkdirSync(LOCK);
      break;
    } catch (error) {
      if ((error as NodeJS.ErrnoException).code !== 'EEXIST') throw error;
      if (lockIsStale()) rmSync(LOCK, { recursive: true, force: true });
      else Atomics.wait(pause, 0, 0, 200);
    }
  }
  try {
    writeFileSync(path.join(LOCK, 'pid'), String(process.pid));
    action();
  } finally {
    rmSync(LOCK, { recursive: true, force: true });
  }
}

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
