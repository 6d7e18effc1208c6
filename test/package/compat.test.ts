/** The check that a release breaks nobody who uses the one before. */
import { execFileSync, spawn } from 'node:child_process';
import { createHash } from 'node:crypto';
import { readFileSync, writeFileSync } from 'node:fs';
import { type Server, createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { join } from 'node:path';
import { pack, unpack } from './tarball';
import { ROOT } from '../../tools/root';
import { outdir } from '../support/synth';

jest.setTimeout(120_000);

/** Runs the check; the registry of a test serves npm meanwhile. */
function compat(args: string[], env: Record<string, string> = {}): Promise<{ status: number | null; output: string }> {
  return new Promise((resolve, reject) => {
    const child = spawn(process.execPath, [join(ROOT, 'tools', 'compat.mjs'), ...args], {
      cwd: ROOT,
      env: { ...process.env, ...env },
    });
    let output = '';
    for (const stream of [child.stdout, child.stderr]) {
      stream.setEncoding('utf8').on('data', (text: string) => {
        output += text;
      });
    }
    child.on('error', reject);
    child.on('close', status => resolve({ status, output }));
  });
}

const current = pack();
const { version } = JSON.parse(readFileSync(join(ROOT, 'package.json'), 'utf8')) as { version: string };

/** The current package as it would be if something had been in it before. */
function withFormer(plant: (types: Record<string, any>) => void): string {
  const folder = unpack(current);
  const path = join(folder, '.jsii');
  const assembly = JSON.parse(readFileSync(path, 'utf8'));
  plant(assembly.types);
  writeFileSync(path, JSON.stringify(assembly));
  const tarball = join(folder, '..', 'former.tgz');
  execFileSync('tar', ['czf', tarball, '-C', join(folder, '..'), 'package']);
  return tarball;
}

test('nothing has changed', async () => {
  expect(await compat([current])).toEqual({
    status: 0,
    output: expect.stringMatching(`^compatible with cdk-order-pipeline ${version}\n$`),
  });
});

test.each<[string, (types: Record<string, any>) => void, RegExp]>([
  ['a method is gone', types => {
    types['cdk-order-pipeline.OrderPipeline'].methods.push({ assembly: 'cdk-order-pipeline', name: 'formerMethod' });
  }, /METHOD cdk-order-pipeline\.OrderPipeline\.formerMethod: .*removed/],
  ['a prop has become required', types => {
    types['cdk-order-pipeline.EventRelayProps'].properties.find(
      ({ name }: { name: string }) => name === 'eventStore',
    ).optional = true;
  }, /cdk-order-pipeline\.EventRelayProps/],
])('%s', async (_, plant, expected) => {
  const { status, output } = await compat([withFormer(plant)]);
  expect(output).toMatch(expected);
  expect(output).toContain(`NOT compatible with cdk-order-pipeline ${version}`);
  expect(status).not.toBe(0);
});

describe('the last release', () => {
  let registry: Server;
  let answer: (url: string) => { status: number; body: Buffer | string };
  let env: Record<string, string>;

  beforeAll(async () => {
    registry = createServer(({ url }, response) => {
      const { status, body } = answer(url!);
      response.writeHead(status).end(body);
    });
    await new Promise<void>(resolve => registry.listen(0, '127.0.0.1', resolve));
    const { port } = registry.address() as AddressInfo;
    env = {
      npm_config_registry: `http://127.0.0.1:${port}/`,
      npm_config_cache: join(outdir, 'npm-cache'),
      npm_config_fetch_retries: '0',
    };
  });
  afterAll(() => new Promise(resolve => registry.close(resolve)));

  test('is what is on npm', async () => {
    const body = readFileSync(
      withFormer(types =>
        types['cdk-order-pipeline.EventStore'].methods.push({ assembly: 'cdk-order-pipeline', name: 'formerMethod' }),
      ),
    );
    const dist = {
      tarball: `${env.npm_config_registry}released.tgz`,
      integrity: `sha512-${createHash('sha512').update(body).digest('base64')}`,
    };
    const released = {
      'name': 'cdk-order-pipeline',
      'dist-tags': { latest: version },
      'versions': { [version]: { name: 'cdk-order-pipeline', version, dist } },
    };
    answer = url => ({ status: 200, body: url === '/released.tgz' ? body : JSON.stringify(released) });
    const { status, output } = await compat([], env);
    expect(output).toContain(`NOT compatible with cdk-order-pipeline ${version}`);
    expect(status).not.toBe(0);
  });

  test('has not been yet', async () => {
    answer = () => ({ status: 404, body: '{}' });
    expect(await compat([], env)).toEqual({
      status: 0,
      output: 'cdk-order-pipeline has never been released: there is nothing to be compatible with\n',
    });
  });

  test('is not to be had: that is no pass', async () => {
    answer = () => ({ status: 503, body: '{}' });
    const { status, output } = await compat([], env);
    expect(output).toContain('the last release of cdk-order-pipeline could not be downloaded');
    expect(status).not.toBe(0);
  });
});
