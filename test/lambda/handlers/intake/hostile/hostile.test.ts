/**
 * Fault 50: a message of any size or shape has a named answer, in the memory that the functions have, and its batch
 * goes on. The functions run in a process of their own: if one runs out of memory, the process dies.
 */
import { execFile } from 'node:child_process';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { KINDS, SHAPES } from '../../../../../bench/hostile/shapes';
import { ROOT } from '../../../../../tools/root';
import { synthPipeline } from '../../../../support/synth';

const synth = synthPipeline();
const { intake, api } = synth.pipeline;
const memory = Math.min(...[intake.intakeFunction, api.submitFunction].map(fn => synth.properties(fn).MemorySize));

/** Node needs some of a function's memory besides its heap. */
const HEAP = Math.floor(0.9 * memory);

interface Answer {
  readonly status: number;
  readonly code?: string;
  readonly bytes: number;
}

interface Result {
  readonly queue: object;
  readonly api: { readonly plain: Answer; readonly encoded: Answer };
}

interface Results {
  /** By shape. */
  readonly shapes: Readonly<Record<string, Result>>;
  /** By kind: a message of 1 MiB of it, and a body of 6 MB. */
  readonly kinds: Readonly<Record<string, { readonly queue: object; readonly api: Answer }>>;
}

let results: Results;

beforeAll(async () => {
  const script = join(__dirname, 'read-all.ts');
  const args = [`--max-old-space-size=${HEAP}`, '--import', 'tsx', script];
  const env = { ...process.env, POWERTOOLS_LOG_LEVEL: 'SILENT', NODE_OPTIONS: '', NODE_NO_WARNINGS: '1' };
  const { stdout } = await promisify(execFile)(process.execPath, args, { cwd: ROOT, env, maxBuffer: 10_000_000 });
  results = JSON.parse(stdout) as Results;
}, 120_000);

/** Orders that are readable, but break a rule: the API refuses them; from the queue, they are recorded as rejected. */
const RECORDED = [
  'four problems in each line', 'a long name', 'a long name of control characters', 'a long address', 'a long locale',
  'a number of many decimals', 'almost card numbers', 'digits that stand alone',
];

const isTaken = (name: string) => SHAPES[name]!.answer === 'accepted' || RECORDED.includes(name);
const isLarge = (name: string) => SHAPES[name]!.answer === 'ORDER_TOO_LARGE';
const names = Object.keys(SHAPES);

test.each(names.filter(name => !isTaken(name)))(
  'fault 50: %s, nine times in a batch: each is on the dead-letter queue, whole and with its reason; the batch goes on',
  name => {
    expect(results.shapes[name]!.queue).toEqual({
      failed: 0,
      started: ['mate'],
      reasons: [isLarge(name) ? 'ORDER_TOO_LARGE' : 'UNREADABLE_ORDER'],
      details: [isLarge(name) ? null : SHAPES[name]!.answer],
      // Larger than a message with its reason can be, a text comes in parts, which have a test of their own.
      bytes: 9 * Buffer.byteLength(SHAPES[name]!.text),
    });
  },
);

test.each(names.filter(isTaken))('fault 50: %s, nine times in a batch: one order, and the batch goes on', name => {
  expect(results.shapes[name]!.queue).toEqual({
    failed: 0, started: ['A-1', 'mate'], reasons: [], details: [], bytes: 0,
  });
});

test.each(names)('fault 50: %s at the API, as it is or in base64: a named answer of moderate length', name => {
  const { plain, encoded } = results.shapes[name]!.api;
  expect(encoded).toEqual(plain);
  const { answer } = SHAPES[name]!;
  const [status, code] = answer === 'accepted' ? [202, undefined] : [isLarge(name) ? 413 : 400, answer];
  expect(plain).toMatchObject({ status, ...code && { code } });
  expect(plain.bytes).toBeLessThan(1_000_000);
});

const kinds = Object.entries(KINDS);
const SIZES = [['256 KiB', 262_144], ['1 MiB', 1_048_576], ['6 MB', 6_000_000]] as const;

describe.each(SIZES)('a shape that fills %s', (_, bytes) => {
  test.each(kinds)('%s: is of its own kind to the end', (name, { text }) => {
    const made = text(bytes);
    expect(Buffer.byteLength(made)).toBe(bytes);
    // What is left for the next repetition, which does not fit.
    if (name !== 'white space') expect(bytes - made.trimEnd().length).toBeLessThan(20);
  });
});

test.each(kinds)('faults 22 and 50: 1 MiB of %s, nine times in a batch: too large, and the batch goes on', name => {
  expect(results.kinds[name]!.queue).toEqual({
    failed: 0, started: ['mate'], reasons: ['ORDER_TOO_LARGE'], details: [null], bytes: 9 * 1_048_576,
  });
});

test.each(kinds)('faults 22 and 50: 6 MB of %s at the API: too large', name => {
  expect(results.kinds[name]!.api).toMatchObject({ status: 413, code: 'ORDER_TOO_LARGE' });
  expect(results.kinds[name]!.api.bytes).toBeLessThan(1_000);
});
