/** Which room may import which (see projenrc/rooms.ts), and what each may import from packages. */
import { readFileSync } from 'node:fs';
import { dirname, extname, join, posix } from 'node:path';
import { circlesIn, graphOf } from './checks/graph';
import { lint } from './checks/planted';
import { mayImport, roomOf } from './checks/rooms';
import { type SourceFile, allSourceFiles, importsOf } from './source-files';
import { ROOMS, TOP_FOLDERS } from '../../projenrc/rooms';
import { ROOT } from '../../tools/root';

const files = allSourceFiles();
const paths = files.map(({ path }) => path);
const inside = (folder: string) => files.filter(({ path }) => path.startsWith(`${folder}/`));
const isOwn = (imported: string) => roomOf(imported) !== undefined;

/** The arrows that the table allows. */
const tableArrows = Object.entries(ROOMS).flatMap(([from, { imports }]) =>
  (imports === 'every room' ? [] : imports.map(to => [from, to] as const)));

/** Imports that a rule forbids, by file. */
const breaches = (checked: readonly SourceFile[], isAllowed: (imported: string, path: string) => boolean) =>
  checked.flatMap(({ path, imports }) => imports
    .filter(imported => !isAllowed(imported, path))
    .map(imported => `${path} imports ${imported}`));

test('the files are there, and their imports are seen', () => {
  expect(inside('src').length).toBeGreaterThan(20);
  expect(inside('lambda').length).toBeGreaterThan(30);
  const text = `
    import a from "./a";
    export * from "../lambda/b";
    const c = require("c");
    void import("./d");
    import type { E } from "e";
  `;
  expect(importsOf('src/x.ts', text)).toEqual(['src/a', 'lambda/b', 'c', 'src/d', 'e']);
  expect(importsOf('demo/x.ts', 'import "../src"; import "../tools/bundle.mjs"; import "../package.json";'))
    .toEqual(['src/index.ts', 'tools/bundle.mjs', 'package.json']);
});

test('the type-check, whose folders are listed by hand, covers the folders of all rooms', () => {
  const { include } = JSON.parse(readFileSync(join(ROOT, 'tsconfig.dev.json'), 'utf8')) as { include: string[] };
  expect([...include].sort()).toEqual(TOP_FOLDERS.map(top => `${top}/**/*.ts`).sort());
});

describe('rooms', () => {
  test('every file of source is in a room', () => {
    expect(paths.filter(path => !isOwn(path))).toEqual([]);
  });

  test('every room has files, and every arrow leads to a room', () => {
    const used = new Set(paths.map(roomOf));
    expect(Object.keys(ROOMS).filter(room => !used.has(room))).toEqual([]);
    expect(tableArrows.filter(([, to]) => !(to in ROOMS))).toEqual([]);
  });

  test('no file imports from a room that its own may not import', () => {
    expect(breaches(files, (imported, path) => mayImport(path, imported))).toEqual([]);
  });
});

describe('a planted import', () => {
  /** A file of the room, to import. */
  const exampleOf = (room: string) => paths.find(path => roomOf(path) === room && extname(path) === '.ts');
  const examples = Object.keys(ROOMS).flatMap(room => exampleOf(room) ?? []);
  /** A file that is not there, in the room; or the file that is the room. */
  const plantedIn = (room: string) => (extname(room) === '' ? `${room}/planted.ts` : room);

  function importing(path: string, imported: string): string {
    const name = posix.relative(dirname(path), imported).replace(/\.ts$/, '');
    return `import '${name.startsWith('.') ? name : `./${name}`}';\n`;
  }

  test.each(Object.keys(ROOMS))('into %s is refused by the linter exactly where it is refused here', async room => {
    const path = plantedIn(room);
    const imports = examples.filter(example => example !== path);
    const findings = await lint(path, imports.map(imported => importing(path, imported)).join(''));
    const byLinter = findings.filter(({ rule }) => rule === 'import/no-restricted-paths');
    const byTable = imports.filter(imported => !mayImport(path, imported));
    expect(byLinter.map(({ line }) => imports[line - 1])).toEqual(byTable);
    for (const { message } of byLinter) expect(message).toContain(ROOMS[room]!.rule);
  });

  test.each([
    ['constructs to run-time code', 'src/workflow', 'lambda/lib'],
    ['the pipeline to run-time code', 'src', 'lambda/domain'],
    ['run-time code to constructs', 'lambda/lib', 'src/internal'],
    ['the contract to constructs', 'src/contract', 'src/internal'],
    ['a stage to the pipeline above it', 'src/intake', 'src'],
    ['a stage to one that uses it', 'src/event-store', 'src/projections'],
    ['lib upward', 'lambda/lib', 'lambda/domain'],
    ['the domain to lib', 'lambda/domain', 'lambda/lib'],
    ['the log upward', 'lambda/orders', 'lambda/adapters'],
    ['an adapter to a handler', 'lambda/adapters', 'lambda/handlers'],
    ['a handler to another', 'lambda/handlers', 'lambda/handlers'],
    ['audit to an adapter', 'audit', 'lambda/adapters'],
    ['audit to lib', 'audit', 'lambda/lib'],
    ['the emulator to orders', 'local-aws', 'lambda/domain'],
    ['a tool to orders', 'tools', 'lambda/domain'],
    ['the demo to a handler', 'demo', 'lambda/handlers'],
    ['the library to its tests', 'src', 'test'],
  ])('from %s is refused by both', async (_, from, to) => {
    const [path, imported] = [plantedIn(from), exampleOf(to)!];
    const text = importing(path, imported);
    expect(await lint(path, text)).toEqual([
      { rule: 'import/no-restricted-paths', line: 1, message: expect.stringContaining(ROOMS[from]!.rule) },
    ]);
    expect(importsOf(path, text)).toEqual([imported]);
    expect(mayImport(path, imported)).toBe(false);
  });
});

describe('circles', () => {
  const known = new Set(paths);
  const arrows = files.flatMap(({ path, imports }) =>
    imports.filter(imported => known.has(imported)).map(imported => [path, imported] as const));

  test('are found', () => {
    expect(circlesIn(graphOf([['a', 'b'], ['b', 'c'], ['c', 'b'], ['c', 'd']]))).toEqual(['b → c → b']);
    expect(circlesIn(graphOf([['a', 'b'], ['a', 'c'], ['b', 'd'], ['c', 'd'], ['d', 'd']]))).toEqual([]);
  });

  test('no file imports itself through others', () => {
    expect(arrows.length).toBeGreaterThan(300);
    expect(circlesIn(graphOf(arrows))).toEqual([]);
  });

  test('no room imports itself through others, neither by its files nor by the table', () => {
    const rooms = arrows.map(([from, to]) => [roomOf(from) ?? from, roomOf(to) ?? to] as const);
    expect(circlesIn(graphOf(rooms))).toEqual([]);
    expect(circlesIn(graphOf(tableArrows))).toEqual([]);
  });

  const contains = (folder: string, path: string) => `${path}/`.startsWith(`${folder}/`);
  test.each(TOP_FOLDERS.filter(top => top !== 'test'))('no folder of %s imports itself through others', top => {
    const folders = arrows.map(([from, to]) => [dirname(from), dirname(to)] as const);
    const inTop = folders.filter(([from, to]) => contains(top, from) && contains(top, to));
    expect(circlesIn(graphOf(inTop))).toEqual([]);
  });
});

describe('packages', () => {
  test('constructs import CDK and Node, and the contract nothing', () => {
    const isCdkOrNode = (name: string) => /^(aws-cdk-lib(\/|$)|constructs$|node:)/.test(name);
    expect(breaches(inside('src'), name => isOwn(name) || isCdkOrNode(name))).toEqual([]);
    expect(breaches(inside('src/contract'), isOwn)).toEqual([]);
  });

  test('the domain imports libraries of pure functions for schemas and UUIDs, and audit a comparison of Node', () => {
    expect(inside('lambda/domain').length).toBeGreaterThan(5);
    expect(breaches(inside('lambda/domain'), name => isOwn(name) || name === 'valibot' || name === 'uuid')).toEqual([]);
    expect(breaches(inside('audit'), name => isOwn(name) || name === 'node:util')).toEqual([]);
  });

  test('what handlers import is bundled, so it is a development dependency; CDK is none of it', () => {
    const { devDependencies, dependencies } = JSON.parse(readFileSync(join(ROOT, 'package.json'), 'utf8'));
    const declared = [...Object.keys(devDependencies), 'aws-lambda']; // aws-lambda: types only
    const isDeclared = (name: string) => declared.some(own => name === own || name.startsWith(`${own}/`));
    const lambda = inside('lambda');
    expect(breaches(lambda, name => isOwn(name) || name.startsWith('node:') || isDeclared(name))).toEqual([]);
    expect(breaches(lambda, name => !/^(aws-cdk-lib|constructs)/.test(name))).toEqual([]);
    expect(dependencies).toBeUndefined();
  });
});
