/** What the contract tests share: clients of a running emulator, and Lambda functions made from a few lines of source. */
import { crc32 } from 'node:zlib';
import { CloudFormationClient } from '@aws-sdk/client-cloudformation';
import { CloudWatchLogsClient, FilterLogEventsCommand } from '@aws-sdk/client-cloudwatch-logs';
import { CreateTableCommand, DynamoDBClient } from '@aws-sdk/client-dynamodb';
import { EventBridgeClient } from '@aws-sdk/client-eventbridge';
import {
  CreateEventSourceMappingCommand, CreateEventSourceMappingCommandInput, CreateFunctionCommand, InvokeCommand, LambdaClient,
} from '@aws-sdk/client-lambda';
import { CreateStateMachineCommand, DescribeExecutionCommand, SFNClient, StartExecutionCommand } from '@aws-sdk/client-sfn';
import { CreateQueueCommand, GetQueueAttributesCommand, ReceiveMessageCommand, SQSClient } from '@aws-sdk/client-sqs';
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
    for (const client of [this.cloudFormation, this.dynamodb, this.eventBridge, this.lambda, this.logs, this.sfn, this.sqs]) {
      client.destroy();
    }
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
    const answer = await this.lambda.send(new InvokeCommand({ FunctionName: name, Payload: JSON.stringify(event), LogType: 'Tail' }));
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
      const page = await this.logs.send(new FilterLogEventsCommand({ logGroupName: `/aws/lambda/${name}`, nextToken })).catch(() => undefined);
      entries.push(...(page?.events ?? []).filter(e => e.message?.startsWith('{')).map(e => JSON.parse(e.message!) as T));
      nextToken = page?.nextToken;
    } while (nextToken);
    return entries.sort((a, b) => a.n - b.n);
  }

  async machine(name: string, definition: object): Promise<string> {
    const created = await this.sfn.send(new CreateStateMachineCommand({ name, roleArn: ROLE, definition: JSON.stringify(definition) }));
    return created.stateMachineArn!;
  }

  async run(stateMachineArn: string, input: unknown = {}) {
    const { executionArn } = await this.sfn.send(new StartExecutionCommand({ stateMachineArn, input: JSON.stringify(input) }));
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
    const { Attributes } = await this.sqs.send(new GetQueueAttributesCommand({ QueueUrl: url, AttributeNames: ['QueueArn'] }));
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

/** A zip archive of stored files. */
export function zip(files: Record<string, string>): Buffer {
  const parts: Buffer[] = [];
  const directory: Buffer[] = [];
  let offset = 0;
  for (const [name, text] of Object.entries(files)) {
    const [path, data] = [Buffer.from(name), Buffer.from(text)];
    const common = Buffer.alloc(26);
    common.writeUInt16LE(20, 0); // version needed
    common.writeUInt32LE(crc32(data), 10);
    common.writeUInt32LE(data.length, 14);
    common.writeUInt32LE(data.length, 18);
    common.writeUInt16LE(path.length, 22);
    const tail = Buffer.alloc(14);
    tail.writeUInt32LE(0o100644 * 0x10000, 6); // external attributes: a readable file
    tail.writeUInt32LE(offset, 10);
    const local = Buffer.concat([Buffer.from('PK\x03\x04', 'latin1'), common, path, data]);
    directory.push(Buffer.concat([Buffer.from('PK\x01\x02\x14\x03', 'latin1'), common, tail, path]));
    parts.push(local);
    offset += local.length;
  }
  const index = Buffer.concat(directory);
  const end = Buffer.alloc(18);
  end.writeUInt16LE(directory.length, 4);
  end.writeUInt16LE(directory.length, 6);
  end.writeUInt32LE(index.length, 8);
  end.writeUInt32LE(offset, 12);
  return Buffer.concat([...parts, index, Buffer.from('PK\x05\x06', 'latin1'), end]);
}
