/** How large things may grow. The size of the tarball is checked where it is packed, in test/package. */
import { readFileSync, readdirSync } from 'node:fs';
import { dirname, extname, join } from 'node:path';
import { allSourceFiles, exampleFiles, isOfTests, sourceFiles } from './source-files';
import { ROOT } from '../../tools/root';

const MAX_LINES = 200;
const MAX_COLUMNS = 120;
const MAX_FILES_SIDE_BY_SIDE = 12;
const MAX_BUNDLE_BYTES = 400_000;

const files = allSourceFiles();
const examples = exampleFiles();

test('the files are there', () => {
  const tops = new Set(files.map(({ path }) => path.split('/')[0]));
  for (const top of ['src', 'lambda', 'demo', 'bench', 'local-aws', 'tools', 'test']) expect(tops).toContain(top);
  expect(files.filter(({ path }) => path.endsWith('.py')).length).toBeGreaterThan(5);
  expect(files.filter(({ path }) => path.endsWith('.mjs')).length).toBeGreaterThan(3);
});

test(`no file has more than ${MAX_LINES} lines, tests aside`, () => {
  const long = files.filter(({ path, lines }) => lines > MAX_LINES && !isOfTests(path));
  expect(long.map(({ path, lines }) => `${path}: ${lines}`)).toEqual([]);
});

test('the pipeline has less', () => {
  expect(files.find(({ path }) => path === 'src/order-pipeline.ts')!.lines).toBeLessThan(MAX_LINES);
});

/** The linter checks the lines of TypeScript, but for the examples; see projenrc/lint.ts. */
test(`no line of any other script, nor of an example, has more than ${MAX_COLUMNS} columns, URLs aside`, () => {
  const scripts = files.filter(({ path }) => !path.endsWith('.ts'));
  const endings = new Set(examples.map(({ path }) => extname(path)));
  expect([...endings].sort()).toEqual(['.java', '.js', '.mjs', '.py', '.ts']);
  const wide = [...scripts, ...examples].flatMap(({ path, text }) => text.split('\n').flatMap((line, index) =>
    (line.length > MAX_COLUMNS && !/https?:/.test(line) ? [`${path}:${index + 1}`] : [])));
  expect(wide).toEqual([]);
});

test(`no folder has more than ${MAX_FILES_SIDE_BY_SIDE} files of source side by side`, () => {
  const counts = new Map<string, number>();
  for (const folder of files.map(({ path }) => dirname(path))) counts.set(folder, (counts.get(folder) ?? 0) + 1);
  const full = [...counts].filter(([, count]) => count > MAX_FILES_SIDE_BY_SIDE);
  expect(full.map(([folder, count]) => `${folder}: ${count}`)).toEqual([]);
});

describe('bundles', () => {
  const paths = sourceFiles('lambda/handlers').map(({ path }) => path);
  const handlers = paths.map(path => path.slice('lambda/handlers/'.length, -'.ts'.length));

  test('are there, one for each handler', () => {
    const assets = join(ROOT, 'assets');
    const inStage = (stage: string) => readdirSync(join(assets, stage)).map(name => `${stage}/${name}`);
    expect(readdirSync(assets).flatMap(inStage).sort()).toEqual(handlers.sort());
  });

  test.each(handlers)(`that of %s has at most ${MAX_BUNDLE_BYTES / 1_000} KB, and no CDK`, name => {
    expect(readdirSync(join(ROOT, 'assets', name))).toEqual(['index.mjs']);
    const bundle = readFileSync(join(ROOT, 'assets', name, 'index.mjs'), 'utf8');
    expect(Buffer.byteLength(bundle)).toBeLessThanOrEqual(MAX_BUNDLE_BYTES);
    expect(bundle).not.toContain('aws-cdk-lib');
    expect(bundle).not.toContain('sourceMappingURL');
  });
});
