import { existsSync, statSync } from 'node:fs';
import * as path from 'node:path';
import { parseArgs } from 'node:util';
import { type Ratio, parseRatio } from './scenario';

/** What the command line asks for. */
export interface Arguments {
  readonly command: 'run' | 'stop' | 'destroy';
  /** CSV files; the sample where there are none. */
  readonly orders: readonly string[];
  readonly stockFactor: Ratio;
  readonly declineRate: number;
  readonly keep: boolean;
  readonly report?: string;
  readonly aws: boolean;
  readonly yes: boolean;
}

/** Something the caller has to mend: one line says what is wrong, the value received and what is allowed. */
export class BadInput extends Error {
  override readonly name = 'BadInput';
}

const OPTIONS = {
  'orders': { type: 'string', multiple: true },
  'stock-factor': { type: 'string' },
  'decline-rate': { type: 'string' },
  'keep': { type: 'boolean' },
  'report': { type: 'string' },
  'aws': { type: 'boolean' },
  'yes': { type: 'boolean' },
  'help': { type: 'boolean', short: 'h' },
} as const;

const COMMANDS = ['stop', 'destroy'] as const;

/** Reads the command line. Files are looked for from `folder`, where the caller is. */
export function readArguments(args: readonly string[], folder: string): Arguments {
  // Not strict: parseArgs' own errors take several sentences and do not name what is allowed.
  const { tokens } = parseArgs({ args: [...args], options: OPTIONS, strict: false, allowPositionals: true, tokens: true });
  const given = new Map<string, string[]>();
  let command: Arguments['command'] = 'run';
  for (const token of tokens) {
    if (token.kind === 'positional') {
      const known = COMMANDS.find(name => name === token.value);
      if (!known || command !== 'run') throw new BadInput(`argument ${token.value}: not known here; allowed: options, or one of ${COMMANDS.join(', ')}`);
      command = known;
    } else if (token.kind === 'option') {
      const { type } = Object.entries(OPTIONS).find(([name]) => name === token.name)?.[1] ?? {};
      if (!type) throw new BadInput(`option ${token.rawName}: not known; allowed: ${Object.keys(OPTIONS).map(name => `--${name}`).join(', ')}`);
      if (type === 'string' && (!token.value || token.value.startsWith('--'))) throw new BadInput(`option ${token.rawName}: ${token.value ? `followed by ${token.value}` : 'without a value'}; allowed: ${token.rawName} VALUE`);
      if (type === 'boolean' && token.value !== undefined) throw new BadInput(`option ${token.rawName}: given the value ${JSON.stringify(token.value)}; allowed: no value`);
      given.set(token.name, [...given.get(token.name) ?? [], token.value ?? '']);
    }
  }

  const last = (name: string) => given.get(name)?.at(-1);
  const orders = (given.get('orders') ?? []).map(file => existingFile(path.resolve(folder, file), file));
  const fromSample = orders.length === 0;
  const aws = given.has('aws');
  if (aws && given.has('keep')) throw new BadInput('option --keep: given together with --aws; allowed: one of both, a stack on AWS stays until npm run demo:destroy');
  return {
    command,
    orders,
    stockFactor: stockFactor(last('stock-factor') ?? (fromSample ? '0.95' : '1')),
    declineRate: declineRate(last('decline-rate') ?? (fromSample ? '0.03' : '0')),
    keep: given.has('keep'),
    report: reportFile(last('report'), folder),
    aws,
    yes: given.has('yes'),
  };
}

function stockFactor(text: string): Ratio {
  const ratio = parseRatio(text);
  if (!ratio) throw new BadInput(`option --stock-factor: ${JSON.stringify(text)}; allowed: a decimal number of at least 0, such as 0.9`);
  return ratio;
}

function declineRate(text: string): number {
  const rate = /^\d*\.?\d+$/.test(text) ? Number(text) : NaN;
  if (!(rate <= 1)) throw new BadInput(`option --decline-rate: ${JSON.stringify(text)}; allowed: a decimal number from 0 to 1, such as 0.03`);
  return rate;
}

function existingFile(file: string, asGiven: string): string {
  if (!existsSync(file)) throw new BadInput(`option --orders: ${asGiven} does not exist; allowed: a CSV file`);
  if (!statSync(file).isFile()) throw new BadInput(`option --orders: ${asGiven} is not a file; allowed: a CSV file`);
  return file;
}

function reportFile(file: string | undefined, folder: string): string | undefined {
  if (file === undefined) return undefined;
  const full = path.resolve(folder, file);
  if (!existsSync(path.dirname(full))) throw new BadInput(`option --report: the folder of ${file} does not exist; allowed: a file in a folder that exists`);
  if (existsSync(full) && !statSync(full).isFile()) throw new BadInput(`option --report: ${file} is not a file; allowed: a file, which is written anew`);
  return full;
}
