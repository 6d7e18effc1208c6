/** The demo on an emulator on this machine: one that ends with the run, or one that an earlier run has left running. */
import { createHash } from 'node:crypto';
import { mkdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import * as path from 'node:path';
import { DEMO_STACK } from './names';
import { type DeployedOutputs, emulatedOutputs } from './outputs';
import { type Target, WORK_FOLDER } from './target';
import { type Emulator, attachEmulator, startEmulator, stopKept } from '../../local-aws/emulator';
import { ensureInstalled } from '../../local-aws/install';
import { deploy } from '../../tools/deploy';
import { ROOT } from '../../tools/root';
import { runNode } from '../../tools/run-command';
import { withProgress } from '../terminal/progress';
import { atEnd } from '../terminal/shutdown';

const KEPT_FILE = path.join(WORK_FOLDER, 'emulator.json');
const DEPLOYED_FILE = path.join(WORK_FOLDER, 'deployed.json');
const LOG_FILE = path.join(WORK_FOLDER, 'emulator.log');
const EMULATOR_ASSEMBLY = path.join(WORK_FOLDER, 'cdk.out');

/** Starts an emulator, or finds the kept one. Deploys the stack unless the same template is already deployed there. */
export async function onEmulator(keep: boolean): Promise<Target> {
  mkdirSync(WORK_FOLDER, { recursive: true });
  const kept = attachEmulator(KEPT_FILE);
  if (kept) {
    await withProgress('Join the kept emulator', async (_, done) =>
      done('with what earlier runs left on it; npm run demo:stop ends it'));
  }
  const emulator = kept ?? await startOwn(keep);
  const { endpoint, pid, region, account } = emulator;
  const template = await synthesize();
  const deployed = `${endpoint} ${pid} ${createHash('sha256').update(template).digest('hex')}`;
  const outputs = outputsOf(deployed) ?? await deployTo(emulator, template);
  writeFileSync(DEPLOYED_FILE, JSON.stringify({ deployed, outputs }, undefined, 2) + '\n');
  return {
    client: { endpoint, region, credentials: { accessKeyId: account, secretAccessKey: 'local' } },
    outputs: emulatedOutputs(endpoint, outputs),
    emulator,
    attached: kept !== undefined,
  };
}

/** Ends the emulator that --keep has left running. */
export async function stopEmulator(): Promise<boolean> {
  return stopKept(KEPT_FILE);
}

async function startOwn(keep: boolean): Promise<Emulator> {
  rmSync(DEPLOYED_FILE, { force: true });
  rmSync(LOG_FILE, { force: true });
  await withProgress('Start the emulator', async (say, done) => {
    await ensureInstalled({ log: say });
    done('MiniStack, on this machine only');
  });
  // Two processes per function: a few are warm sooner, and on a laptop more would only wait for each other.
  const starting = startEmulator({ detached: keep, stateFile: KEPT_FILE, logFile: LOG_FILE, workers: 2 });
  // If the run is interrupted while the emulator starts, the emulator is stopped as soon as possible.
  atEnd(async interrupted => {
    if (!keep || interrupted) await (await starting.catch(() => undefined))?.stop();
  });
  return starting;
}

/** Synthesizes the same template as for any deployment: nothing in it is specific to the emulator. */
async function synthesize(): Promise<string> {
  return withProgress('Bundle the handlers and synthesize the stack', async () => {
    await runNode(['tools/bundle.mjs']);
    // CDK's own validation of the template takes longer than everything else. The emulator validates it anyway.
    const env = { CDK_OUTDIR: EMULATOR_ASSEMBLY, CDK_DEFAULT_ACCOUNT: '', CDK_VALIDATION: 'false' };
    await runNode(['--import', 'tsx', 'demo/app.ts'], env);
    return readFileSync(path.join(EMULATOR_ASSEMBLY, `${DEMO_STACK}.template.json`), 'utf8');
  });
}

async function deployTo({ env }: Emulator, template: string): Promise<DeployedOutputs> {
  return withProgress('Deploy the demo stack', async (say, done) => {
    const assembly = { app: EMULATOR_ASSEMBLY, stack: DEMO_STACK, outDir: EMULATOR_ASSEMBLY };
    const outputs = await deploy({ ...assembly, env, cwd: ROOT, log: say });
    const { Resources } = JSON.parse(template) as { Resources: object };
    done(`${Object.keys(Resources).length} resources`);
    return outputs;
  });
}

/** The outputs of the last deployment, if it was the same deployment. */
function outputsOf(deployed: string): DeployedOutputs | undefined {
  try {
    const last = JSON.parse(readFileSync(DEPLOYED_FILE, 'utf8')) as { deployed: string; outputs: DeployedOutputs };
    return last.deployed === deployed ? last.outputs : undefined;
  } catch {
    return undefined;
  }
}
