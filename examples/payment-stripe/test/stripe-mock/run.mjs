// Checks the shape of our requests against stripe-mock, which is made from Stripe's OpenAPI description. It needs Go,
// and builds stripe-mock in a temporary folder. Where Go is missing, it says so and ends with the code 2.
import { spawn, spawnSync } from 'node:child_process';
import { mkdtempSync, rmSync } from 'node:fs';
import { createServer } from 'node:net';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { setTimeout as pause } from 'node:timers/promises';
import { fileURLToPath } from 'node:url';

const VERSION = 'v0.203.0';
const ROOT = join(dirname(fileURLToPath(import.meta.url)), '..', '..');

if (spawnSync('go', ['version']).status !== 0) {
  console.error('NOT RUN: the shapes of the requests were not tested. Install Go first: https://go.dev/dl');
  process.exit(2);
}

const folder = mkdtempSync(join(tmpdir(), 'stripe-mock-'));
let mock;
try {
  console.log(`installing stripe-mock ${VERSION}`);
  // A cache of modules would be read-only, so -modcacherw lets us remove it.
  const env = { ...process.env, GOBIN: folder, GOPATH: join(folder, 'go'), GOFLAGS: '-modcacherw' };
  const module = `github.com/stripe/stripe-mock@${VERSION}`;
  const { status } = spawnSync('go', ['install', module], { env, stdio: 'inherit' });
  if (status !== 0) throw new Error(`go install ${module} ended with the code ${status}`);
  const port = await freePort();
  mock = spawn(join(folder, 'stripe-mock'), ['-http-addr', `127.0.0.1:${port}`], { stdio: 'ignore' });
  await answers(port);
  const jest = spawnSync('npx', ['jest', '--testMatch', '**/stripe-mock/shapes.ts'], {
    cwd: ROOT,
    env: { ...process.env, STRIPE_MOCK_PORT: String(port) },
    stdio: 'inherit',
  });
  process.exitCode = jest.status ?? 1;
} finally {
  mock?.kill();
  rmSync(folder, { recursive: true, force: true });
}

/** A port that nobody uses at the moment. */
function freePort() {
  return new Promise(resolve => {
    const server = createServer().listen(0, '127.0.0.1', () => {
      const { port } = server.address();
      server.close(() => resolve(port));
    });
  });
}

async function answers(port) {
  for (let tries = 0; tries < 100; tries += 1) {
    if (mock.exitCode !== null) throw new Error(`stripe-mock ended with the code ${mock.exitCode}`);
    const isUp = await fetch(`http://127.0.0.1:${port}/v1/payment_intents`).then(() => true, () => false);
    if (isUp) return;
    await pause(100);
  }
  throw new Error('stripe-mock does not answer after 10 s');
}
