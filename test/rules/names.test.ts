/** One name, one thing: whoever searches for an exported name finds one definition of it. */
import * as ts from 'typescript';
import { isOfTests, sourceFiles } from './source-files';

/** Names that more than one module exports, and why each has to be. */
const SHARED: Record<string, string> = {
  handler: 'Lambda calls each bundle by this name.',
};

function namesIn(name: ts.BindingName): string[] {
  if (ts.isIdentifier(name)) return [name.text];
  return name.elements.flatMap(element => (ts.isBindingElement(element) ? namesIn(element.name) : []));
}

function declaredNames(statement: ts.Statement): string[] {
  if (ts.isVariableStatement(statement)) {
    return statement.declarationList.declarations.flatMap(({ name }) => namesIn(name));
  }
  const isNamed = ts.isFunctionDeclaration(statement)
    || ts.isClassDeclaration(statement)
    || ts.isInterfaceDeclaration(statement)
    || ts.isTypeAliasDeclaration(statement)
    || ts.isEnumDeclaration(statement);
  return isNamed && statement.name ? [statement.name.text] : [];
}

function isExported(statement: ts.Statement): boolean {
  const modifiers = ts.canHaveModifiers(statement) ? ts.getModifiers(statement) : undefined;
  return modifiers?.some(({ kind }) => kind === ts.SyntaxKind.ExportKeyword) ?? false;
}

/** Names that a module itself defines and exports. A type and a value of one name, side by side, are one thing. */
function definedNames(text: string): string[] {
  const { statements } = ts.createSourceFile('module.ts', text, ts.ScriptTarget.ES2022, true);
  return [...new Set(statements.filter(isExported).flatMap(declaredNames))];
}

interface Module {
  readonly path: string;
  readonly text: string;
}

/** Each name that more than one module defines, with these modules. */
function namesakes(modules: readonly Module[]): [name: string, paths: string[]][] {
  const definers = new Map<string, string[]>();
  for (const { path, text } of modules) {
    for (const name of definedNames(text)) definers.set(name, [...definers.get(name) ?? [], path]);
  }
  return [...definers].filter(([, paths]) => paths.length > 1);
}

test('every kind of definition is seen, and no re-export', () => {
  const text = `
    export const a = 1, { b, c: [d] } = e;
    export function f() {}
    export class G {}
    export interface H {}
    export type I = 1;
    export const I = 1;
    export enum J {}
    const hidden = 1;
    type Hidden = 1;
    export { x } from './x';
    export * from './y';
    export type { Z } from './z';
  `;
  expect(definedNames(text)).toEqual(['a', 'b', 'd', 'f', 'G', 'H', 'I', 'J']);
});

test('two definitions of one name are found', () => {
  const modules = [
    { path: 'a.ts', text: 'export const reason = 1;' },
    { path: 'b.ts', text: 'export type reason = string; export type Other = 1;' },
  ];
  expect(namesakes(modules)).toEqual([['reason', ['a.ts', 'b.ts']]]);
});

describe('the names of the repository', () => {
  const tops = ['src', 'lambda', 'audit', 'demo', 'local-aws', 'tools'];
  const modules = tops.flatMap(sourceFiles).filter(({ path }) => !isOfTests(path));
  const found = namesakes(modules);

  test('are each exported from one module', () => {
    expect(modules.length).toBeGreaterThan(80);
    const unlisted = found.filter(([name]) => !(name in SHARED));
    expect(unlisted.map(([name, paths]) => `${name}: ${paths.join(', ')}`)).toEqual([]);
  });

  test('are shared where the list says so', () => {
    const shared = found.map(([name]) => name);
    expect(shared).toEqual(expect.arrayContaining(Object.keys(SHARED)));
  });
});
