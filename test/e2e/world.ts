/** The deployed stack of one test run: the emulator, AWS clients of it, and what is done to it by hand. */
import { mkdtempSync, readdirSync, rmSync, statSync } from 'node:fs';
import { tmpdir } from 'node:os';
import * as path from 'node:path';
import { DynamoDBClient } from '@aws-sdk/client-dynamodb';
import { InvokeCommand, LambdaClient, ListEventSourceMappingsCommand, UpdateEventSourceMappingCommand } from '@aws-sdk/client-lambda';
import { DeleteIdentityCommand, SESClient } from '@aws-sdk/client-ses';
import { SFNClient } from '@aws-sdk/client-sfn';
import { DeleteMessageBatchCommand, type Message, ReceiveMessageCommand, SetQueueAttributesCommand, SQSClient } from '@aws-sdk/client-sqs';
import { type Outputs, STACK } from './names';
import { type Emulator, startEmulator } from '../../local-aws/emulator';
import { type DeployOptions, deploy } from '../../tools/deploy';
import { processTable } from '../../tools/processes';
import { ROOT } from '../../tools/root';

/** Long enough for a busy machine; nothing is timed. */
const DEADLINE = 90_000;

/** What a function answered, or threw. */
export interface Answer<T> {
  readonly error?: { readonly errorType: string; readonly errorMessage: string };
  readonly payload: T;
}

/** An app, and what it needs besides where to deploy to. */
export type DeployedApp = Pick<DeployOptions, 'app' | 'stack' | 'cwd' | 'env'>;

/** @typeParam O the outputs of the stack */
export class World<O = Outputs> {
  /** Deploys the app of these tests. */
  static async start(): Promise<World> {
    refuseStaleBundles();
    return World.of<Outputs>({ app: 'npx tsx test/e2e/app.ts', stack: STACK, cwd: ROOT, env: {} });
  }

  static async of<O>(app: DeployedApp): Promise<World<O>> {
    const folder = mkdtempSync(path.join(tmpdir(), 'order-e2e-'));
    // Without waits, Step Functions makes all of its retries at once.
    const emulator = await startEmulator({ stepFunctionsWaitScale: 0 });
    try {
      const outputs = await deploy({ ...app, env: { ...emulator.env, ...app.env }, outDir: folder });
      return new World(emulator, outputs as O, folder);
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
  readonly client: { readonly endpoint: string; readonly region: string; readonly credentials: { readonly accessKeyId: string; readonly secretAccessKey: string } };

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

  async stop(): Promise<void> {
    for (const client of [this.dynamodb, this.lambda, this.ses, this.sfn, this.sqs]) client.destroy();
    await this.emulator.stop();
    rmSync(this.folder, { recursive: true, force: true });
  }

  async invoke<T = unknown>(functionName: string, event: unknown): Promise<Answer<T>> {
    const answer = await this.lambda.send(new InvokeCommand({ FunctionName: functionName, Payload: JSON.stringify(event) }));
    const payload = JSON.parse(Buffer.from(answer.Payload!).toString()) as T;
    return { payload, ...(answer.FunctionError && { error: payload as Answer<T>['error'] }) };
  }

  /** Takes all messages off a queue. */
  async drain(queueUrl: string): Promise<Message[]> {
    const all: Message[] = [];
    for (;;) {
      const { Messages = [] } = await this.sqs.send(new ReceiveMessageCommand({ QueueUrl: queueUrl, MaxNumberOfMessages: 10, MessageAttributeNames: ['All'] }));
      if (Messages.length === 0) return all;
      const Entries = Messages.map(({ ReceiptHandle }, index) => ({ Id: String(index), ReceiptHandle }));
      await this.sqs.send(new DeleteMessageBatchCommand({ QueueUrl: queueUrl, Entries }));
      all.push(...Messages);
    }
  }

  /** Makes a queue hand out a failed message again after as many seconds: minutes of waiting prove nothing. */
  async retryAfter(queueUrl: string, seconds: number): Promise<void> {
    await this.sqs.send(new SetQueueAttributesCommand({ QueueUrl: queueUrl, Attributes: { VisibilityTimeout: String(seconds) } }));
  }

  /** Stops or starts what feeds a function. */
  async feed(functionName: string, enabled: boolean): Promise<void> {
    const { EventSourceMappings = [] } = await this.lambda.send(new ListEventSourceMappingsCommand({ FunctionName: functionName }));
    for (const { UUID } of EventSourceMappings) await this.lambda.send(new UpdateEventSourceMappingCommand({ UUID, Enabled: enabled }));
  }

  /** Takes back the verification of a sender. The emulator keeps one for each of SES's two APIs. */
  async forgetSender(Identity: string): Promise<void> {
    await this.ses.send(new DeleteIdentityCommand({ Identity }));
    const { account, endpoint, region } = this.emulator;
    const authorization = `AWS4-HMAC-SHA256 Credential=${account}/20200101/${region}/ses/aws4_request, SignedHeaders=host, Signature=none`;
    const answer = await fetch(`${endpoint}/v2/email/identities/${encodeURIComponent(Identity)}`, { method: 'DELETE', headers: { authorization } });
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
  const times = (folder: string, name: RegExp) => readdirSync(path.join(ROOT, folder), { recursive: true, encoding: 'utf8' })
    .filter(file => name.test(file)).map(file => statSync(path.join(ROOT, folder, file)).mtimeMs);
  const bundled = Math.min(...times('assets', /\bindex\.mjs$/));
  if (Math.max(...times('lambda', /\.ts$/), ...times('src/contract', /\.ts$/)) > bundled) throw new Error('assets/ is older than lambda/ or src/contract/: npm run bundle');
}

/** The first result that is not undefined. A probe that is late shows what it last saw. */
export async function eventually<T>(what: string, probe: () => Promise<T | undefined>, seen: () => unknown = () => undefined): Promise<T> {
  const deadline = Date.now() + DEADLINE;
  for (;;) {
    const result = await probe();
    if (result !== undefined) return result;
    if (Date.now() > deadline) throw new Error(`${what}: not within ${DEADLINE / 1000} s; last seen: ${JSON.stringify(seen())}`);
    await new Promise(resolve => setTimeout(resolve, 100));
  }
}
