/** The examples: the tests of each pass, and the same shop in each language has the same template. */
import { join } from 'node:path';
import { paymentContract } from '../../../testing';
import { ROOT } from '../../../tools/root';
import { bankCommand } from '../../support/payment-function/bank-command';
import { outdir } from '../../support/synth';
import { type Synthesized, readAssembly } from '../support/assembly';
import { run, say } from '../support/commands';
import { java, languages, python, typescript } from '../support/installed';
import { type Language, copyExample, folderOf } from '../support/language';

/** Every example's `cdk.json` says how it is run. */
async function synth({ name, example, env }: Language): Promise<Synthesized> {
  const assembly = join(outdir, `example-${name}`);
  const cdk = join(ROOT, 'node_modules', 'aws-cdk', 'bin', 'cdk');
  const { seconds } = await run(
    process.execPath,
    [cdk, 'synth', '--quiet', '--no-version-reporting', '--no-notices', '--output', assembly],
    { cwd: example, env },
  );
  say(`${name} synthesizes the example in ${seconds.toFixed(1)} s, its compiler and the CDK CLI included`);
  return readAssembly(assembly);
}

const others = languages.filter(language => language !== typescript);
const PASSED = {
  TypeScript: /Tests: +5 passed, 5 total/,
  Python: /\b5 passed\b/,
  Java: /Tests run: 5, Failures: 0, Errors: 0, Skipped: 0/,
};

test.each(languages)('the tests of the example in $name pass', async language => {
  const { stdout, stderr } = await language.test();
  expect(stdout + stderr).toMatch(PASSED[language.name]);
});

/** Java's have two reports, one for each module. */
test.each([
  [python, 'payment-python', /\b20 passed\b/],
  [java, 'payment-java', /Tests run: 12, Failures: 0, Errors: 0, Skipped: 0\n.*Tests run: 3, Failures: 0, Errors: 0/s],
] as const)('the tests of the payment function in $name, and of its app, pass', async (language, name, passed) => {
  const folder = folderOf(language.name, name);
  copyExample(name, folder);
  const { stdout, stderr } = await language.test(folder);
  expect(stdout + stderr).toMatch(passed);
});

describe('the payment function in Java keeps the contract:', () => {
  const folder = folderOf(java.name, 'payment-java');
  const jar = join(folder, 'function', 'target', 'payment-function.jar');
  const command = ['java', '-cp', jar, 'com.example.pay.CommandLine'];
  const { provider, options } = bankCommand(command, join(outdir, 'java-bank.json'));
  test.each(paymentContract(provider, options))('$name', ({ run: keep }) => keep());
});

describe('the template and its assets', () => {
  let expected: Synthesized;
  beforeAll(async () => { expected = await synth(typescript); });

  test('are those of a pipeline and what the shop adds', () => {
    expect(Object.keys(expected.template.Resources).length).toBeGreaterThan(100);
    expect(expected.assets.length).toBeGreaterThan(10);
    expect(JSON.stringify(expected.template)).toContain('Mug Shop <orders@example.com>');
  });

  test.each(others)('are the same from $name as from TypeScript', async language =>
    expect(await synth(language)).toEqual(expected),
  );
});
