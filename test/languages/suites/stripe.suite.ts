/** The example that charges by Stripe, installed as its README says. */
import { artefacts } from '../support/artefacts';
import { run, say } from '../support/commands';
import { copyExample, folderOf } from '../support/language';

const example = folderOf('TypeScript', 'payment-stripe');
const NPM = ['--no-audit', '--no-fund', '--prefer-offline'];

describe('the Stripe example', () => {
  beforeAll(async () => {
    const { tarball } = await artefacts();
    copyExample('payment-stripe', example);
    await run('npm', ['install', '--no-save', ...NPM, tarball], { cwd: example });
  });

  test('passes its own tests, bundles without Docker, and its types are right', async () => {
    const { stdout, stderr, seconds } = await run('npm', ['test'], { cwd: example });
    expect(stdout + stderr).toMatch(/Test Suites: 8 passed, 8 total/);
    await run('npm', ['run', 'build'], { cwd: example });
    say(`the tests of the Stripe example took ${seconds.toFixed(0)} s`);
  });

  test('sends requests that fit the description of the Stripe API, where Go is installed to check it', async () => {
    const hasGo = await run('go', ['version'], { cwd: example }).then(() => true, () => false);
    if (!hasGo) return say('NOT RUN: the requests to Stripe were not checked, because Go is not installed');
    const { stdout, stderr } = await run('npm', ['run', 'test:stripe-mock'], { cwd: example });
    expect(stdout + stderr).toMatch(/Tests: +7 passed, 7 total/);
  });
});
