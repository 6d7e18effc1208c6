import { readFileSync } from 'node:fs';
import { CreateStackCommand, DeleteStackCommand, DescribeStacksCommand, UpdateStackCommand } from '@aws-sdk/client-cloudformation';
import { DescribeContinuousBackupsCommand, DescribeTableCommand, DescribeTimeToLiveCommand } from '@aws-sdk/client-dynamodb';
import { CreateEventBusCommand, PutEventsCommand, PutRuleCommand, PutTargetsCommand } from '@aws-sdk/client-eventbridge';
import { GetFunctionConcurrencyCommand } from '@aws-sdk/client-lambda';
import { SESClient, SendEmailCommand, VerifyEmailIdentityCommand } from '@aws-sdk/client-ses';
import {
  GetExecutionHistoryCommand, SendTaskHeartbeatCommand, SendTaskSuccessCommand, StartExecutionCommand, StopExecutionCommand,
} from '@aws-sdk/client-sfn';
import { Aws, START_TIMEOUT_MS, eventually } from './support';
import { Emulator, sesMessages, setWaitScale, startEmulator } from '../emulator';

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

const stackEnded = (StackName: string) => eventually(async () => {
  const { Stacks: [stack] = [] } = await aws.cloudFormation.send(new DescribeStacksCommand({ StackName }));
  return stack?.StackStatus?.endsWith('_IN_PROGRESS') ? undefined : stack?.StackStatus;
});

async function createStack(StackName: string, Resources: object): Promise<string> {
  await aws.cloudFormation.send(new CreateStackCommand({ StackName, TemplateBody: JSON.stringify({ Resources }) }));
  return stackEnded(StackName);
}

describe('CloudFormation settings', () => {
  const KEYS = { AttributeDefinitions: [{ AttributeName: 'pk', AttributeType: 'S' }], KeySchema: [{ AttributeName: 'pk', KeyType: 'HASH' }] };
  const resources = (on: boolean) => ({
    Single: {
      Type: 'AWS::DynamoDB::Table',
      Properties: {
        ...KEYS,
        TableName: 'single',
        BillingMode: 'PAY_PER_REQUEST',
        DeletionProtectionEnabled: on,
        PointInTimeRecoverySpecification: { PointInTimeRecoveryEnabled: on },
        ...on && { TimeToLiveSpecification: { AttributeName: 'ttl', Enabled: true } },
      },
    },
    Global: {
      Type: 'AWS::DynamoDB::GlobalTable',
      Properties: {
        ...KEYS,
        TableName: 'global',
        BillingMode: 'PAY_PER_REQUEST',
        ...on && { TimeToLiveSpecification: { AttributeName: 'ttl', Enabled: true } },
        Replicas: [{
          Region: 'us-east-1', DeletionProtectionEnabled: on, PointInTimeRecoverySpecification: { PointInTimeRecoveryEnabled: on },
        }],
      },
    },
    Function: {
      Type: 'AWS::Lambda::Function',
      Properties: {
        FunctionName: 'reserved',
        Runtime: 'nodejs22.x',
        Handler: 'index.handler',
        Role: 'arn:aws:iam::000000000000:role/any',
        Code: { ZipFile: 'exports.handler = async () => 1;' },
        ...on && { ReservedConcurrentExecutions: 7 },
      },
    },
  });

  async function settings(TableName: string) {
    const { Table } = await aws.dynamodb.send(new DescribeTableCommand({ TableName }));
    const { TimeToLiveDescription: ttl } = await aws.dynamodb.send(new DescribeTimeToLiveCommand({ TableName }));
    const { ContinuousBackupsDescription: backups } = await aws.dynamodb.send(new DescribeContinuousBackupsCommand({ TableName }));
    return [Table?.DeletionProtectionEnabled, ttl?.TimeToLiveStatus, ttl?.AttributeName,
      backups?.PointInTimeRecoveryDescription?.PointInTimeRecoveryStatus];
  }
  const reserved = async () => (await aws.lambda.send(new GetFunctionConcurrencyCommand({ FunctionName: 'reserved' }))).ReservedConcurrentExecutions;

  test('of tables and functions are applied, hold, and can be taken back', async () => {
    expect(await createStack('settings', resources(true))).toBe('CREATE_COMPLETE');
    expect(await settings('single')).toEqual([true, 'ENABLED', 'ttl', 'ENABLED']);
    expect(await settings('global')).toEqual([true, 'ENABLED', 'ttl', 'ENABLED']);
    expect(await reserved()).toBe(7);

    await aws.cloudFormation.send(new DeleteStackCommand({ StackName: 'settings' }));
    expect(await stackEnded('settings')).toBe('DELETE_FAILED');
    expect((await settings('global'))[0]).toBe(true);
  });

  test('go off by an update', async () => {
    const off = Object.fromEntries(Object.entries(resources(true)).map(([id, resource]) => [id, rename(resource)]));
    expect(await createStack('taken-back', off)).toBe('CREATE_COMPLETE');
    const update = Object.fromEntries(Object.entries(resources(false)).map(([id, resource]) => [id, rename(resource)]));
    await aws.cloudFormation.send(new UpdateStackCommand({ StackName: 'taken-back', TemplateBody: JSON.stringify({ Resources: update }) }));
    expect(await stackEnded('taken-back')).toBe('UPDATE_COMPLETE');
    expect(await settings('global-2')).toEqual([false, 'DISABLED', undefined, 'DISABLED']);
    expect(await settings('single-2')).toEqual([false, 'DISABLED', undefined, 'DISABLED']);
  });

  const rename = (resource: object) => JSON.parse(JSON.stringify(resource).replace(/"(single|global|reserved)"/g, '"$1-2"')) as object;
});

describe('resources that only watch', () => {
  test('are accepted and listed as not simulated', async () => {
    expect(await createStack('watched', {
      Query: { Type: 'AWS::Logs::QueryDefinition', Properties: { Name: 'errors', QueryString: 'fields @message' } },
      Composite: { Type: 'AWS::CloudWatch::CompositeAlarm', Properties: { AlarmRule: 'TRUE' } },
      Ratio: {
        Type: 'AWS::CloudWatch::Alarm',
        Properties: { ComparisonOperator: 'GreaterThanThreshold', EvaluationPeriods: 1, Threshold: 1, Metrics: [{ Id: 'e', Expression: '1 / 2' }] },
      },
      Plain: {
        Type: 'AWS::CloudWatch::Alarm',
        Properties: { ComparisonOperator: 'GreaterThanThreshold', EvaluationPeriods: 1, Threshold: 1, Namespace: 'N', MetricName: 'M' },
      },
    })).toBe('CREATE_COMPLETE');
    const listed = readFileSync(emulator.logFile, 'utf8').match(/not simulated: .*/g)?.sort();
    expect(listed).toEqual([
      'not simulated: AWS::CloudWatch::Alarm Ratio',
      'not simulated: AWS::CloudWatch::CompositeAlarm Composite',
      'not simulated: AWS::Logs::QueryDefinition Query',
    ]);
  });

  test('others that MiniStack lacks are refused', async () => {
    await expect(createStack('refused', { A: { Type: 'AWS::CodeDeploy::DeploymentGroup' } })).rejects.toThrow(/Unrecognized resource types/);
  });
});

describe('StartExecution', () => {
  const WAITING = { StartAt: 'W', States: { W: { Type: 'Wait', Seconds: 600, End: true } } };

  test('with the same name and input succeeds while it runs, and only then', async () => {
    const stateMachineArn = await aws.machine('repeated', WAITING);
    const start = (input: string) => aws.sfn.send(new StartExecutionCommand({ stateMachineArn, name: 'order-1', input }));
    const first = await start('{"a":1}');
    const second = await start('{"a":1}');
    expect(second).toMatchObject({ executionArn: first.executionArn, startDate: first.startDate });
    await expect(start('{"a":2}')).rejects.toMatchObject({ name: 'ExecutionAlreadyExists' });
    await aws.sfn.send(new StopExecutionCommand({ executionArn: first.executionArn }));
    await expect(start('{"a":1}')).rejects.toMatchObject({ name: 'ExecutionAlreadyExists' });
  });
});

describe('time in Step Functions', () => {
  test('a machine times out', async () => {
    const machine = await aws.machine('limited', {
      StartAt: 'W', TimeoutSeconds: 1, States: { W: { Type: 'Wait', Seconds: 600, End: true } },
    });
    expect(await aws.run(machine)).toMatchObject({ status: 'TIMED_OUT', error: 'States.Timeout' });
  });

  test('a task times out with States.Timeout', async () => {
    const arn = await aws.function('sleepy', 'export const handler = () => new Promise(r => setTimeout(r, 60_000));', 30);
    const machine = await aws.machine('task-limited', {
      StartAt: 'T', States: { T: { Type: 'Task', Resource: arn, TimeoutSeconds: 1, End: true } },
    });
    expect(await aws.run(machine)).toMatchObject({ status: 'FAILED', error: 'States.Timeout' });
  });

  test('MaxDelaySeconds bounds the pause before a retry; a wait scale of 0 skips it', async () => {
    const arn = await aws.function('failing', 'export const handler = async () => { throw new Error("again"); };');
    const retrying = (retry: object) => ({
      StartAt: 'T', States: { T: { Type: 'Task', Resource: arn, End: true, Retry: [{ ErrorEquals: ['Error'], MaxAttempts: 2, ...retry }] } },
    });
    const bounded = await aws.run(await aws.machine('bounded', retrying({ IntervalSeconds: 300, MaxDelaySeconds: 1, JitterStrategy: 'FULL' })));
    await setWaitScale(emulator, 0);
    const skipped = await aws.run(await aws.machine('skipped', retrying({ IntervalSeconds: 300 })));
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

describe('queues', () => {
  test('no event is lost between a bus, a queue with a dead-letter queue and its consumer', async () => {
    const EVENTS = 400;
    const dead = await aws.queue('dead');
    const queue = await aws.queue('busy', { RedrivePolicy: JSON.stringify({ deadLetterTargetArn: dead.arn, maxReceiveCount: 3 }) });
    await aws.eventBridge.send(new CreateEventBusCommand({ Name: 'bus' }));
    await aws.eventBridge.send(new PutRuleCommand({ Name: 'all', EventBusName: 'bus', EventPattern: '{"source":["shop"]}' }));
    await aws.eventBridge.send(new PutTargetsCommand({ Rule: 'all', EventBusName: 'bus', Targets: [{ Id: 'queue', Arn: queue.arn }] }));
    await aws.function('counter', `
      export const handler = async event => {
        for (const record of event.Records) console.log(JSON.stringify({ n: JSON.parse(record.body).detail.n }));
      };`);
    await aws.mapping({ FunctionName: 'counter', EventSourceArn: queue.arn, BatchSize: 10 });
    await Promise.all(Array.from({ length: EVENTS / 10 }, (_, batch) => aws.eventBridge.send(new PutEventsCommand({
      Entries: Array.from({ length: 10 }, (__, i) => ({
        EventBusName: 'bus', Source: 'shop', DetailType: 'Event', Detail: JSON.stringify({ n: batch * 10 + i }),
      })),
    }))));
    const seen = await eventually(async () => {
      const numbers = new Set((await aws.logged('counter')).map(entry => entry.n));
      return numbers.size >= EVENTS ? numbers : undefined;
    });
    expect(seen.size).toBe(EVENTS);
  });
});

test('mails can be read', async () => {
  const ses = new SESClient({ endpoint: emulator.endpoint, region: emulator.region, credentials: { accessKeyId: emulator.account, secretAccessKey: 'x' } });
  await ses.send(new VerifyEmailIdentityCommand({ EmailAddress: 'shop@example.com' }));
  await ses.send(new SendEmailCommand({
    Source: 'shop@example.com',
    Destination: { ToAddresses: ['ann@example.com'] },
    Message: { Subject: { Data: 'Hello' }, Body: { Text: { Data: 'Thank you' } } },
  }));
  ses.destroy();
  expect(await sesMessages(emulator)).toMatchObject([
    { Source: 'shop@example.com', To: ['ann@example.com'], Subject: 'Hello', BodyText: 'Thank you' },
  ]);
});
