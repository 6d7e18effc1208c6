/** The programs of README.md in each language, each run as it stands. */
import { cpSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { App, Duration, Stack } from 'aws-cdk-lib';
import * as lambda from 'aws-cdk-lib/aws-lambda';
import { OrderPipeline, PaymentProvider } from '../../../src';
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
function programOf(language: string, text: string): string {
  const fence = language === 'TypeScript' ? language : language.toLowerCase();
  const [, program] = new RegExp(`^\`\`\`${fence}\n(.*?)^\`\`\`$`, 'ms').exec(text) ?? [];
  if (!program) throw new Error(`README.md has no such program in ${language}`);
  return program;
}

describe('the first program', () => {
  const app = new App({ outdir: join(outdir, 'start-checkout') });
  new OrderPipeline(new Stack(app, 'Shop'), 'Orders', { notifications: { sender: 'shop@example.com' } });
  const expected = readAssembly(app.synth().directory);

  test('has bundles', () => expect(expected.assets.length).toBeGreaterThan(10));

  test.each(languages)('in $name synthesizes what the checkout does', async language => {
    const assembly = join(outdir, `start-${language.name}`);
    const { seconds } = await language.start(programOf(language.name, FIRST_SCREEN), assembly);
    say(`${language.name} synthesizes the first program in ${seconds.toFixed(1)} s`);
    expect(readAssembly(assembly)).toEqual(expected);
  });
});

describe('the program that plugs in a payment function', () => {
  const [, section] = /^### Payment\n(.*?)^###/ms.exec(README)!;
  const FUNCTIONS = {
    TypeScript: { runtime: lambda.Runtime.NODEJS_22_X, handler: 'pay.handler' },
    Python: { runtime: lambda.Runtime.PYTHON_3_13, handler: 'pay.handler' },
    Java: { runtime: lambda.Runtime.JAVA_21, handler: 'Pay::handle' },
  };
  const source = join(ROOT, 'examples', 'payment-python', 'payment');

  function expected(name: keyof typeof FUNCTIONS) {
    const app = new App({ outdir: join(outdir, `payment-checkout-${name}`) });
    const stack = new Stack(app, 'Shop');
    const code = lambda.Code.fromAsset(source);
    const pay = new lambda.Function(stack, 'Pay', { ...FUNCTIONS[name], code, timeout: Duration.seconds(15) });
    new OrderPipeline(stack, 'Orders', { payment: PaymentProvider.fromFunction(pay, { keyLife: Duration.hours(24) }) });
    return readAssembly(app.synth().directory);
  }

  test.each(languages)('in $name synthesizes what the checkout does', async language => {
    cpSync(source, join(language.app, 'payment'), { recursive: true });
    const assembly = join(outdir, `payment-${language.name}`);
    await language.start(programOf(language.name, section!), assembly);
    expect(readAssembly(assembly)).toEqual(expected(language.name));
  });
});
