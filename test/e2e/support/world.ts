/** The deployed stack of one test run: the emulator, AWS clients of it, and what is done to it by hand. */
import { mkdtempSync, readdirSync, rmSync, statSync } from 'node:fs';
import { tmpdir } from 'node:os';
import * as path from 'node:path';
import { CloudWatchLogsClient, paginateFilterLogEvents } from '@aws-sdk/client-cloudwatch-logs';
import { type AttributeValue, DynamoDBClient, paginateScan } from '@aws-sdk/client-dynamodb';
import {
  CreateEventSourceMappingCommand, DeleteEventSourceMappingCommand, GetFunctionConfigurationCommand, InvokeCommand,
  LambdaClient, ListEventSourceMappingsCommand, UpdateEventSourceMappingCommand,
} from '@aws-sdk/client-lambda';
import { DeleteIdentityCommand, SESClient } from '@aws-sdk/client-ses';
import { SFNClient } from '@aws-sdk/client-sfn';
import {
  DeleteMessageBatchCommand, type Message, ReceiveMessageCommand, SetQueueAttributesCommand, SQSClient,
} from '@aws-sdk/client-sqs';
import { E2E_OUTPUTS, type E2eOutputs, STACK } from './names';
import { type Emulator, type EmulatorOptions, startEmulator } from '../../../local-aws/emulator';
import { requireOutputs } from '../../../src/contract/manifest';
import { type DeployOptions, deploy } from '../../../tools/deploy';
import { processTable } from '../../../tools/processes';
import { ROOT } from '../../../tools/root';

/** Long enough for a busy machine; nothing is timed. */
const DEADLINE = 90_000;

/** What a function answered, or threw. */
export interface Answer<T> {
  readonly error?: { readonly errorType: string; readonly errorMessage: string };
  readonly payload: T;
}

interface ClientConfig {
  readonly endpoint: string;
  readonly region: string;
  readonly credentials: { readonly accessKeyId: string; readonly secretAccessKey: string };
}

/** An app, and what it needs besides where to deploy to. */
export type DeployedApp = Pick<DeployOptions, 'app' | 'stack' | 'cwd' | 'env'>;

/** @typeParam O the outputs of the stack */
export class World<O = E2eOutputs> {
  /** Deploys the app of these tests. */
  static async start(options?: EmulatorOptions): Promise<World> {
    refuseStaleBundles();
    const app = { app: 'npx tsx test/e2e/app.ts', stack: STACK, cwd: ROOT, env: {} };
    return World.of(app, outputs => requireOutputs(outputs, E2E_OUTPUTS), options);
  }

  /** Deploys any app. `read` finds in the outputs of its stack what a test needs. */
  static async of<O>(
    app: DeployedApp,
    read = (outputs: Record<string, string>) => outputs as O,
    options: EmulatorOptions = {},
  ): Promise<World<O>> {
    const folder = mkdtempSync(path.join(tmpdir(), 'order-e2e-'));
    // Without waits, Step Functions makes all of its retries at once.
    const emulator = await startEmulator({ stepFunctionsWaitScale: 0, ...options });
    try {
      const outputs = await deploy({ ...app, env: { ...emulator.env, ...app.env }, outDir: folder });
      return new World(emulator, read(outputs), folder);
    } catch (error) {
      await emulator.stop();
      rmSync(folder, { recursive: true, force: true });
      throw error;
    }
  }

  readonly dynamodb: DynamoDBClient;
  readonly lambda: LambdaClient;
  readonly ses: SESClient;
  readonly sfn: SFNClient;
  readonly sqs: SQSClient;

  /** How a client reaches the emulator. */
  readonly client: ClientConfig;

  private constructor(readonly emulator: Emulator, readonly outputs: O, private readonly folder: string) {
    this.client = {
      endpoint: emulator.endpoint,
      region: emulator.region,
      credentials: { accessKeyId: emulator.account, secretAccessKey: 'local' },
    };
    this.dynamodb = new DynamoDBClient(this.client);
    this.lambda = new LambdaClient(this.client);
    this.ses = new SESClient(this.client);
    this.sfn = new SFNClient(this.client);
    this.sqs = new SQSClient(this.client);
  }

  /** The same world with other outputs, for another pipeline of the same stack. */
  with<P>(outputs: P): World<P> {
    return new World(this.emulator, outputs, this.folder);
  }

  async stop(): Promise<void> {
    for (const client of [this.dynamodb, this.lambda, this.ses, this.sfn, this.sqs]) client.destroy();
    await this.emulator.stop();
    rmSync(this.folder, { recursive: true, force: true });
  }

  async invoke<T = unknown>(functionName: string, event: unknown): Promise<Answer<T>> {
    const call = new InvokeCommand({ FunctionName: functionName, Payload: JSON.stringify(event) });
    const answer = await this.lambda.send(call);
    const payload = JSON.parse(Buffer.from(answer.Payload!).toString()) as T;
    return { payload, ...(answer.FunctionError && { error: payload as Answer<T>['error'] }) };
  }

  /** All items of a table. */
  async scan(TableName: string): Promise<Record<string, AttributeValue>[]> {
    const items: Record<string, AttributeValue>[] = [];
    const pages = paginateScan({ client: this.dynamodb }, { TableName, ConsistentRead: true });
    for await (const { Items = [] } of pages) items.push(...Items);
    return items;
  }

  /** The lines that a function has logged. */
  async logOf(functionName: string): Promise<string[]> {
    const call = new GetFunctionConfigurationCommand({ FunctionName: functionName });
    const { LoggingConfig } = await this.lambda.send(call);
    const logs = new CloudWatchLogsClient(this.client);
    try {
      const lines: string[] = [];
      const logGroupName = LoggingConfig!.LogGroup;
      for await (const { events = [] } of paginateFilterLogEvents({ client: logs }, { logGroupName })) {
        lines.push(...events.map(({ message }) => message!));
      }
      return lines;
    } finally {
      logs.destroy();
    }
  }

  /** Takes all messages off a queue. */
  async drain(queueUrl: string): Promise<Message[]> {
    const all: Message[] = [];
    for (;;) {
      const { Messages = [] } = await this.sqs.send(new ReceiveMessageCommand({
        QueueUrl: queueUrl,
        MaxNumberOfMessages: 10,
        MessageAttributeNames: ['All'],
      }));
      if (Messages.length === 0) return all;
      const Entries = Messages.map(({ ReceiptHandle }, index) => ({ Id: String(index), ReceiptHandle }));
      await this.sqs.send(new DeleteMessageBatchCommand({ QueueUrl: queueUrl, Entries }));
      all.push(...Messages);
    }
  }

  /** Makes a queue hand out a failed message again after as many seconds: minutes of waiting prove nothing. */
  async retryAfter(queueUrl: string, seconds: number): Promise<void> {
    const Attributes = { VisibilityTimeout: String(seconds) };
    await this.sqs.send(new SetQueueAttributesCommand({ QueueUrl: queueUrl, Attributes }));
  }

  /** The function that a queue feeds. */
  async readerOf(queueUrl: string): Promise<string> {
    const { EventSourceMappings = [] } = await this.lambda.send(new ListEventSourceMappingsCommand({}));
    const name = queueUrl.split('/').at(-1)!;
    return EventSourceMappings.find(({ EventSourceArn }) => EventSourceArn!.endsWith(`:${name}`))!.FunctionArn!;
  }

  /** Stops or starts what feeds a function. */
  async feed(functionName: string, enabled: boolean): Promise<void> {
    const list = new ListEventSourceMappingsCommand({ FunctionName: functionName });
    const { EventSourceMappings = [] } = await this.lambda.send(list);
    for (const { UUID } of EventSourceMappings) {
      await this.lambda.send(new UpdateEventSourceMappingCommand({ UUID, Enabled: enabled }));
    }
  }

  /**
   * Gives a function a new mapping of its stream, which begins at the end: to it, the stream has forgotten everything.
   * The settings stay as they are in the template.
   */
  async forgetStream(functionName: string): Promise<void> {
    const list = new ListEventSourceMappingsCommand({ FunctionName: functionName });
    const { EventSourceMappings = [] } = await this.lambda.send(list);
    const mapping = EventSourceMappings.find(({ EventSourceArn }) => EventSourceArn!.includes('/stream/'))!;
    const { UUID, EventSourceArn, BatchSize, BisectBatchOnFunctionError, FilterCriteria } = mapping;
    await this.lambda.send(new DeleteEventSourceMappingCommand({ UUID }));
    await this.lambda.send(new CreateEventSourceMappingCommand({
      FunctionName: functionName,
      EventSourceArn,
      BatchSize,
      BisectBatchOnFunctionError,
      FilterCriteria,
      DestinationConfig: mapping.DestinationConfig,
      FunctionResponseTypes: mapping.FunctionResponseTypes,
      MaximumRecordAgeInSeconds: mapping.MaximumRecordAgeInSeconds,
      StartingPosition: 'LATEST',
    }));
  }

  /** Takes back the verification of a sender. The emulator keeps one for each of SES's two APIs. */
  async forgetSender(Identity: string): Promise<void> {
    await this.ses.send(new DeleteIdentityCommand({ Identity }));
    const { account, endpoint, region } = this.emulator;
    const credential = `${account}/20200101/${region}/ses/aws4_request`;
    const authorization = `AWS4-HMAC-SHA256 Credential=${credential}, SignedHeaders=host, Signature=none`;
    const url = `${endpoint}/v2/email/identities/${encodeURIComponent(Identity)}`;
    const answer = await fetch(url, { method: 'DELETE', headers: { authorization } });
    if (!answer.ok) throw new Error(`${answer.status} ${await answer.text()}`);
  }

  /** Kills the running processes of functions, as a crash of their host does. Returns how many there were. */
  killWorkers(spare: string): number {
    const workers = processTable().filter(({ parent, command }) =>
      parent === this.emulator.pid && command.includes('_worker.js') && !command.includes(spare));
    for (const { pid } of workers) process.kill(pid, 'SIGKILL');
    return workers.length;
  }
}

/** What is deployed are the bundles, not the sources that somebody has just changed. */
function refuseStaleBundles(): void {
  const times = (folder: string, name: RegExp) => {
    const files = readdirSync(path.join(ROOT, folder), { recursive: true, encoding: 'utf8' });
    return files.filter(file => name.test(file)).map(file => statSync(path.join(ROOT, folder, file)).mtimeMs);
  };
  const bundled = Math.min(...times('assets', /\bindex\.mjs$/));
  const changed = Math.max(...times('lambda', /\.ts$/), ...times('src/contract', /\.ts$/));
  if (changed > bundled) throw new Error('assets/ is older than lambda/ or src/contract/: npm run bundle');
}

/** The first result that is not undefined. A probe that is late shows what it last saw. */
export async function eventually<T>(
  what: string, probe: () => Promise<T | undefined>, seen: () => unknown = () => undefined,
): Promise<T> {
  const deadline = Date.now() + DEADLINE;
  for (;;) {
    const result = await probe();
    if (result !== undefined) return result;
    if (Date.now() > deadline) {
      throw new Error(`${what}: not within ${DEADLINE / 1000} s; last seen: ${JSON.stringify(seen())}`);
    }
    await new Promise(resolve => setTimeout(resolve, 100));
  }
}
