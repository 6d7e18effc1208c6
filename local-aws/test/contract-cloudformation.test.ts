import { readFileSync } from 'node:fs';
import {
  CreateStackCommand, DeleteStackCommand, DescribeStacksCommand, UpdateStackCommand,
} from '@aws-sdk/client-cloudformation';
import {
  DescribeContinuousBackupsCommand, DescribeTableCommand, DescribeTimeToLiveCommand,
} from '@aws-sdk/client-dynamodb';
import { GetFunctionConcurrencyCommand } from '@aws-sdk/client-lambda';
import { Aws, START_TIMEOUT_MS, eventually } from './support';
import { Emulator, startEmulator } from '../emulator';

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
  const KEYS = {
    AttributeDefinitions: [{ AttributeName: 'pk', AttributeType: 'S' }],
    KeySchema: [{ AttributeName: 'pk', KeyType: 'HASH' }],
  };
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
          Region: 'us-east-1',
          DeletionProtectionEnabled: on,
          PointInTimeRecoverySpecification: { PointInTimeRecoveryEnabled: on },
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
    const describeBackups = new DescribeContinuousBackupsCommand({ TableName });
    const { ContinuousBackupsDescription: backups } = await aws.dynamodb.send(describeBackups);
    return [Table?.DeletionProtectionEnabled, ttl?.TimeToLiveStatus, ttl?.AttributeName,
      backups?.PointInTimeRecoveryDescription?.PointInTimeRecoveryStatus];
  }
  async function reserved() {
    const concurrency = await aws.lambda.send(new GetFunctionConcurrencyCommand({ FunctionName: 'reserved' }));
    return concurrency.ReservedConcurrentExecutions;
  }

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
    await aws.cloudFormation.send(new UpdateStackCommand({
      StackName: 'taken-back', TemplateBody: JSON.stringify({ Resources: update }),
    }));
    expect(await stackEnded('taken-back')).toBe('UPDATE_COMPLETE');
    expect(await settings('global-2')).toEqual([false, 'DISABLED', undefined, 'DISABLED']);
    expect(await settings('single-2')).toEqual([false, 'DISABLED', undefined, 'DISABLED']);
  });

  const rename = (resource: object) =>
    JSON.parse(JSON.stringify(resource).replace(/"(single|global|reserved)"/g, '"$1-2"')) as object;
});

describe('resources that only watch', () => {
  const THRESHOLD = { ComparisonOperator: 'GreaterThanThreshold', EvaluationPeriods: 1, Threshold: 1 };

  test('are accepted and listed as not simulated', async () => {
    expect(await createStack('watched', {
      Query: { Type: 'AWS::Logs::QueryDefinition', Properties: { Name: 'errors', QueryString: 'fields @message' } },
      Composite: { Type: 'AWS::CloudWatch::CompositeAlarm', Properties: { AlarmRule: 'TRUE' } },
      Ratio: {
        Type: 'AWS::CloudWatch::Alarm',
        Properties: { ...THRESHOLD, Metrics: [{ Id: 'e', Expression: '1 / 2' }] },
      },
      Plain: {
        Type: 'AWS::CloudWatch::Alarm',
        Properties: { ...THRESHOLD, Namespace: 'N', MetricName: 'M' },
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
    const refused = createStack('refused', { A: { Type: 'AWS::CodeDeploy::DeploymentGroup' } });
    await expect(refused).rejects.toThrow(/Unrecognized resource types/);
  });
});
