/** One name, one thing: whoever searches for a name at the top of a module finds one definition of it. */
import * as ts from 'typescript';
import { isOfTests, sourceFiles } from './source-files';
import { TOP_FOLDERS } from '../../projenrc/rooms';

/** Names that more than one module declares, since they mean the same in each; and what they mean. */
const SHARED: Record<string, string> = {
  handler: 'Lambda calls each bundle by this name.',
  main: 'What a script does when it is run.',
  Needs: 'What a handler works with: each has its own.',
  TIMEOUT: 'The time-out of the functions of a stage.',
  MAX_RECEIVES: 'How often the queue of a stage delivers a message before it is a dead letter.',
  TRIES: 'How often something is tried before it fails.',
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

/** Names that a module declares at its top. A type and a value of one name, side by side, are one thing. */
function definedNames(text: string): string[] {
  const { statements } = ts.createSourceFile('module.ts', text, ts.ScriptTarget.ES2022, true);
  return [...new Set(statements.flatMap(declaredNames))];
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

test('every kind of definition is seen, exported or not, and no re-export', () => {
  const text = `
    import { w } from './w';
    export const a = 1, { b, c: [d] } = e;
    export function f() {}
    export class G {}
    export interface H {}
    export type I = 1;
    export const I = 1;
    export enum J {}
    const k = () => { const inner = 1; };
    type L = 1;
    export { x } from './x';
    export * from './y';
    export type { Z } from './z';
  `;
  expect(definedNames(text)).toEqual(['a', 'b', 'd', 'f', 'G', 'H', 'I', 'J', 'k', 'L']);
});

test('two definitions of one name are found', () => {
  const modules = [
    { path: 'a.ts', text: 'export const reason = 1;' },
    { path: 'b.ts', text: 'type reason = string; export type Other = 1;' },
  ];
  expect(namesakes(modules)).toEqual([['reason', ['a.ts', 'b.ts']]]);
});

describe('the names of the repository', () => {
  const modules = TOP_FOLDERS.flatMap(sourceFiles).filter(({ path }) => !isOfTests(path));
  const found = namesakes(modules);

  test('are each declared by one module', () => {
    expect(modules.length).toBeGreaterThan(80);
    const unlisted = found.filter(([name]) => !(name in SHARED));
    expect(unlisted.map(([name, paths]) => `${name}: ${paths.join(', ')}`)).toEqual([]);
  });

  test('are shared where the list says so', () => {
    const shared = found.map(([name]) => name);
    expect(shared).toEqual(expect.arrayContaining(Object.keys(SHARED)));
  });
});
