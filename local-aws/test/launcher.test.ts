import { spawnSync } from 'node:child_process';
import { mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { START_TIMEOUT_MS } from './support';
import { isAlive } from '../../tools/processes';
import { ensureInstalled, startEmulator } from '../emulator';
import { venvPython } from '../install';

const LOCAL_AWS = join(__dirname, '..');
let folder: string;

beforeAll(async () => {
  await ensureInstalled();
  folder = mkdtempSync(join(tmpdir(), 'launcher-'));
}, START_TIMEOUT_MS);

afterAll(() => rmSync(folder, { recursive: true, force: true }));

/** Runs Python with the launcher's modules at hand. */
function python(source: string) {
  const program = `import sys; sys.path.insert(0, ${JSON.stringify(LOCAL_AWS)})\n${source}`;
  const result = spawnSync(venvPython(), ['-B', '-c', program], { encoding: 'utf8', cwd: folder });
  return { status: result.status, lines: `${result.stdout}${result.stderr}`.trim().split('\n') };
}

describe('the launcher refuses', () => {
  test('another version of MiniStack, with one line', () => {
    const start = (version: string) => python(`
import launcher, pinned
pinned.VERSION = "${version}"
sys.argv = ["launcher.py", "--state-dir", "."]
launcher.main()`);
    const { status, lines } = start('1.5.34');
    expect(status).toBe(1);
    expect(lines).toEqual([
      'emulator: MiniStack 1.5.33 is installed, but the corrections are written for 1.5.34: see local-aws/README.md',
    ]);
  });

  test('source that is not what was corrected', () => {
    const { status, lines } = python(
      'import pinned\nfrom ministack.services import sqs\npinned.check(sqs, "_dlq_sweep", "0" * 12)');
    expect(status).toBe(1);
    expect(lines.at(-1)).toMatch(
      /^pinned.UnexpectedSource: ministack.services.sqs._dlq_sweep is not the source that was corrected/);
    const missing = python('import pinned\nfrom ministack.services import sqs\npinned.check(sqs, "_nothing", "")');
    expect(missing.lines.at(-1)).toMatch(/_nothing does not exist in this MiniStack/);
    const twice = python('import pinned\npinned.substitute("a\\na\\n", ("a", "b"))');
    expect(twice.lines.at(-1)).toMatch(/expected once, found 2 times: a$/);
  });

  test('a port that is taken', async () => {
    const emulator = await startEmulator();
    try {
      await expect(startEmulator({ port: emulator.port })).rejects.toThrow(new RegExp(
        '^The emulator did not start: it ended with status 1\n'
        + 'emulator: port \\d+ cannot be used: Address already in use$'));
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

test('two modules can rewrite one function, which has to be the expected one for both', () => {
  const { lines } = python(`
import launcher, pinned
launcher.prepare_environment(1, ".")
from ministack.services import stepfunctions
change = lambda digest, old: pinned.rewrite(stepfunctions, "_run_execution", digest, (old, "    pass\\n"))
change("996dff84e0e0", "    time.sleep(0.15)\\n")
try:
    change("996dff84e0e0", "    time.sleep(0.15)\\n")
except pinned.UnexpectedSource as reason:
    print(reason)
try:
    change("000000000000", "")
except pinned.UnexpectedSource as reason:
    print(reason)
`);
  expect(lines).toEqual([
    'expected once, found 0 times: time.sleep(0.15)',
    'ministack.services.stepfunctions._run_execution has been rewritten as 996dff84e0e0, not as 000000000000',
  ]);
});

describe('the rules of a delivery', () => {
  test('throttling is no attempt, and a mapping that went away leaves the rest', () => {
    const { lines } = python(`
import importlib.util
path = ${JSON.stringify(join(LOCAL_AWS, 'corrections', 'stream_batches.py'))}
spec = importlib.util.spec_from_file_location("stream_batches", path)
batches = importlib.util.module_from_spec(spec)
sys.modules["stream_batches"] = batches
spec.loader.exec_module(batches)
batches.FIRST_PAUSE_SECONDS = 0
answers, log = [batches.Throttled, 0, batches.Throttled, 0], []
def invoke(records):
    answer = answers.pop(0)
    if answer is batches.Throttled: raise batches.Throttled
    return answer
give_up = lambda *given: log.append(given)
delivery = batches.Delivery(batches.Rules(1, None, False), invoke, give_up, log.append, lambda: True)
print(delivery.deliver([(7, {"k": 1}), (8, {"k": 2})]), log)
delivery.alive = lambda: False
print(delivery.deliver([(9, {})]))
records = [{"dynamodb": {"SequenceNumber": number}} for number in "123"]
print([batches.lowest_failure(answer, records) for answer in (
    None,
    "",
    {},
    {"batchItemFailures": []},
    {"batchItemFailures": [{"itemIdentifier": "3"}, {"itemIdentifier": "2"}]},
    '{"batchItemFailures":[{"itemIdentifier":"3"}]}',
    {"batchItemFailures": [{"itemIdentifier": ""}]},
    {"batchItemFailures": [{"id": "2"}]},
    "junk",
)])
`);
    expect(lines).toEqual([
      "True [7, 7, ([{'k': 1}, {'k': 2}], 'RetryAttemptsExhausted', 2), 9]",
      'False',
      '[None, None, None, None, 1, 2, 0, 0, 0]',
    ]);
  });
});

test('every requirement is pinned with its hashes, and nothing names a registry', () => {
  const requirements = readFileSync(join(LOCAL_AWS, 'requirements.txt'), 'utf8');
  const entries = requirements.replace(/\\\n/g, ' ').split('\n').filter(line => line && !line.startsWith('#'));
  expect(entries.length).toBeGreaterThan(15);
  for (const entry of entries) expect(entry).toMatch(/^[a-z0-9-]+==\S+ .*--hash=sha256:[0-9a-f]{64}/);
  expect(requirements).not.toMatch(/https?:|index-url/);
});
