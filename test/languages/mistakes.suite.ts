/** Wrong values in each language: the error names the prop, the value received and what is allowed, as docs/languages.md shows it. */
import { readFileSync, realpathSync } from 'node:fs';
import { join } from 'node:path';
import { java, python, typescript } from './installed';
import type { Language } from './language';
import { EVENT_TYPES } from '../../src/contract/events';
import { ROOT } from '../src/source-files';
import { outdir } from '../src/support';

const PAGE = readFileSync(join(ROOT, 'docs', 'languages.md'), 'utf8').split('\n');

/** What every language is told, whatever it calls the error. */
const TOLD: Record<string, string> = {
  number: 'maxConcurrency is 1; allowed: a whole number from 2 to 1,000',
  text: 'sender is "shop"; allowed: an address such as \'shop@example.com\' or \'Shop <shop@example.com>\', with a name of at most 45 bytes',
  enum: 'removalPolicy is "SNAPSHOT"; allowed: DESTROY, RETAIN, RETAIN_ON_UPDATE_OR_DELETE',
  path: `path is "nowhere"; allowed: a folder of mail templates, and there is none at ${join('{cwd}', 'nowhere')}`,
  argument: `eventTypes is "OrderShipped"; allowed: ${EVENT_TYPES.join(', ')}`,
};

interface Told {
  readonly language: Language;
  readonly file: string;
  /** Where the program runs. */
  readonly cwd: string;
  /** What stands before the message, by mistake. */
  readonly errors: Record<string, string>;
  /** Mistakes that this language sees by itself. */
  readonly own: Record<string, string>;
}

const TABLE: Told[] = [
  {
    language: typescript,
    file: 'mistakes.ts',
    cwd: typescript.app,
    errors: { number: 'Error: ', text: 'Error: ', enum: 'Error: ', path: 'Error: ', argument: 'Error: ' },
    own: {},
  },
  {
    language: python,
    file: 'mistakes.py',
    cwd: join(python.example, '..'),
    errors: { number: 'RuntimeError: ', text: 'RuntimeError: ', enum: 'RuntimeError: ', path: 'RuntimeError: Error: ', argument: 'RuntimeError: Error: ' },
    own: {
      type: 'TypeError: type of argument max_concurrency must be one of (int, float, NoneType); got str instead',
      name: "TypeError: OrderNotificationsOptions.__init__() got an unexpected keyword argument 'maxConcurrency'",
    },
  },
  {
    language: java,
    file: 'Mistakes.java',
    cwd: join(java.example, '..'),
    errors: {
      number: 'software.amazon.jsii.JsiiError: ',
      text: 'software.amazon.jsii.JsiiError: ',
      enum: 'software.amazon.jsii.JsiiError: ',
      path: 'java.lang.RuntimeException: Error: ',
      argument: 'java.lang.RuntimeException: Error: ',
    },
    own: { missing: 'java.lang.NullPointerException: eventStore is required' },
  },
];

test.each(TABLE)('$language.name', async ({ language, file, cwd, errors, own }) => {
  const program = readFileSync(join(__dirname, 'mistakes', file), 'utf8');
  const { stdout } = await language.start(program, join(outdir, `mistakes-${language.name}`));
  const seen = Object.fromEntries(stdout.trim().split('\n').map(line => [line.split(': ', 1)[0]!, line.slice(line.indexOf(': ') + 2)]));
  const expected = Object.fromEntries(Object.entries(errors).map(([mistake, error]) => [mistake, error + TOLD[mistake]!.replace('{cwd}', realpathSync(cwd))]));
  expect(seen).toEqual({ ...expected, ...own });
});

test.each(TABLE)('docs/languages.md shows those of $language.name', ({ language, errors, own }) => {
  const ofMethods = language === typescript ? [] : [errors.path! + TOLD.path!.replace('{cwd}', '/home/ann/shop')]; // TypeScript makes no difference
  expect(PAGE).toEqual(expect.arrayContaining([errors.number! + TOLD.number, ...ofMethods, ...Object.values(own)]));
});
