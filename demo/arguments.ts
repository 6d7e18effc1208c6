import { existsSync, statSync } from 'node:fs';
import * as path from 'node:path';
import { parseArgs } from 'node:util';
import { type Ratio, parseRatio } from './orders/scenario';
import { BadInput } from './terminal/bad-input';

/** The arguments of the command line. */
export interface Arguments {
  readonly command: 'run' | 'stop' | 'destroy';
  /** CSV files with orders. If there are none, the demo sends the sample. */
  readonly orders: readonly string[];
  readonly stockFactor: Ratio;
  readonly declineRate: number;
  readonly keep: boolean;
  readonly report?: string;
  readonly aws: boolean;
  readonly yes: boolean;
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

/** Reads the command line. File names are relative to `folder`, the folder of the caller. */
export function readArguments(args: readonly string[], folder: string): Arguments {
  const { command, given } = readTokens(args);
  const last = (name: string) => given.get(name)?.at(-1);
  const orders = (given.get('orders') ?? []).map(file => existingFile(path.resolve(folder, file), file));
  const fromSample = orders.length === 0;
  const aws = given.has('aws');
  if (aws && given.has('keep')) {
    throw new BadInput('option --keep: given together with --aws; '
      + 'allowed: one of both, a stack on AWS stays until npm run demo:destroy');
  }
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

interface Given {
  readonly command: Arguments['command'];
  /** The values of each given option. An option without a value has an empty text. */
  readonly given: ReadonlyMap<string, readonly string[]>;
}

function readTokens(args: readonly string[]): Given {
  // Not strict: parseArgs' own errors take several sentences and do not name what is allowed.
  const settings = { options: OPTIONS, strict: false, allowPositionals: true, tokens: true } as const;
  const { tokens } = parseArgs({ args: [...args], ...settings });
  const given = new Map<string, string[]>();
  let command: Arguments['command'] = 'run';
  for (const token of tokens) {
    if (token.kind === 'positional') {
      if (command !== 'run') throw unknownArgument(token.value);
      command = readCommand(token.value);
    } else if (token.kind === 'option') {
      checkOption(token);
      given.set(token.name, [...given.get(token.name) ?? [], token.value ?? '']);
    }
  }
  return { command, given };
}

function readCommand(text: string): Arguments['command'] {
  const command = COMMANDS.find(name => name === text);
  if (!command) throw unknownArgument(text);
  return command;
}

const unknownArgument = (text: string) =>
  new BadInput(`argument ${text}: not known here; allowed: options, or one of ${COMMANDS.join(', ')}`);

function checkOption({ name, rawName, value }: { name: string; rawName: string; value?: string }): void {
  const { type } = Object.entries(OPTIONS).find(([known]) => known === name)?.[1] ?? {};
  if (!type) {
    const allowed = Object.keys(OPTIONS).map(known => `--${known}`).join(', ');
    throw new BadInput(`option ${rawName}: not known; allowed: ${allowed}`);
  }
  if (type === 'string' && (!value || value.startsWith('--'))) {
    const found = value ? `followed by ${value}` : 'without a value';
    throw new BadInput(`option ${rawName}: ${found}; allowed: ${rawName} VALUE`);
  }
  if (type === 'boolean' && value !== undefined) {
    throw new BadInput(`option ${rawName}: given the value ${JSON.stringify(value)}; allowed: no value`);
  }
}

function stockFactor(text: string): Ratio {
  const ratio = parseRatio(text);
  const allowed = 'a decimal number of at least 0, such as 0.9';
  if (!ratio) throw new BadInput(`option --stock-factor: ${JSON.stringify(text)}; allowed: ${allowed}`);
  return ratio;
}

function declineRate(text: string): number {
  const rate = /^\d*\.?\d+$/.test(text) ? Number(text) : NaN;
  const allowed = 'a decimal number from 0 to 1, such as 0.03';
  if (!(rate <= 1)) throw new BadInput(`option --decline-rate: ${JSON.stringify(text)}; allowed: ${allowed}`);
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
  if (!existsSync(path.dirname(full))) {
    throw new BadInput(`option --report: the folder of ${file} does not exist; `
      + 'allowed: a file in a folder that exists');
  }
  if (existsSync(full) && !statSync(full).isFile()) {
    throw new BadInput(`option --report: ${file} is not a file; allowed: a file, which is written anew`);
  }
  return full;
}
