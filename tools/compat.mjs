// Compares the compiled library with its last release on npm, or with a tarball: `node tools/compat.mjs [tarball]`.
// Fails on a change that would break its users. A change that is meant to break them is listed in .compatignore, by the
// keys that are printed.
import { spawnSync } from 'node:child_process';
import { mkdirSync, mkdtempSync, readFileSync, readdirSync, rmSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';

const ROOT = join(dirname(fileURLToPath(import.meta.url)), '..');
const { name } = JSON.parse(readFileSync(join(ROOT, 'package.json'), 'utf8'));

function run(command, args, options) {
  const { error, ...result } = spawnSync(command, args, { encoding: 'utf8', ...options });
  if (error) throw error;
  return result;
}

/** Downloads the last release; undefined when there has never been one. */
function lastRelease(folder) {
  const { status, stdout, stderr } = run('npm', ['pack', `${name}@latest`, '--json', '--pack-destination', folder]);
  if (status === 0) return join(folder, readdirSync(folder).find(file => file.endsWith('.tgz')));
  if (JSON.parse(stdout || '{}').error?.code === 'E404') return undefined;
  throw new Error(`the last release of ${name} could not be downloaded: ${stdout}${stderr}`);
}

// Inside the repository, where the peers of both are found.
const cache = join(ROOT, 'node_modules', '.cache');
mkdirSync(cache, { recursive: true });
const folder = mkdtempSync(join(cache, 'compat-'));
try {
  const baseline = process.argv[2] ?? lastRelease(folder);
  if (baseline === undefined) {
    console.log(`${name} has never been released: there is nothing to be compatible with`);
  } else {
    const unpacked = run('tar', ['xzf', baseline, '-C', folder], { stdio: 'inherit' });
    if (unpacked.status !== 0) throw new Error(`${baseline} is no tarball`);
    const jsiiDiff = join(ROOT, 'node_modules', 'jsii-diff', 'bin', 'jsii-diff');
    const args = [jsiiDiff, '--keys', '--ignore-file', join(ROOT, '.compatignore'), join(folder, 'package'), ROOT];
    const { status } = run(process.execPath, args, { stdio: 'inherit' });
    const { version } = JSON.parse(readFileSync(join(folder, 'package', 'package.json'), 'utf8'));
    console.log(status === 0 ? `compatible with ${name} ${version}` : `NOT compatible with ${name} ${version}`);
    process.exitCode = status ?? 1;
  }
} finally {
  rmSync(folder, { recursive: true, force: true });
}
