// Bundles every lambda/<name>/handler.ts to assets/<name>/index.mjs, in one process; the output depends on the sources alone.
import { existsSync, mkdirSync, readdirSync, rmSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { build } from 'esbuild';

const root = join(dirname(fileURLToPath(import.meta.url)), '..');
const names = readdirSync(join(root, 'lambda')).filter(name => existsSync(join(root, 'lambda', name, 'handler.ts'))).sort();

await Promise.all(names.map(name => build({
  absWorkingDir: root,
  entryPoints: [`lambda/${name}/handler.ts`],
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
  // A function gets its credentials from the environment; the SDK's default chain would add SSO, STS and process providers, 80 KB.
  alias: { '@aws-sdk/credential-provider-node': './build-tools/lambda-credentials.mjs' },
  // CommonJS dependencies inside an ES module call require().
  banner: { js: "import{createRequire as __cr}from'node:module';const require=__cr(import.meta.url);" },
})));

// Bundles of handlers that are gone; after the build, so that what reads assets/ meanwhile finds the others.
const assets = join(root, 'assets');
mkdirSync(assets, { recursive: true });
for (const name of readdirSync(assets).filter(name => !names.includes(name))) rmSync(join(assets, name), { recursive: true, force: true });
