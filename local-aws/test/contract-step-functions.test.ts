import {
  type ExecutionStatus, GetExecutionHistoryCommand, ListExecutionsCommand, SendTaskHeartbeatCommand,
  SendTaskSuccessCommand, StartExecutionCommand, StopExecutionCommand,
} from '@aws-sdk/client-sfn';
import { Aws, START_TIMEOUT_MS } from './support';
import { Emulator, setWaitScale, startEmulator } from '../emulator';

let emulator: Emulator;
let aws: Aws;

beforeAll(async () => {
  emulator = await startEmulator({ workers: 2 });
  aws = new Aws(emulator);
}, START_TIMEOUT_MS);

afterAll(async () => {
  aws?.destroy();
  await emulator?.stop();
});

describe('StartExecution', () => {
  const WAITING = { StartAt: 'W', States: { W: { Type: 'Wait', Seconds: 600, End: true } } };

  test('with the same name and input succeeds while it runs, and only then', async () => {
    const stateMachineArn = await aws.machine('repeated', WAITING);
    const start = (input: string) =>
      aws.sfn.send(new StartExecutionCommand({ stateMachineArn, name: 'execution-1', input }));
    const first = await start('{"a":1}');
    const second = await start('{"a":1}');
    expect(second).toMatchObject({ executionArn: first.executionArn, startDate: first.startDate });
    await expect(start('{"a":2}')).rejects.toMatchObject({ name: 'ExecutionAlreadyExists' });
    await aws.sfn.send(new StopExecutionCommand({ executionArn: first.executionArn }));
    await expect(start('{"a":1}')).rejects.toMatchObject({ name: 'ExecutionAlreadyExists' });
  });
});

test('ListExecutions counts the executions of one machine that are running, page by page', async () => {
  const WAITING = { StartAt: 'W', States: { W: { Type: 'Wait', Seconds: 600, End: true } } };
  const stateMachineArn = await aws.machine('counted', WAITING);
  const other = await aws.machine('not-counted', WAITING);
  const start = (arn: string, name: string) =>
    aws.sfn.send(new StartExecutionCommand({ stateMachineArn: arn, name, input: '{}' }));
  const started = await Promise.all(['a', 'b', 'c', 'd'].map(name => start(stateMachineArn, name)));
  await start(other, 'e');
  await aws.sfn.send(new StopExecutionCommand({ executionArn: started[0]!.executionArn }));
  const page = (nextToken?: string) => aws.sfn.send(new ListExecutionsCommand({
    stateMachineArn, statusFilter: 'RUNNING', maxResults: 2, nextToken,
  }));
  const first = await page();
  const second = await page(first.nextToken);
  const names = [first, second].map(({ executions }) => executions!.map(({ name }) => name));
  expect(names.map(({ length }) => length)).toEqual([2, 1]);
  expect(names.flat().sort()).toEqual(['b', 'c', 'd']);
  expect(second.nextToken).toBeUndefined();
});

test('ListExecutions finds executions by status, the last start first, with the times of their ends', async () => {
  const stateMachineArn = await aws.machine('listed', {
    StartAt: 'C',
    States: {
      C: { Type: 'Choice', Choices: [{ Variable: '$.ok', BooleanEquals: true, Next: 'S' }], Default: 'F' },
      S: { Type: 'Succeed' },
      F: { Type: 'Fail', Error: 'Any' },
    },
  });
  for (const name of ['first', 'second', 'third']) {
    const input = JSON.stringify({ ok: name === 'second' });
    await aws.sfn.send(new StartExecutionCommand({ stateMachineArn, name, input }));
  }
  const listed = async (statusFilter: ExecutionStatus) =>
    (await aws.sfn.send(new ListExecutionsCommand({ stateMachineArn, statusFilter }))).executions ?? [];
  while ((await listed('RUNNING')).length > 0) await new Promise(resolve => setTimeout(resolve, 50));
  expect((await listed('SUCCEEDED')).map(({ name }) => name)).toEqual(['second']);
  const failed = await listed('FAILED');
  expect(failed.map(({ name }) => name)).toEqual(['third', 'first']);
  for (const { startDate, stopDate } of failed) {
    expect(stopDate!.getTime()).toBeGreaterThanOrEqual(startDate!.getTime());
  }
});

describe('time in Step Functions', () => {
  test('a machine times out', async () => {
    const machine = await aws.machine('limited', {
      StartAt: 'W', TimeoutSeconds: 1, States: { W: { Type: 'Wait', Seconds: 600, End: true } },
    });
    expect(await aws.run(machine)).toMatchObject({ status: 'TIMED_OUT', error: 'States.Timeout' });
  });

  test('a task times out with States.Timeout', async () => {
    const source = 'export const handler = () => new Promise(resolve => setTimeout(resolve, 60_000));';
    const arn = await aws.function('sleepy', source, 30);
    const machine = await aws.machine('task-limited', {
      StartAt: 'T', States: { T: { Type: 'Task', Resource: arn, TimeoutSeconds: 1, End: true } },
    });
    expect(await aws.run(machine)).toMatchObject({ status: 'FAILED', error: 'States.Timeout' });
  });

  test('MaxDelaySeconds bounds the pause before a retry; a wait scale of 0 skips it', async () => {
    const arn = await aws.function('failing', 'export const handler = async () => { throw new Error("again"); };');
    const retrying = (retry: object) => ({
      StartAt: 'T',
      States: {
        T: {
          Type: 'Task',
          Resource: arn,
          End: true,
          Retry: [{ ErrorEquals: ['Error'], IntervalSeconds: 300, MaxAttempts: 2, ...retry }],
        },
      },
    });
    const boundedMachine = await aws.machine('bounded', retrying({ MaxDelaySeconds: 1, JitterStrategy: 'FULL' }));
    const bounded = await aws.run(boundedMachine);
    await setWaitScale(emulator, 0);
    const skipped = await aws.run(await aws.machine('skipped', retrying({})));
    await setWaitScale(emulator, 1);
    for (const { status, executionArn } of [bounded, skipped]) {
      expect(status).toBe('FAILED');
      const { events } = await aws.sfn.send(new GetExecutionHistoryCommand({ executionArn }));
      expect(events?.filter(event => event.type === 'TaskFailed')).toHaveLength(3);
    }
  });

  test('a callback task lives by its heartbeats', async () => {
    const queue = await aws.queue('callbacks');
    const machine = await aws.machine('heartbeats', {
      StartAt: 'T',
      States: {
        T: {
          Type: 'Task',
          Resource: 'arn:aws:states:::sqs:sendMessage.waitForTaskToken',
          HeartbeatSeconds: 2,
          End: true,
          Parameters: { QueueUrl: queue.url, MessageBody: { 'token.$': '$$.Task.Token' } },
        },
      },
    });
    const silent = aws.run(machine);
    await aws.receive(queue.url);
    expect(await silent).toMatchObject({ status: 'FAILED', error: 'States.HeartbeatTimeout' });

    const lively = aws.run(machine);
    const { token: taskToken } = await aws.receive<{ token: string }>(queue.url);
    for (let beat = 0; beat < 6; beat += 1) { // three seconds in all, longer than one heartbeat may take
      await aws.sfn.send(new SendTaskHeartbeatCommand({ taskToken }));
      await new Promise(resolve => setTimeout(resolve, 500));
    }
    await aws.sfn.send(new SendTaskSuccessCommand({ taskToken, output: '{"paid":true}' }));
    expect(await lively).toMatchObject({ status: 'SUCCEEDED', output: '{"paid": true}' });
  });
});
