/** The lint rules of this project that projen does not set. */
import type { EslintOverride } from 'projen/lib/javascript';
import { zones } from './zones';

/** Strings, templates and comments count. A URL cannot be broken, so a line with one may be longer. */
const WIDTH = { code: 120, ignoreUrls: true };

/**
 * A row of a table in a test: a line that is an array or an object and ends with a comma, as the rows of `test.each`
 * do, or a line of the table of decisions, which begins with the marks of its columns. Readers compare a row with the
 * rows above and below it, so breaking it would hide what it shows. Nothing else is taken for a row: a statement ends
 * with a semicolon, and a property or a call begins with a name.
 */
const TABLE_ROW = String.raw`^\s*(\[.*\]|\{ .*\}),$|^(\s+[.+x?!]){8}\s.*$`;

export const RULES = {
  '@stylistic/max-len': ['error', WIDTH],
  '@stylistic/no-multiple-empty-lines': ['error', { max: 1, maxBOF: 0, maxEOF: 0 }],
  'no-nested-ternary': ['error'],
  'import/no-restricted-paths': ['error', { zones }],
};

const message = 'Clock, waiting and randomness come from lambda/lib/system.ts: take a System as an argument.';
const GLOBALS = ['setTimeout', 'setInterval', 'setImmediate', 'performance'];
/** What holds every global: `globalThis.Date.now()` would go past the rules about `Date`. */
const GLOBAL_OBJECTS = ['globalThis', 'global'];
const RANDOM = ['randomUUID', 'randomBytes', 'randomInt', 'randomFill', 'randomFillSync', 'getRandomValues'];
const MODULES = ['timers', 'timers/promises', 'perf_hooks'].flatMap(name => [name, `node:${name}`]);
const PROCESS = ['process', 'node:process'];
const NEW_DATE = 'NewExpression[arguments.length=0][callee.name="Date"]';
const DATE_AS_TEXT = 'CallExpression[callee.name="Date"]'; // the current time, whatever the arguments
const LATE_IMPORT = String.raw`ImportExpression[source.value=/^(node:)?(timers|perf_hooks|process)\b/]`;

const HIDDEN_PROPERTIES = [
  { object: 'Date', property: 'now', message },
  { object: 'Math', property: 'random', message },
  { object: 'AbortSignal', property: 'timeout', message },
  { object: 'process', property: 'hrtime', message },
  { object: 'process', property: 'uptime', message },
  ...RANDOM.map(property => ({ property, message })),
];
const ENVIRONMENT = {
  object: 'process',
  property: 'env',
  message: 'Environment variables are read with lambda/lib/environment.ts, or in lambda/adapters/from-environment.ts.',
};

/** Time, waiting and chance, in the forms that Node offers. `new Date(time)` only converts, so it is allowed. */
const NO_HIDDEN_INPUTS = {
  'no-restricted-globals': [
    'error',
    ...GLOBALS.map(name => ({ name, message })),
    ...GLOBAL_OBJECTS.map(name => ({ name, message: `Name the global itself, so that lint sees it. ${message}` })),
  ],
  'no-restricted-imports': ['error', {
    paths: [
      ...MODULES.map(name => ({ name, message })),
      ...PROCESS.map(name => ({ name, message: `Use the global process, so that lint sees it. ${message}` })),
      ...['crypto', 'node:crypto'].map(name => ({ name, importNames: RANDOM, message })),
      { name: 'uuid', importNames: ['v1', 'v4', 'v6', 'v7'], message }, // v5 is made from its arguments
    ],
  }],
  'no-restricted-properties': ['error', ...HIDDEN_PROPERTIES, ENVIRONMENT],
  'no-restricted-syntax': [
    'error',
    ...[NEW_DATE, DATE_AS_TEXT, LATE_IMPORT].map(selector => ({ selector, message })),
  ],
};

/** The rules for lambda/lib/system.ts, which is where time, waiting and chance come from. */
const MAKES_A_SYSTEM = {
  'no-restricted-globals': ['off'],
  'no-restricted-imports': ['off'],
  'no-restricted-properties': ['error', ENVIRONMENT],
  'no-restricted-syntax': ['off'],
};

/** The files that may read environment variables. */
const READS_ENVIRONMENT = [
  'lambda/lib/environment.ts',
  'lambda/lib/wire.ts',
  'lambda/adapters/from-environment.ts',
  'testing/payment/command.ts', // passes its environment on to a command
];

/** Where several match a file, the last one counts. */
export const OVERRIDES: EslintOverride[] = [
  {
    files: ['test/**/*.ts', 'local-aws/test/**/*.ts'],
    rules: { '@stylistic/max-len': ['error', { ...WIDTH, ignorePattern: TABLE_ROW }] },
  },
  { files: ['lambda/**/*.ts', 'audit/**/*.ts', 'testing/**/*.ts'], rules: NO_HIDDEN_INPUTS },
  { files: ['lambda/lib/system.ts'], rules: MAKES_A_SYSTEM },
  { files: READS_ENVIRONMENT, rules: { 'no-restricted-properties': ['error', ...HIDDEN_PROPERTIES] } },
];
