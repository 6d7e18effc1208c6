/** Payment functions that are commands: one in Python that keeps the contract, and programs that do not. */
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { type PaymentCall, checkPaymentFunction, fromCommand } from '../../testing';
import { ROOT } from '../../tools/root';

const folder = mkdtempSync(join(tmpdir(), 'payment-command-'));
afterAll(() => rmSync(folder, { recursive: true, force: true }));

test('a payment function in Python keeps the contract', async () => {
  const script = join(ROOT, 'test', 'support', 'payment-function', 'pay.py');
  const pay = fromCommand(['python3', script, 'books.json'], { cwd: folder });
  const report = await checkPaymentFunction(pay, { faults: { decline: { method: 'declines' } } });
  expect(report.cases.filter(({ status }) => status === 'failed')).toEqual([]);
  expect(report.cases.filter(({ status }) => status === 'not run').map(({ missing }) => missing.join())).toEqual([
    'faults.loseAnswer is not given',
    'faults.delay is not given',
    'faults.storeError is not given',
    'faults.forgetKeys is not given',
    'faults.pend is not given',
  ]);
}, 120_000);

describe('a command', () => {
  const CALL = { version: 1, operation: 'lookUp', key: 'k-1' } as PaymentCall;
  /** A command that runs a program in JavaScript. */
  const run = (program: string, ...args: string[]): string[] => [process.execPath, '-e', program, ...args];

  test('gets the call on its standard input, arguments and variables, and answers on its standard output', async () => {
    const program = `
      console.error('standard error is no part of the answer');
      const call = JSON.parse(require('node:fs').readFileSync(0, 'utf8'));
      console.log(JSON.stringify({ key: call.key, argument: process.argv[1], place: process.env.PLACE }, null, 2));
    `;
    const pay = fromCommand(run(program, 'an argument'), { env: { PLACE: 'here' } });
    expect(await pay(CALL)).toEqual({ key: 'k-1', argument: 'an argument', place: 'here' });
  });

  test('may answer without reading the call', async () => {
    expect(await fromCommand(run('console.log("{}")'))({ ...CALL, orderId: 'x'.repeat(1_000_000) })).toEqual({});
  });

  test.each<[string, string[], RegExp]>([
    ['that is not there', ['no-such-program'], /^no-such-program did not start: .*ENOENT/],
    ['that fails', run('throw new Error("no connection")'), /ended with status 1: .*Error: no connection/s],
    ['that says why', run('console.error("first\\nlast line"); process.exit(3)'), / ended with status 3: first\nlast line$/],
    ['that crashes', run('process.kill(process.pid, "SIGSEGV"); setInterval(() => {}, 1000)'), / ended with SIGSEGV/],
    ['that prints nothing', run(''), / printed nothing; it must print the answer as JSON$/],
    ['that prints garbage', run('console.log("<html>")'), / printed something that is not JSON: "<html>"$/],
    ['that prints two answers', run('console.log("{}"); console.log("{}")'), / is not JSON: /],
    ['that prints without end', run('setInterval(() => console.log("x".repeat(10_000)), 1)'), / printed more than 65536 bytes/],
    ['that complains without end', run('setInterval(() => console.error("x".repeat(10_000)), 1)'), / printed more than 65536 bytes to standard error/],
  ])('%s throws an error that says so', async (_, command, problem) => {
    await expect(fromCommand(command)(CALL)).rejects.toThrow(problem);
  });

  test('that does not end is killed, with what it has started', async () => {
    const script = join(folder, 'sleeps.sh');
    writeFileSync(script, 'sleep 1000 & wait\n');
    // If `sleep` lived on, it would hold standard output open, and this would not return.
    await expect(fromCommand(['sh', script], { timeout: 200 })(CALL)).rejects.toThrow('sh did not end within 0.2 s');
  });

  test('that is empty, or has no time, is refused', () => {
    expect(() => fromCommand([])).toThrow("the command is empty; it must have a program, as in ['python', 'pay.py']");
    expect(() => fromCommand(['pay'], { timeout: 0 })).toThrow('timeout is 0; it must be more than 0 milliseconds');
  });
});
