/** The library's own source, as the tests of its layers read it. */
import { readFileSync, readdirSync } from 'node:fs';
import { dirname, join, posix, relative, resolve, sep } from 'node:path';
import * as ts from 'typescript';
import { ROOT } from '../../tools/root';

export interface SourceFile {
  /** From the repository's root, with slashes. */
  readonly path: string;
  readonly lines: number;
  /** What it imports: a file of the repository by its path without extension, anything else by its name. */
  readonly imports: readonly string[];
}

/** Every TypeScript file below a folder. */
export function sourceFiles(folder: string): SourceFile[] {
  const files = readdirSync(join(ROOT, folder), { recursive: true, encoding: 'utf8' }).filter(name => name.endsWith('.ts')).sort();
  return files.map(name => {
    const path = posix.join(folder, ...name.split(sep));
    const text = readFileSync(join(ROOT, path), 'utf8');
    return { path, lines: text.split('\n').length - 1, imports: importsOf(path, text) };
  });
}

/** Imports, exports from elsewhere, `require` and `import()` alike. */
export function importsOf(path: string, text: string): string[] {
  const imported = ts.preProcessFile(text, true, true).importedFiles.map(({ fileName }) => fileName);
  return imported.map(name => (name.startsWith('.') ? relative(ROOT, resolve(ROOT, dirname(path), name)).split(sep).join('/') : name));
}

/** Names that a module exports by name, types among them. */
export function exportedNames(path: string): string[] {
  const source = ts.createSourceFile(path, readFileSync(join(ROOT, path), 'utf8'), ts.ScriptTarget.ES2022, true);
  return source.statements.flatMap(statement => {
    if (ts.isExportDeclaration(statement) && statement.exportClause && ts.isNamedExports(statement.exportClause)) {
      return statement.exportClause.elements.map(({ name }) => name.text);
    }
    return [`not an export by name: ${statement.getText()}`];
  });
}
