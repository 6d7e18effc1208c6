import { spawn } from 'node:child_process';
import { existsSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { Aws, START_TIMEOUT_MS, eventually } from './support';
import { isAlive, memoryOfTree } from '../../tools/processes';
import { Emulator, attachEmulator, ensureInstalled, startEmulator, stopKept } from '../emulator';
import { venvPython } from '../install';

let folder: string;

beforeAll(async () => {
  await ensureInstalled();
  folder = mkdtempSync(join(tmpdir(), 'emulator-'));
}, START_TIMEOUT_MS);

afterAll(() => rmSync(folder, { recursive: true, force: true }));

/** A function with a running process; returns that process. */
async function busyFunction(emulator: Emulator): Promise<number> {
  const aws = new Aws(emulator);
  await aws.function('busy', 'setInterval(() => undefined, 1000); export const handler = async () => process.pid;');
  const { payload } = await aws.invoke<number>('busy');
  aws.destroy();
  return payload;
}

const gone = (pid: number) => eventually(async () => isAlive(pid) ? undefined : true, 10_000);

describe('an emulator and its processes', () => {
  test('end with stop, and leave no file', async () => {
    const emulator = await startEmulator();
    const worker = await busyFunction(emulator);
    const { processes, residentBytes } = await emulator.memory();
    expect(processes).toBe(2);
    expect(residentBytes).toBeGreaterThan(20e6);
    await emulator.stop();
    await gone(emulator.pid);
    await gone(worker);
    expect(existsSync(emulator.logFile)).toBe(false);
    expect(memoryOfTree(emulator.pid)).toEqual({ processes: 0, residentBytes: 0 });
    await emulator.stop(); // once more does no harm
  });

  test('workers end when the launcher is killed', async () => {
    const emulator = await startEmulator();
    const worker = await busyFunction(emulator);
    process.kill(emulator.pid, 'SIGKILL');
    await gone(worker);
    await emulator.stop();
  });

  test('the launcher ends with the process that it belongs to', async () => {
    const parent = spawn(process.execPath, ['-e', 'setInterval(() => undefined, 1000)'], { stdio: 'ignore' });
    const state = mkdtempSync(join(tmpdir(), 'launcher-state-'));
    const launcher = spawn(venvPython(), [join(__dirname, '..', 'launcher.py'), '--state-dir', state], {
      stdio: 'ignore',
      cwd: folder,
      env: { PATH: process.env.PATH, LOCAL_AWS_PARENT_PID: String(parent.pid), PYTHONDONTWRITEBYTECODE: '1' },
    });
    expect(isAlive(launcher.pid!)).toBe(true);
    parent.kill('SIGKILL');
    await gone(launcher.pid!);
    expect(existsSync(state)).toBe(false);
  });

  test('a detached one can be found again and ended', async () => {
    const stateFile = join(folder, 'kept.json');
    expect(attachEmulator(stateFile)).toBeUndefined();
    const started = await startEmulator({ detached: true, stateFile });
    const attached = attachEmulator(stateFile);
    expect(attached).toMatchObject({ pid: started.pid, port: started.port, env: started.env });
    await expect(startEmulator({ detached: true, stateFile })).rejects.toThrow(/already kept running/);
    expect(await stopKept(stateFile)).toBe(true);
    await gone(started.pid);
    expect(existsSync(stateFile)).toBe(false);
    expect(await stopKept(stateFile)).toBe(false);
  });

  test('a process that merely has the pid of a kept one is let alone', async () => {
    const stateFile = join(folder, 'reused.json');
    const other = spawn(process.execPath, ['-e', 'setInterval(() => undefined, 1000)'], { stdio: 'ignore' });
    const kept = { pid: other.pid, port: 4566, startedAt: '', stateDir: join(folder, 'none'), logFile: '' };
    writeFileSync(stateFile, JSON.stringify(kept));
    expect(attachEmulator(stateFile)).toBeUndefined();
    expect(await stopKept(stateFile)).toBe(false);
    expect(isAlive(other.pid!)).toBe(true);
    other.kill();
  });
});
