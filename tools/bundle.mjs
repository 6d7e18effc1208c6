// Bundles every lambda/handlers/<stage>/<name>.ts to assets/<stage>/<name>/index.mjs, in one process.
// The output depends on the sources alone.
import { mkdirSync, readdirSync, rmSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { build } from 'esbuild';

const root = join(dirname(fileURLToPath(import.meta.url)), '..');
const handlers = join(root, 'lambda', 'handlers');
const stages = readdirSync(handlers);
const handlersOf = stage => readdirSync(join(handlers, stage)).map(file => `${stage}/${file.replace(/\.ts$/, '')}`);
const names = stages.flatMap(handlersOf).sort();

await Promise.all(names.map(name => build({
  absWorkingDir: root,
  entryPoints: [`lambda/handlers/${name}.ts`],
  outfile: `assets/${name}/index.mjs`,
  bundle: true,
  platform: 'node',
  target: 'node20',
  format: 'esm',
  mainFields: ['module', 'main'], // the SDK's ES modules tree-shake
  minify: true,
  legalComments: 'none',
  charset: 'utf8',
  tsconfig: 'tsconfig.dev.json',
  logLevel: 'warning',
  // A function gets its credentials from the environment.
  // The SDK's default chain would add the providers of SSO, STS and processes, 80 KB.
  alias: { '@aws-sdk/credential-provider-node': './tools/lambda-credentials.mjs' },
  // CommonJS dependencies inside an ES module call require().
  banner: { js: "import{createRequire as __cr}from'node:module';const require=__cr(import.meta.url);" },
})));

// Removes the bundles of handlers that are gone. After the build, so that a program that reads assets/ meanwhile finds
// the others.
const assets = join(root, 'assets');
mkdirSync(assets, { recursive: true });
const remove = folder => rmSync(join(assets, folder), { recursive: true, force: true });
for (const stage of readdirSync(assets)) {
  if (!stages.includes(stage)) {
    remove(stage);
    continue;
  }
  const bundles = readdirSync(join(assets, stage)).map(name => `${stage}/${name}`);
  bundles.filter(name => !names.includes(name)).forEach(remove);
}
