// Compiles <name>/index.ts to subpaths/<name>/index.js, for each name in the arguments. Users import it as
// cdk-order-pipeline/<name>. The code is one CommonJS module with all that it imports inside, so a user installs
// nothing for it; ES modules find its exports by name, too. The types are the declarations of the files that index.d.ts
// leads to.
import { mkdirSync, rmSync, writeFileSync } from 'node:fs';
import { dirname, join, relative } from 'node:path';
import { fileURLToPath } from 'node:url';
import { build } from 'esbuild';
import ts from 'typescript';

const root = join(dirname(fileURLToPath(import.meta.url)), '..');
const target = join(root, 'subpaths');
const names = process.argv.slice(2);

rmSync(target, { recursive: true, force: true });
await Promise.all(names.map(name => build({
  absWorkingDir: root,
  entryPoints: [`${name}/index.ts`],
  outfile: `subpaths/${name}/index.js`,
  bundle: true,
  platform: 'node',
  target: 'node20',
  format: 'cjs',
  legalComments: 'none',
  charset: 'utf8',
  tsconfig: 'tsconfig.dev.json',
  logLevel: 'warning',
})));

for (const [path, text] of reachable(declarations())) {
  const file = join(target, path);
  mkdirSync(dirname(file), { recursive: true });
  writeFileSync(file, text);
}

/** The declarations of everything that is imported, by the path that each has below subpaths/. */
function declarations() {
  const { config, error } = ts.readConfigFile(join(root, 'tsconfig.dev.json'), ts.sys.readFile);
  if (error) fail([error]);
  const { options } = ts.parseJsonConfigFileContent({ ...config, include: [] }, ts.sys, root);
  const emit = { noEmit: false, declaration: true, emitDeclarationOnly: true, rootDir: root, outDir: target };
  const program = ts.createProgram(names.map(name => join(root, name, 'index.ts')), { ...options, ...emit });
  fail(ts.getPreEmitDiagnostics(program));
  const files = new Map();
  const { diagnostics } = program.emit(undefined, (path, text) => files.set(relative(target, path), text));
  fail(diagnostics);
  return files;
}

function fail(diagnostics) {
  if (diagnostics.length === 0) return;
  const host = { getCurrentDirectory: () => root, getCanonicalFileName: path => path, getNewLine: () => '\n' };
  throw new Error(ts.formatDiagnostics(diagnostics, host));
}

/** The files to which the index files lead. What else there is, no type of a user depends on. */
function reachable(files) {
  const found = new Map();
  const visit = path => {
    if (found.has(path)) return;
    const text = files.get(path);
    if (text === undefined) throw new Error(`${path} is imported, and has no declarations`);
    found.set(path, text);
    for (const { fileName } of ts.preProcessFile(text, true, true).importedFiles) {
      if (fileName.startsWith('.')) visit(`${join(dirname(path), fileName)}.d.ts`);
    }
  };
  for (const name of names) visit(join(name, 'index.d.ts'));
  return found;
}
