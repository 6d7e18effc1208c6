import { existsSync, mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { SendMessageCommand } from '@aws-sdk/client-sqs';
import { Aws, Failure, START_TIMEOUT_MS, eventually } from './support';
import { Emulator, startEmulator } from '../emulator';

let emulator: Emulator;
let aws: Aws;
let folder: string;

beforeAll(async () => {
  folder = mkdtempSync(join(tmpdir(), 'contract-'));
  emulator = await startEmulator({ workers: 3 });
  aws = new Aws(emulator);
}, START_TIMEOUT_MS);

afterAll(async () => {
  aws?.destroy();
  await emulator?.stop();
  rmSync(folder, { recursive: true, force: true });
});

describe('errors by name', () => {
  beforeAll(() => aws.function('errors', `
    export const handler = async event => {
      if (event.late) await new Promise(resolve => setTimeout(resolve, 60_000));
      if ('thrown' in event) throw event.thrown;
      if (event.name) throw Object.assign(new Error('none called ' + event.key), { name: event.name, key: event.key });
      console.log('all is well');
      return { pid: process.pid };
    };`, 2));

  test('a thrown error keeps its name, its message and its stack, and the process', async () => {
    const before = await aws.invoke<{ pid: number }>('errors');
    const failed = await aws.invoke<Failure>('errors', { name: 'NotThere', key: 'A-1' });
    const after = await aws.invoke<{ pid: number }>('errors');

    expect(failed.error).toBe('Unhandled');
    expect(failed.payload).toMatchObject({ errorType: 'NotThere', errorMessage: 'none called A-1' });
    expect(failed.payload.trace?.[1]).toMatch(/^ +at .*index\.mjs/);
    expect(failed.log).toMatch(/ERROR\tInvoke Error.*"errorType":"NotThere".*index\.mjs/);
    expect(failed.log).not.toContain('all is well');
    expect(after.log).toContain('all is well');
    expect(after.payload.pid).toBe(before.payload.pid);
  });

  test('what is no error is named by its type', async () => {
    const { payload } = await aws.invoke<Failure>('errors', { thrown: 'no' });
    expect(payload).toMatchObject({ errorType: 'string', errorMessage: 'no' });
    expect((await aws.invoke<Failure>('errors', { thrown: null })).error).toBe('Unhandled');
  });

  test('Step Functions catches by that name', async () => {
    const machine = await aws.machine('by-name', {
      StartAt: 'Try',
      States: {
        Try: {
          Type: 'Task',
          Resource: 'arn:aws:lambda:us-east-1:000000000000:function:errors',
          End: true,
          Catch: [
            { ErrorEquals: ['NotAllowed'], Next: 'Wrong' },
            { ErrorEquals: ['NotThere'], ResultPath: '$.error', Next: 'Caught' },
          ],
        },
        Wrong: { Type: 'Fail' },
        Caught: { Type: 'Pass', End: true },
      },
    });
    const execution = await aws.run(machine, { name: 'NotThere', key: 'B-2' });
    const output = JSON.parse(execution.output!) as { error: { Error: string; Cause: string } };
    expect(output.error.Error).toBe('NotThere');
    expect(JSON.parse(output.error.Cause)).toMatchObject({ errorType: 'NotThere', errorMessage: 'none called B-2' });
  });

  test('a time-out is a Sandbox.Timedout', async () => {
    const late = await aws.invoke<Failure>('errors', { late: true });
    expect(late.payload).toMatchObject({
      errorType: 'Sandbox.Timedout', errorMessage: expect.stringContaining('timed out after 2.00 seconds'),
    });
  });

  test('an answer that is no JSON is an error, and code that does not load is one', async () => {
    await aws.function('circular', 'export const handler = async () => { const a = {}; a.a = a; return a; };');
    expect((await aws.invoke<Failure>('circular')).payload.errorType).toBe('Runtime.MarshalError');
    await aws.function('broken', 'import "./nowhere.mjs"; export const handler = async () => 1;');
    expect((await aws.invoke<Failure>('broken')).error).toBe('Unhandled');
  });
});

test('functions find this emulator and nothing of the machine in their environment', async () => {
  process.env.AWS_PROFILE = 'somebody';
  await aws.function('environment', 'export const handler = async () => process.env;');
  const { payload } = await aws.invoke<Record<string, string>>('environment');
  delete process.env.AWS_PROFILE;
  expect(payload).toMatchObject({
    AWS_ENDPOINT_URL: emulator.endpoint, AWS_REGION: 'us-east-1', AWS_ACCESS_KEY_ID: '000000000000',
  });
  expect(payload).not.toHaveProperty('AWS_PROFILE');
  expect(payload).not.toHaveProperty('NODE_OPTIONS');
});

describe('a process that dies in mid-call', () => {
  const MORTAL = `
    import { existsSync, writeFileSync } from 'node:fs';
    export const handler = async event => {
      const marker = event.marker ?? event.Records[0].body;
      if (event.wait) { writeFileSync(marker, String(process.pid)); await new Promise(r => setTimeout(r, 60_000)); }
      if (marker && !existsSync(marker)) { writeFileSync(marker, ''); process.kill(process.pid, 'SIGKILL'); }
      console.log(JSON.stringify({ n: 1, count: event.Records?.[0].attributes.ApproximateReceiveCount }));
      return process.pid;
    };`;

  beforeAll(() => aws.function('mortal', MORTAL, 30));

  test('is a failed call, and another process takes over', async () => {
    const { payload: pid } = await aws.invoke<number>('mortal', { marker: folder });
    const marker = join(folder, 'running');
    const call = aws.invoke<Failure>('mortal', { marker, wait: true });
    await eventually(async () => existsSync(marker) || undefined);
    process.kill(pid, 'SIGKILL');

    const failed = await call;
    expect(failed.error).toBe('Unhandled');
    expect(failed.payload).toMatchObject({
      errorType: 'Runtime.ExitError', errorMessage: expect.stringContaining('Runtime exited with error: signal: 9'),
    });
    const next = await aws.invoke<number>('mortal', { marker: folder });
    expect(next.error).toBeUndefined();
    expect(next.payload).not.toBe(pid);
  });

  test('is a failed task that Step Functions can retry', async () => {
    const machine = await aws.machine('mortal', {
      StartAt: 'Try',
      States: {
        Try: {
          Type: 'Task',
          Resource: 'arn:aws:lambda:us-east-1:000000000000:function:mortal',
          End: true,
          Retry: [{ ErrorEquals: ['Runtime.ExitError'], IntervalSeconds: 1, MaxAttempts: 1 }],
        },
      },
    });
    expect((await aws.run(machine, { marker: join(folder, 'task') })).status).toBe('SUCCEEDED');
  });

  test('leaves the message in its queue', async () => {
    await aws.function('mortal-consumer', MORTAL);
    const queue = await aws.queue('mortal', { VisibilityTimeout: '1' });
    await aws.mapping({ FunctionName: 'mortal-consumer', EventSourceArn: queue.arn, BatchSize: 1 });
    await aws.sqs.send(new SendMessageCommand({ QueueUrl: queue.url, MessageBody: join(folder, 'message') }));
    const [done] = await eventually(async () => {
      const entries = await aws.logged<{ n: number; count: string }>('mortal-consumer');
      return entries.length ? entries : undefined;
    });
    expect(done?.count).toBe('2');
  });
});
