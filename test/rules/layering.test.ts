/** What may know what, how large things may grow, and what is public. */
import { readFileSync, readdirSync } from 'node:fs';
import { join } from 'node:path';
import { ROOT, type SourceFile, exportedNames, importsOf, sourceFiles } from './source-files';

const src = sourceFiles('src');
const lambda = sourceFiles('lambda');
const isOwn = (name: string) => /^(src|lambda)\//.test(name);

/** Imports that a rule forbids, by file. */
const breaches = (files: readonly SourceFile[], isAllowed: (imported: string, path: string) => boolean) =>
  files.flatMap(({ path, imports }) => imports.filter(name => !isAllowed(name, path)).map(name => `${path} imports ${name}`));

test('the files are there, and their imports are seen', () => {
  expect(src.length).toBeGreaterThan(20);
  expect(lambda.length).toBeGreaterThan(30);
  expect(importsOf('src/x.ts', 'import a from "./a"; export * from "../lambda/b"; const c = require("c"); void import("./d"); import type { E } from "e";'))
    .toEqual(['src/a', 'lambda/b', 'c', 'src/d', 'e']);
});

describe('layers', () => {
  test('the contract imports itself alone', () => {
    const contract = src.filter(({ path }) => path.startsWith('src/contract/'));
    expect(breaches(contract, name => name.startsWith('src/contract/'))).toEqual([]);
  });

  test('constructs import CDK, Node and one another', () => {
    expect(breaches(src, name => name.startsWith('src/') || /^(aws-cdk-lib(\/|$)|constructs$|node:)/.test(name))).toEqual([]);
  });

  test('of the constructs, handlers import the contract alone', () => {
    expect(breaches(lambda, name => !name.startsWith('src/') || name.startsWith('src/contract/'))).toEqual([]);
    expect(breaches(lambda, name => !/^(aws-cdk-lib|constructs)/.test(name))).toEqual([]);
  });

  test('the domain is pure: it imports the contract, itself and its schema library', () => {
    const domain = lambda.filter(({ path }) => path.startsWith('lambda/domain/'));
    expect(domain.length).toBeGreaterThan(5);
    expect(breaches(domain, name => name.startsWith('src/contract/') || name.startsWith('lambda/domain/') || name === 'valibot')).toEqual([]);
  });

  test('nothing imports a handler', () => {
    expect(breaches([...src, ...lambda], name => !name.startsWith('lambda/handlers/'))).toEqual([]);
  });

  test('what handlers import from elsewhere is bundled: it is a development dependency', () => {
    const { devDependencies, dependencies } = JSON.parse(readFileSync(join(ROOT, 'package.json'), 'utf8'));
    const isBundled = (name: string) => Object.keys(devDependencies).some(own => name === own || name.startsWith(`${own}/`));
    expect(breaches(lambda, name => isOwn(name) || name.startsWith('node:') || isBundled(name) || name === 'aws-lambda')).toEqual([]);
    expect(dependencies).toBeUndefined();
  });
});

describe('sizes', () => {
  test('no file has more than 260 lines', () => {
    expect([...src, ...lambda].filter(({ lines }) => lines > 260).map(({ path, lines }) => `${path}: ${lines}`)).toEqual([]);
  });

  test('the pipeline has less than 200', () => {
    expect(src.find(({ path }) => path === 'src/order-pipeline.ts')!.lines).toBeLessThan(200);
  });

  const handlers = lambda.filter(({ path }) => path.startsWith('lambda/handlers/')).map(({ path }) => path.slice('lambda/handlers/'.length, -'.ts'.length));

  test('there is a bundle for each handler', () => {
    const assets = join(ROOT, 'assets');
    expect(readdirSync(assets).flatMap(stage => readdirSync(join(assets, stage)).map(name => `${stage}/${name}`)).sort()).toEqual(handlers.sort());
  });

  test.each(handlers)('the bundle of %s has at most 400 KB, and no CDK', name => {
    expect(readdirSync(join(ROOT, 'assets', name))).toEqual(['index.mjs']);
    const bundle = readFileSync(join(ROOT, 'assets', name, 'index.mjs'), 'utf8');
    expect(Buffer.byteLength(bundle)).toBeLessThanOrEqual(400_000);
    expect(bundle).not.toContain('aws-cdk-lib');
    expect(bundle).not.toContain('sourceMappingURL');
  });
});

test('public is what is meant to be', () => {
  expect(exportedNames('src/index.ts').sort()).toEqual([
    'EventRelay', 'EventRelayProps',
    'EventStore', 'EventStoreProps',
    'Inventory', 'InventoryProps',
    'MailTemplates',
    'OrderApi', 'OrderApiOptions', 'OrderApiProps',
    'OrderIntake', 'OrderIntakeProps',
    'OrderNotifications', 'OrderNotificationsOptions', 'OrderNotificationsProps',
    'OrderPipeline', 'OrderPipelineProps',
    'OrderView', 'OrderViewProps',
    'OrderWorkflow', 'OrderWorkflowProps',
    'PaymentBinding', 'PaymentProvider',
  ]);
});
