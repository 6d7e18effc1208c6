/** What is in the wheel and the jar. What is in the npm package is told by test/package/tarball.test.ts. */
import { createHash } from 'node:crypto';
import { mkdtempSync, readFileSync } from 'node:fs';
import { basename, join } from 'node:path';
import { ROOT } from '../../../tools/root';
import { filesBelow } from '../../package/tarball';
import { sourceFiles } from '../../rules/source-files';
import { outdir } from '../../support/synth';
import { artefacts } from '../support/artefacts';
import { run } from '../support/commands';
import { python } from '../support/installed';
import { PEERS } from '../support/language';

const sha256 = (path: string): string => createHash('sha256').update(readFileSync(path)).digest('hex');

interface Tablet {
  readonly snippets: Record<string, { readonly translations: Record<string, { readonly source: string }> }>;
}

/** Unpacks a wheel or a jar. */
async function unpack(
  archive: string,
): Promise<{ files: string[]; path: (name: string) => string; read: (name: string) => string }> {
  const folder = mkdtempSync(join(outdir, 'archive-'));
  await run('python3', ['-m', 'zipfile', '-e', archive, folder], { cwd: outdir });
  const path = (name: string) => join(folder, name);
  return { files: filesBelow(folder), path, read: name => readFileSync(path(name), 'utf8') };
}

test.each([
  ['wheel', 'cdk_order_pipeline/_jsii'],
  ['jar', 'io/github/cdkorderpipeline'],
] as const)('the %s holds the npm package, bundles included, byte by byte', async (kind, where) => {
  const { tarball, [kind]: archive } = await artefacts();
  const { files, path } = await unpack(archive);
  const [inside] = files.filter(name => name.endsWith('.tgz'));
  expect(inside).toBe(`${where}/${basename(tarball)}`);
  expect(sha256(path(inside!))).toBe(sha256(tarball));
});

describe('the wheel', () => {
  test('needs the peers and the runtime of jsii', async () => {
    const { version, wheel } = await artefacts();
    const metadata = (await unpack(wheel)).read(`cdk_order_pipeline-${version}.dist-info/METADATA`);
    const needed = Object.fromEntries(
      [...metadata.matchAll(/^Requires-Dist: (\S+) (.*)$/gm)].map(([, name, range]) => [name, range]),
    );
    expect(Object.keys(needed).sort()).toEqual(['aws-cdk-lib', 'constructs', 'jsii', 'publication']);
    for (const [peer, floor] of Object.entries(PEERS)) {
      expect(needed[peer]).toMatch(new RegExp(`^<\\d+\\.0\\.0,>=${floor.replaceAll('.', '\\.')}$`));
    }
    expect(metadata).toContain('Classifier: Framework :: AWS CDK :: 2\n');
  });

  test('is documented in Python, and typed', async () => {
    const { files, read } = await unpack((await artefacts()).wheel);
    const code = read('cdk_order_pipeline/__init__.py');
    expect(code).toContain('pipeline = OrderPipeline(self, "Orders", notifications=notifications)');
    // README.md has these two programs in each language; everything else is translated.
    expect([...code.matchAll(/^.*import \{.*$/gm)].map(([line]) => line)).toEqual([
      "import { App, Stack } from 'aws-cdk-lib';",
      "import { OrderPipeline } from 'cdk-order-pipeline';",
      "import { App, Duration, Stack } from 'aws-cdk-lib';",
      "import { Code, Function, Runtime } from 'aws-cdk-lib/aws-lambda';",
      "import { OrderPipeline, PaymentProvider } from 'cdk-order-pipeline';",
    ]);
    expect(files).toContain('cdk_order_pipeline/py.typed');
  });
});

describe('the jar', () => {
  test('needs the peers and the runtime of jsii', async () => {
    const pom = readFileSync((await artefacts()).pom, 'utf8');
    const needed = [...pom.matchAll(/<dependency>(.*?)<\/dependency>/gs)]
      .map(([, one]) => one!)
      .filter(one => !one.includes('<scope>provided</scope>'));
    expect(needed.map(one => /<artifactId>(.*)<\/artifactId>/.exec(one)![1])).toEqual([
      'aws-cdk-lib',
      'constructs',
      'jsii-runtime',
    ]);
    // Or Maven Central refuses it.
    expect(pom).toMatch(/<licenses>.*Apache.*<\/licenses>.*<developers>.*<\/developers>.*<scm>/s);
  });

  test('is documented in Java', async () => {
    const { read } = await unpack((await artefacts()).jar.replace(/\.jar$/, '-sources.jar'));
    const code = read('io/github/cdkorderpipeline/OrderPipeline.java');
    expect(code).toContain(
      'OrderPipeline pipeline = OrderPipeline.Builder.create(this, "Orders").notifications(notifications).build();',
    );
    expect(code).not.toContain('import {');
  });
});

describe('docs/languages.md says how to take files', () => {
  const commands = readFileSync(join(ROOT, 'docs', 'languages.md'), 'utf8').split('\n');

  test.each([
    ['the wheel', /^tar xzf .*cdk_order_pipeline/, async (command: string) => command],
    ['the jar', /^jar xf cdk-order-pipeline-1\.0\.0\.jar /, async (command: string) => command.replace('cdk-order-pipeline-1.0.0.jar', (await artefacts()).jar)],
  ])('out of %s', async (_, pattern, adapt) => {
    const cwd = mkdtempSync(join(outdir, 'files-'));
    await run('bash', ['-c', await adapt(commands.find(line => pattern.test(line))!)], { cwd, env: python.env });
    expect(filesBelow(cwd)).toEqual(
      expect.arrayContaining([
        'package/schemas/order.schema.json',
        'package/templates/OrderConfirmed.subject.mustache',
      ]),
    );
  });
});

describe('the snippets in Java', () => {
  const { snippets } = JSON.parse(readFileSync(join(ROOT, '.jsii.tabl.json'), 'utf8')) as Tablet;
  const { types } = JSON.parse(readFileSync(join(ROOT, '.jsii'), 'utf8')) as {
    types: Record<string, { name: string }>;
  };
  const sources = Object.values(snippets).map(({ translations }) => translations.java!.source);
  const codeOf = (source: string) =>
    source
      .split('\n')
      .filter(line => !/^(import |\/\/)/.test(line))
      .join('\n')
      .replace(/"[^"]*"/g, '""');

  test('are all of README.md and of the docs of the constructs', () => {
    const inReadme = readFileSync(join(ROOT, 'README.md'), 'utf8').match(/^```ts\b/gm) ?? [];
    const inDocs = sourceFiles('src').flatMap(
      ({ path }) => readFileSync(join(ROOT, path), 'utf8').match(/^ *\* @example$/gm) ?? [],
    );
    expect(inReadme.length).toBeGreaterThan(0);
    expect(inDocs.length).toBeGreaterThan(0);
    expect(sources).toHaveLength(inReadme.length + inDocs.length);
  });

  // What a method is called on needs a name of its own first; the translation of a longer way leaves out the getters.
  test('read no field, which the classes do not have', () => {
    expect(sources.flatMap(source => codeOf(source).match(/\b[a-z]\w*\.[a-z]\w*\b(?!\()/g) ?? [])).toEqual([]);
  });

  // The translation imports what the original imports: types that are named nowhere in it are missing.
  test('import what they use of the library', () => {
    const missing = sources.flatMap(source =>
      Object.values(types)
        .map(({ name }) => name)
        .filter(
          name =>
            new RegExp(`\\b${name}\\b`).test(codeOf(source)) &&
            !source.includes(`import io.github.cdkorderpipeline.${name};`),
        ),
    );
    expect(missing).toEqual([]);
  });
});
