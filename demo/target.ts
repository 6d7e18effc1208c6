/** Where the demo runs: on an emulator, its own or a kept one, or in an AWS account. */
import { createHash } from 'node:crypto';
import { mkdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import * as path from 'node:path';
import { DEMO_STACK } from './names';
import { atEnd } from './shutdown';
import { step } from './steps';
import { type Emulator, attachEmulator, startEmulator, stopKept } from '../local-aws/emulator';
import { ensureInstalled } from '../local-aws/install';
import { deploy } from '../tools/deploy';
import { ROOT } from '../tools/root';
import { runNode } from '../tools/run-command';

/** What a run leaves between runs; ignored by git. */
export const WORK_FOLDER = path.join(ROOT, '.demo');
const STATE_FILE = path.join(WORK_FOLDER, 'emulator.json');
const DEPLOYED_FILE = path.join(WORK_FOLDER, 'deployed.json');
const LOG_FILE = path.join(WORK_FOLDER, 'emulator.log');
const ASSEMBLY = path.join(WORK_FOLDER, 'cdk.out');

export interface Target {
  /** What AWS clients need to get there; empty for the account in the environment. */
  readonly client: ClientConfig;
  readonly outputs: Outputs;
  /** Undefined on AWS. */
  readonly emulator?: Emulator;
  /** The emulator was there before this run. */
  readonly attached: boolean;
}

export interface ClientConfig {
  readonly endpoint?: string;
  readonly region?: string;
  readonly credentials?: { readonly accessKeyId: string; readonly secretAccessKey: string };
}

const OUTPUTS = [
  'EventsTableName', 'OrderViewTableName', 'StockTableName', 'StockFunctionName', 'OrderQueueUrl', 'OrderDeadLetterQueueUrl',
  'NotificationQueueUrl', 'ApiUrl', 'ApiId', 'TopicArn', 'EventBusName', 'StateMachineArn',
] as const;
export type Outputs = Readonly<Record<(typeof OUTPUTS)[number], string>>;

/** Starts an emulator, or finds the one that was kept, and deploys the stack there unless this very template already is. */
export async function onEmulator(keep: boolean): Promise<Target> {
  mkdirSync(WORK_FOLDER, { recursive: true });
  const kept = attachEmulator(STATE_FILE);
  if (kept) await step('Join the kept emulator', async (_, done) => done('with what earlier runs left on it; npm run demo:stop ends it'));
  const emulator = kept ?? await startOwn(keep);
  const template = await synthesize();
  const deployed = `${emulator.endpoint} ${emulator.pid} ${createHash('sha256').update(template).digest('hex')}`;
  const outputs = outputsOf(deployed) ?? await step('Deploy the demo stack', async (say, done) => {
    const found = await deploy({ app: ASSEMBLY, stack: DEMO_STACK, env: emulator.env, outDir: ASSEMBLY, cwd: ROOT, log: say });
    done(`${Object.keys((JSON.parse(template) as { Resources: object }).Resources).length} resources`);
    return found;
  });
  writeFileSync(DEPLOYED_FILE, JSON.stringify({ deployed, outputs }, undefined, 2) + '\n');
  return {
    client: { endpoint: emulator.endpoint, region: emulator.region, credentials: { accessKeyId: emulator.account, secretAccessKey: 'local' } },
    outputs: complete({ ...outputs, ApiUrl: localApiUrl(emulator.endpoint, outputs) }),
    emulator,
    attached: kept !== undefined,
  };
}

/** Deploys the assembly that `examineAccount` has made. The clients are left to find the account as the CDK CLI does: in the environment. */
export async function onAws(assembly: string): Promise<Target> {
  const outputs = await step('Deploy the demo stack to AWS', say => deploy({ app: assembly, stack: DEMO_STACK, env: {}, outDir: assembly, cwd: ROOT, log: say }));
  // An engine that speaks AWS's protocols, where the caller's environment points to one, has its APIs where the emulator has them.
  const endpoint = process.env.AWS_ENDPOINT_URL;
  const region = /^arn:[^:]+:[^:]+:([^:]+)/.exec(outputs.TopicArn ?? '')?.[1];
  return { client: { region }, outputs: complete(endpoint ? { ...outputs, ApiUrl: localApiUrl(endpoint, outputs) } : outputs), attached: false };
}

/** Ends the emulator that --keep has left running. */
export async function stopEmulator(): Promise<boolean> {
  return stopKept(STATE_FILE);
}

async function startOwn(keep: boolean): Promise<Emulator> {
  rmSync(DEPLOYED_FILE, { force: true });
  rmSync(LOG_FILE, { force: true });
  await step('Start the emulator', async (say, done) => {
    await ensureInstalled({ log: say });
    done('MiniStack, on this machine only');
  });
  // Two processes a function: fewer are warm sooner, and more only wait for each other on a laptop's cores.
  const starting = startEmulator({ detached: keep, stateFile: STATE_FILE, logFile: LOG_FILE, workers: 2 });
  // Interrupted while it starts, it is stopped as soon as it can be.
  atEnd(async interrupted => {
    if (!keep || interrupted) await (await starting.catch(() => undefined))?.stop();
  });
  return starting;
}

/** The template as any deployment of the app has it: nothing in it knows of the emulator. */
async function synthesize(): Promise<string> {
  return step('Bundle the handlers and synthesize the stack', async () => {
    await runNode(['tools/bundle.mjs']);
    // CDK's own check of the template against CloudFormation's schemas takes longer than all the rest; the emulator checks what it is given.
    await runNode(['--import', 'tsx', 'demo/app.ts'], { CDK_OUTDIR: ASSEMBLY, CDK_DEFAULT_ACCOUNT: '', CDK_VALIDATION: 'false' });
    return readFileSync(path.join(ASSEMBLY, `${DEMO_STACK}.template.json`), 'utf8');
  });
}

function outputsOf(deployed: string): Record<string, string> | undefined {
  try {
    const last = JSON.parse(readFileSync(DEPLOYED_FILE, 'utf8')) as { deployed: string; outputs: Record<string, string> };
    return last.deployed === deployed ? last.outputs : undefined;
  } catch {
    return undefined;
  }
}

const localApiUrl = (endpoint: string, { ApiId = '' }: Record<string, string>) => `${endpoint}/restapis/${ApiId}/v1/_user_request_/`;

function complete(outputs: Record<string, string>): Outputs {
  const missing = OUTPUTS.filter(name => !outputs[name]);
  if (missing.length > 0) throw new Error(`the stack has no output ${missing.join(', ')}`);
  return outputs as Outputs;
}
