/** The repository's own source, as the tests of its rules read it. */
import { existsSync, readFileSync, readdirSync, statSync } from 'node:fs';
import { dirname, extname, join, posix, relative, resolve, sep } from 'node:path';
import * as ts from 'typescript';
import { ROOT } from '../../tools/root';

export interface SourceFile {
  /** From the repository's root, with slashes. */
  readonly path: string;
  readonly text: string;
  readonly lines: number;
  /** What it imports: a file of the repository by its path, anything else by its name. */
  readonly imports: readonly string[];
}

const SCRIPTS = ['.ts', '.mjs', '.js'];
/** What is written by hand and read as a program. */
const SOURCES = [...SCRIPTS, '.py'];

/** What a build writes, what a tool downloads, and programs of users, which find the installed package. */
const NOT_OURS = [
  'assets',
  'schemas',
  'subpaths',
  'lib',
  'dist',
  'coverage',
  'test-reports',
  'examples',
  'examples/java/target',
  'examples/payment-java/app/target',
  'examples/payment-java/function/target',
  'test/languages/mistakes',
];
/** The same, in whichever folder. */
const NOT_OURS_ANYWHERE = ['node_modules', 'cdk.out', '__pycache__'];

function pathsBelow(folder: string): string[] {
  return readdirSync(join(ROOT, folder), { withFileTypes: true }).flatMap(entry => {
    const path = posix.join(folder, entry.name);
    const isOurs = !NOT_OURS.includes(path) && !NOT_OURS_ANYWHERE.includes(entry.name);
    if (entry.name.startsWith('.') || !isOurs) return [];
    return entry.isDirectory() ? pathsBelow(path) : [path];
  });
}

function sourceFile(path: string): SourceFile {
  const text = readFileSync(join(ROOT, path), 'utf8');
  const imports = SCRIPTS.includes(extname(path)) ? importsOf(path, text) : [];
  return { path, text, lines: text.split('\n').length - 1, imports };
}

/** Every file of source below the root, or below a folder. */
export function allSourceFiles(folder = '.'): SourceFile[] {
  return pathsBelow(folder).filter(path => SOURCES.includes(extname(path))).sort().map(sourceFile);
}

/** The programs of the examples. They are no source of ours to the other rules: each is an app of a user. */
export const exampleFiles = (): SourceFile[] =>
  pathsBelow('examples').filter(path => [...SOURCES, '.java'].includes(extname(path))).sort().map(sourceFile);

/** Every TypeScript file below a folder. */
export const sourceFiles = (folder: string): SourceFile[] =>
  allSourceFiles(folder).filter(({ path }) => path.endsWith('.ts'));

/** Tests, and what only tests use. */
export const isOfTests = (path: string): boolean => /^(local-aws\/)?test\//.test(path);

/** Imports, exports from elsewhere, `require` and `import()` alike. */
export function importsOf(path: string, text: string): string[] {
  const imported = ts.preProcessFile(text, true, true).importedFiles.map(({ fileName }) => fileName);
  return imported.map(name => (name.startsWith('.') ? fileOf(resolve(ROOT, dirname(path), name)) : name));
}

/** The file that an import without ending means; where there is none, what it says. */
function fileOf(imported: string): string {
  const endings = ['', ...SCRIPTS, '.d.ts', '/index.ts'];
  const candidates = endings.map(ending => imported + ending);
  const found = candidates.find(candidate => existsSync(candidate) && statSync(candidate).isFile());
  return relative(ROOT, found ?? imported).split(sep).join('/');
}

/** Names that a module exports by name, types among them. */
export function exportedNames(path: string): string[] {
  const text = readFileSync(join(ROOT, path), 'utf8');
  const source = ts.createSourceFile(path, text, ts.ScriptTarget.ES2022, true);
  return source.statements.flatMap(statement => {
    if (ts.isExportDeclaration(statement) && statement.exportClause && ts.isNamedExports(statement.exportClause)) {
      return statement.exportClause.elements.map(({ name }) => name.text);
    }
    return [`not an export by name: ${statement.getText()}`];
  });
}
