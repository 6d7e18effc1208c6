/** The first programs of README.md, each run as it stands. */
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { App, Stack } from 'aws-cdk-lib';
import { OrderPipeline } from '../../../src';
import { ROOT } from '../../../tools/root';
import { outdir } from '../../support/synth';
import { readAssembly } from '../support/assembly';
import { say } from '../support/commands';
import { languages } from '../support/installed';

const README = readFileSync(join(ROOT, 'README.md'), 'utf8');
/** What a reader sees before scrolling much. */
const FIRST_SCREEN = README.split('\n').slice(0, 50).join('\n');

/**
 * The first program in a language. TypeScript's is written with capitals, so that it is not translated beside its own
 * translations.
 */
function programOf(language: string): string {
  const fence = language === 'TypeScript' ? language : language.toLowerCase();
  const [, program] = new RegExp(`^\`\`\`${fence}\n(.*?)^\`\`\`$`, 'ms').exec(FIRST_SCREEN) ?? [];
  if (!program) throw new Error(`README.md begins without a program in ${language}`);
  return program;
}

describe('the first program', () => {
  const app = new App({ outdir: join(outdir, 'start-checkout') });
  new OrderPipeline(new Stack(app, 'Shop'), 'Orders', { notifications: { sender: 'shop@example.com' } });
  const expected = readAssembly(app.synth().directory);

  test('has bundles', () => expect(expected.assets.length).toBeGreaterThan(10));

  test.each(languages)('in $name synthesizes what the checkout does', async language => {
    const assembly = join(outdir, `start-${language.name}`);
    const { seconds } = await language.start(programOf(language.name), assembly);
    say(`${language.name} synthesizes the first program in ${seconds.toFixed(1)} s`);
    expect(readAssembly(assembly)).toEqual(expected);
  });
});
