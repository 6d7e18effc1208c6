/**
 * Wrong values in each language: the error names the prop, the value received and what is allowed, as docs/languages.md
 * shows it.
 */
import { readFileSync, realpathSync } from 'node:fs';
import { join } from 'node:path';
import { EVENT_TYPES } from '../../../src/contract/events';
import { ROOT } from '../../../tools/root';
import { outdir } from '../../support/synth';
import { java, python, typescript } from '../support/installed';
import type { Language } from '../support/language';

const PAGE = readFileSync(join(ROOT, 'docs', 'languages.md'), 'utf8').split('\n');

/** What every language is told, whatever it calls the error. */
const OF_CONSTRUCTORS = {
  number: 'notifications.maxConcurrency is 1; allowed: a whole number from 2 to 1,000',
  text: 'notifications.sender is "shop"; allowed: '
    + "an address such as 'shop@example.com' or 'Shop <shop@example.com>', with a name of at most 45 bytes",
  bound: 'payment is "PaymentProvider.simulated" for Shop/Bound1/Workflow, and for Shop/Bound2/Workflow; '
    + 'allowed: a provider that no other pipeline has: make one for each pipeline',
  enum: 'removalPolicy is "SNAPSHOT"; allowed: DESTROY, RETAIN, RETAIN_ON_UPDATE_OR_DELETE',
};
const ofMethods = (folder: string) => ({
  path: 'path of MailTemplates.fromDirectory is "nowhere"; '
    + `allowed: a folder of mail templates, and there is none at ${folder}/nowhere`,
  keyLife: 'keyLife of PaymentProvider.simulated is "0 seconds"; '
    + 'allowed: a Duration of whole seconds, from 1 minute to 3650 days',
  argument: `eventTypes is "OrderShipped"; allowed: ${EVENT_TYPES.join(', ')}`,
});

interface Told {
  readonly language: Language;
  readonly file: string;
  /** What stands before the message of a constructor. */
  readonly error: string;
  /** What stands before the message of a method. */
  readonly errorOfMethod: string;
  /** Mistakes that this language sees by itself. */
  readonly own: Record<string, string>;
}

const TABLE: Told[] = [
  { language: typescript, file: 'mistakes.ts', error: 'Error: ', errorOfMethod: 'Error: ', own: {} },
  {
    language: python,
    file: 'mistakes.py',
    error: 'RuntimeError: ',
    errorOfMethod: 'RuntimeError: Error: ',
    own: {
      type: 'TypeError: type of argument max_concurrency must be one of (int, float, NoneType); got str instead',
      name: "TypeError: OrderNotificationsOptions.__init__() got an unexpected keyword argument 'maxConcurrency'",
    },
  },
  {
    language: java,
    file: 'Mistakes.java',
    error: 'software.amazon.jsii.JsiiError: ',
    errorOfMethod: 'java.lang.RuntimeException: Error: ',
    own: { missing: 'java.lang.NullPointerException: eventStore is required' },
  },
];

const prefixed = (prefix: string, messages: Record<string, string>) =>
  Object.fromEntries(Object.entries(messages).map(([mistake, message]) => [mistake, prefix + message]));

test.each(TABLE)('$language.name', async ({ language, file, error, errorOfMethod, own }) => {
  const program = readFileSync(join(__dirname, '..', 'mistakes', file), 'utf8');
  const { stdout } = await language.start(program, join(outdir, `mistakes-${language.name}`));
  const seen = Object.fromEntries(
    stdout
      .trim()
      .split('\n')
      .map(line => [line.split(': ', 1)[0]!, line.slice(line.indexOf(': ') + 2)]),
  );
  expect(seen).toEqual({
    ...prefixed(error, OF_CONSTRUCTORS),
    ...prefixed(errorOfMethod, ofMethods(realpathSync(language.app))),
    ...own,
  });
});

test.each(TABLE)('docs/languages.md shows those of $language.name', ({ error, errorOfMethod, own }) => {
  const differs = error !== errorOfMethod ? [errorOfMethod + ofMethods('/home/ann/shop').path] : [];
  expect(PAGE).toEqual(expect.arrayContaining([error + OF_CONSTRUCTORS.number, ...differs, ...Object.values(own)]));
});
