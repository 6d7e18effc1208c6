/** Where the demo runs: on a new emulator, on one that an earlier run has kept, or in an AWS account. */
import * as path from 'node:path';
import type { DemoOutputs } from './outputs';
import type { Emulator } from '../../local-aws/emulator';
import { ROOT } from '../../tools/root';

/** The folder of files that a run leaves for the next run. Git ignores it. */
export const WORK_FOLDER = path.join(ROOT, '.demo');

export interface Target {
  /** The configuration of AWS clients. Empty for the account in the environment. */
  readonly client: ClientConfig;
  readonly outputs: DemoOutputs;
  /** Undefined on AWS. */
  readonly emulator?: Emulator;
  /** Whether the emulator was already running before this run. */
  readonly attached: boolean;
}

export interface ClientConfig {
  readonly endpoint?: string;
  readonly region?: string;
  readonly credentials?: { readonly accessKeyId: string; readonly secretAccessKey: string };
}
