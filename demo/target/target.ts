/** Where the demo runs: on an emulator, its own or a kept one, or in an AWS account. */
import * as path from 'node:path';
import type { DemoOutputs } from './outputs';
import type { Emulator } from '../../local-aws/emulator';
import { ROOT } from '../../tools/root';

/** What a run leaves between runs; ignored by git. */
export const WORK_FOLDER = path.join(ROOT, '.demo');

export interface Target {
  /** What AWS clients need to get there; empty for the account in the environment. */
  readonly client: ClientConfig;
  readonly outputs: DemoOutputs;
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
