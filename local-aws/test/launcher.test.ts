import { ChildProcess, spawn, spawnSync } from 'node:child_process';
import { existsSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { Aws, START_TIMEOUT_MS, eventually } from './support';
import { Emulator, attachEmulator, ensureInstalled, startEmulator, stopKept } from '../emulator';
import { isAlive, memoryOfTree } from '../../tools/processes';

const EMULATOR = join(__dirname, '..');
const PYTHON = join(EMULATOR, '..', '.venv', 'bin', 'python');
let folder: string;

beforeAll(async () => {
  await ensureInstalled();
  folder = mkdtempSync(join(tmpdir(), 'launcher-'));
}, START_TIMEOUT_MS);

afterAll(() => rmSync(folder, { recursive: true, force: true }));

/** Runs Python with the launcher's modules at hand. */
function python(source: string) {
  const result = spawnSync(PYTHON, ['-B', '-c', `import sys; sys.path.insert(0, ${JSON.stringify(EMULATOR)})\n${source}`],
    { encoding: 'utf8', cwd: folder });
  return { status: result.status, lines: `${result.stdout}${result.stderr}`.trim().split('\n') };
}

/** A function with a running process; returns that process. */
async function busyFunction(emulator: Emulator): Promise<number> {
  const aws = new Aws(emulator);
  await aws.function('busy', 'setInterval(() => undefined, 1000); export const handler = async () => process.pid;');
  const { payload } = await aws.invoke<number>('busy');
  aws.destroy();
  return payload;
}

const gone = (pid: number) => eventually(async () => isAlive(pid) ? undefined : true, 10_000);

describe('the launcher refuses', () => {
  test('another version of MiniStack, with one line', () => {
    const start = (version: string) => python(
      `import launcher, pinned; pinned.VERSION = "${version}"; sys.argv = ["launcher.py", "--state-dir", "."]; launcher.main()`);
    expect(start('1.5.34')).toEqual({
      status: 1, lines: ['emulator: MiniStack 1.5.33 is installed, but the corrections are written for 1.5.34: see local-aws/README.md'],
    });
  });

  test('source that is not what was corrected', () => {
    const { status, lines } = python(
      'import pinned\nfrom ministack.services import sqs\npinned.check(sqs, "_dlq_sweep", "0" * 12)');
    expect(status).toBe(1);
    expect(lines.at(-1)).toMatch(/^pinned.UnexpectedSource: ministack.services.sqs._dlq_sweep is not the source that was corrected/);
    expect(python('import pinned\nfrom ministack.services import sqs\npinned.check(sqs, "_nothing", "")').lines.at(-1))
      .toMatch(/_nothing does not exist in this MiniStack/);
    expect(python('import pinned\npinned.substitute("a\\na\\n", ("a", "b"))').lines.at(-1)).toMatch(/expected once, found 2 times: a$/);
  });

  test('a port that is taken', async () => {
    const emulator = await startEmulator();
    try {
      await expect(startEmulator({ port: emulator.port })).rejects.toThrow(/^The emulator did not start: it ended with status 1\nemulator: port \d+ cannot be used: Address already in use$/);
      expect(isAlive(emulator.pid)).toBe(true);
    } finally {
      await emulator.stop();
    }
  });
});

test('a backlog of calls waits; it is not throttled by a limit derived from the memory of the machine', () => {
  const { lines } = python(`import launcher; launcher.prepare_environment(1, ".")
from ministack.services import lambda_svc
print(lambda_svc._ACCOUNT_CONCURRENCY_CAP)`);
  expect(lines).toEqual(['0']);
});

describe('the rules of a delivery', () => {
  test('throttling is no attempt, and a mapping that went away leaves the rest', () => {
    const { lines } = python(`
import importlib.util
spec = importlib.util.spec_from_file_location("stream_batches", ${JSON.stringify(join(EMULATOR, 'corrections', 'stream_batches.py'))})
batches = importlib.util.module_from_spec(spec); sys.modules["stream_batches"] = batches; spec.loader.exec_module(batches)
batches.FIRST_PAUSE_SECONDS = 0
answers, log = [batches.Throttled, 0, batches.Throttled, 0], []
def invoke(records):
    answer = answers.pop(0)
    if answer is batches.Throttled: raise batches.Throttled
    return answer
delivery = batches.Delivery(batches.Rules(1, None, False), invoke, lambda *given: log.append(given), log.append, lambda: True)
print(delivery.deliver([(7, {"k": 1}), (8, {"k": 2})]), log)
delivery.alive = lambda: False
print(delivery.deliver([(9, {})]))
print([batches.lowest_failure(answer, [{"dynamodb": {"SequenceNumber": s}} for s in "123"]) for answer in (
    None, "", {}, {"batchItemFailures": []}, {"batchItemFailures": [{"itemIdentifier": "3"}, {"itemIdentifier": "2"}]},
    '{"batchItemFailures":[{"itemIdentifier":"3"}]}', {"batchItemFailures": [{"itemIdentifier": ""}]}, {"batchItemFailures": [{"id": "2"}]}, "junk")])
`);
    expect(lines).toEqual([
      "True [7, 7, ([{'k': 1}, {'k': 2}], 'RetryAttemptsExhausted', 2), 9]",
      'False',
      '[None, None, None, None, 1, 2, 0, 0, 0]',
    ]);
  });
});

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

  test('never have more workers than allowed, save one for each function', async () => {
    const emulator = await startEmulator({ workers: 4, processes: 3 });
    const aws = new Aws(emulator);
    try {
      const calls: Array<Promise<{ error?: string }>> = [];
      for (const name of ['one', 'two', 'three']) {
        await aws.function(name, 'export const handler = () => new Promise(resolve => setTimeout(resolve, 200));');
        calls.push(...Array.from({ length: 6 }, () => aws.invoke(name)));
      }
      expect((await Promise.all(calls)).filter(call => call.error)).toEqual([]);
      // At most three at the time, and one for each function that came later.
      expect((await emulator.memory()).processes).toBeLessThanOrEqual(1 + 3 + 2);
    } finally {
      aws.destroy();
      await emulator.stop();
    }
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
    const launcher: ChildProcess = spawn(PYTHON, [join(EMULATOR, 'launcher.py'), '--state-dir', state], {
      stdio: 'ignore',
      cwd: folder,
      env: { PATH: process.env.PATH, ORDER_EMULATOR_PARENT_PID: String(parent.pid), PYTHONDONTWRITEBYTECODE: '1' },
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
    writeFileSync(stateFile, JSON.stringify({ pid: other.pid, port: 4566, startedAt: '', stateDir: join(folder, 'none'), logFile: '' }));
    expect(attachEmulator(stateFile)).toBeUndefined();
    expect(await stopKept(stateFile)).toBe(false);
    expect(isAlive(other.pid!)).toBe(true);
    other.kill();
  });
});

test('every requirement is pinned with its hashes, and nothing names a registry', () => {
  const requirements = readFileSync(join(EMULATOR, 'requirements.txt'), 'utf8');
  const entries = requirements.replace(/\\\n/g, ' ').split('\n').filter(line => line && !line.startsWith('#'));
  expect(entries.length).toBeGreaterThan(15);
  for (const entry of entries) expect(entry).toMatch(/^[a-z0-9-]+==\S+ .*--hash=sha256:[0-9a-f]{64}/);
  expect(requirements).not.toMatch(/https?:|index-url/);
});
