// Runs cfn-lint: `node tools/cfn-lint.mjs [options] -- template.json …`.
// It comes from PyPI; npm's package of that name is another one. The first run installs a pinned version below
// node_modules/, so that a fresh `npm ci` removes it together with the other tools.
import { spawnSync } from 'node:child_process';
import { existsSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';

const REQUIREMENT = 'cfn-lint==1.58.0';
const venv = join(dirname(fileURLToPath(import.meta.url)), '..', 'node_modules', '.cache', 'cfn-lint');
const stamp = join(venv, 'installed');

/** The exit status of a command whose output goes to ours. */
function statusOf(command, args, options) {
  const { status, error } = spawnSync(command, args, { stdio: 'inherit', ...options });
  if (error) throw error;
  return status ?? 1;
}

// Without the stamp, what is there may be half an installation.
if (!existsSync(stamp) || readFileSync(stamp, 'utf8') !== REQUIREMENT) {
  rmSync(venv, { recursive: true, force: true });
  const quiet = { stdio: ['ignore', 'ignore', 'inherit'], env: { ...process.env, PIP_REQUIRE_VIRTUALENV: '' } };
  if (statusOf('python3', ['-m', 'venv', venv], quiet) !== 0) {
    const hint = 'on Debian and Ubuntu: apt install python3-venv';
    throw new Error(`python3 cannot create a virtual environment; ${hint}`);
  }
  const install = ['-m', 'pip', 'install', '--quiet', '--disable-pip-version-check', '--no-input', REQUIREMENT];
  const status = statusOf(join(venv, 'bin', 'python'), install, quiet);
  if (status !== 0) throw new Error(`pip could not install ${REQUIREMENT}`);
  writeFileSync(stamp, REQUIREMENT);
}
process.exitCode = statusOf(join(venv, 'bin', 'cfn-lint'), process.argv.slice(2));
