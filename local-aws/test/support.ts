/** What the tests share: clients of a running emulator, and Lambda functions made from a few lines of source. */
import { CloudFormationClient } from '@aws-sdk/client-cloudformation';
import { CloudWatchLogsClient, FilterLogEventsCommand } from '@aws-sdk/client-cloudwatch-logs';
import { CreateTableCommand, DynamoDBClient } from '@aws-sdk/client-dynamodb';
import { EventBridgeClient } from '@aws-sdk/client-eventbridge';
import {
  CreateEventSourceMappingCommand, CreateEventSourceMappingCommandInput, CreateFunctionCommand, InvokeCommand,
  LambdaClient,
} from '@aws-sdk/client-lambda';
import {
  CreateStateMachineCommand, DescribeExecutionCommand, SFNClient, StartExecutionCommand,
} from '@aws-sdk/client-sfn';
import {
  CreateQueueCommand, GetQueueAttributesCommand, ReceiveMessageCommand, SQSClient,
} from '@aws-sdk/client-sqs';
import { zip } from './zip';
import { Emulator } from '../emulator';

const ROLE = 'arn:aws:iam::000000000000:role/any';

/** The first start may install the emulator. */
export const START_TIMEOUT_MS = 180_000;

export interface Failure { errorType: string; errorMessage: string; trace?: string[] }

/** Clients of an emulator, and the few things that most tests do with them. */
export class Aws {
  readonly cloudFormation: CloudFormationClient;
  readonly dynamodb: DynamoDBClient;
  readonly eventBridge: EventBridgeClient;
  readonly lambda: LambdaClient;
  readonly logs: CloudWatchLogsClient;
  readonly sfn: SFNClient;
  readonly sqs: SQSClient;

  constructor(emulator: Emulator) {
    const config = {
      endpoint: emulator.endpoint,
      region: emulator.region,
      credentials: { accessKeyId: emulator.account, secretAccessKey: 'local' },
      maxAttempts: 1, // a failed call is a finding
    };
    this.cloudFormation = new CloudFormationClient(config);
    this.dynamodb = new DynamoDBClient(config);
    this.eventBridge = new EventBridgeClient(config);
    this.lambda = new LambdaClient(config);
    this.logs = new CloudWatchLogsClient(config);
    this.sfn = new SFNClient(config);
    this.sqs = new SQSClient(config);
  }

  destroy(): void {
    const { cloudFormation, dynamodb, eventBridge, lambda, logs, sfn, sqs } = this;
    for (const client of [cloudFormation, dynamodb, eventBridge, lambda, logs, sfn, sqs]) client.destroy();
  }

  /** A function of this ES module source; returns its ARN. */
  async function(name: string, source: string, timeoutSeconds = 20): Promise<string> {
    const created = await this.lambda.send(new CreateFunctionCommand({
      FunctionName: name,
      Runtime: 'nodejs22.x',
      Handler: 'index.handler',
      Role: ROLE,
      Timeout: timeoutSeconds,
      Code: { ZipFile: zip({ 'index.mjs': source }) },
    }));
    return created.FunctionArn!;
  }

  async invoke<T>(name: string, event: unknown = {}): Promise<{ error?: string; payload: T; log: string }> {
    const answer = await this.lambda.send(new InvokeCommand({
      FunctionName: name, Payload: JSON.stringify(event), LogType: 'Tail',
    }));
    return {
      error: answer.FunctionError,
      payload: JSON.parse(Buffer.from(answer.Payload!).toString()) as T,
      log: Buffer.from(answer.LogResult ?? '', 'base64').toString(),
    };
  }

  /** What a function has logged as JSON, in the order of its own counter `n`. */
  async logged<T extends { n: number }>(name: string): Promise<T[]> {
    const entries: T[] = [];
    let nextToken: string | undefined;
    do {
      const filter = new FilterLogEventsCommand({ logGroupName: `/aws/lambda/${name}`, nextToken });
      const page = await this.logs.send(filter).catch(() => undefined); // there is no group before the first call
      const messages = (page?.events ?? []).map(({ message = '' }) => message);
      entries.push(...messages.filter(message => message.startsWith('{')).map(message => JSON.parse(message) as T));
      nextToken = page?.nextToken;
    } while (nextToken);
    return entries.sort((a, b) => a.n - b.n);
  }

  async machine(name: string, definition: object): Promise<string> {
    const created = await this.sfn.send(new CreateStateMachineCommand({
      name, roleArn: ROLE, definition: JSON.stringify(definition),
    }));
    return created.stateMachineArn!;
  }

  async run(stateMachineArn: string, input: unknown = {}) {
    const start = new StartExecutionCommand({ stateMachineArn, input: JSON.stringify(input) });
    const { executionArn } = await this.sfn.send(start);
    return this.ended(executionArn!);
  }

  ended(executionArn: string) {
    return eventually(async () => {
      const execution = await this.sfn.send(new DescribeExecutionCommand({ executionArn }));
      return execution.status === 'RUNNING' ? undefined : execution;
    });
  }

  async queue(name: string, attributes: Record<string, string> = {}): Promise<{ url: string; arn: string }> {
    const { QueueUrl: url } = await this.sqs.send(new CreateQueueCommand({ QueueName: name, Attributes: attributes }));
    const getArn = new GetQueueAttributesCommand({ QueueUrl: url, AttributeNames: ['QueueArn'] });
    const { Attributes } = await this.sqs.send(getArn);
    return { url: url!, arn: Attributes!.QueueArn! };
  }

  receive<T>(url: string): Promise<T> {
    return eventually(async () => {
      const { Messages: messages } = await this.sqs.send(new ReceiveMessageCommand({ QueueUrl: url }));
      return messages?.[0] && JSON.parse(messages[0].Body!) as T;
    });
  }

  /** A table with a stream; returns the stream's ARN. */
  async streamedTable(name: string): Promise<string> {
    const { TableDescription: table } = await this.dynamodb.send(new CreateTableCommand({
      TableName: name,
      BillingMode: 'PAY_PER_REQUEST',
      AttributeDefinitions: [{ AttributeName: 'pk', AttributeType: 'S' }],
      KeySchema: [{ AttributeName: 'pk', KeyType: 'HASH' }],
      StreamSpecification: { StreamEnabled: true, StreamViewType: 'NEW_IMAGE' },
    }));
    return table!.LatestStreamArn!;
  }

  async mapping(input: CreateEventSourceMappingCommandInput): Promise<string> {
    return (await this.lambda.send(new CreateEventSourceMappingCommand(input))).UUID!;
  }
}

/** The first result that is not undefined. */
export async function eventually<T>(probe: () => Promise<T | undefined>, timeoutMs = 25_000): Promise<T> {
  const deadline = Date.now() + timeoutMs;
  for (;;) {
    const result = await probe();
    if (result !== undefined) return result;
    if (Date.now() > deadline) throw new Error(`nothing within ${timeoutMs} ms from ${probe}`);
    await new Promise(resolve => setTimeout(resolve, 100));
  }
}
