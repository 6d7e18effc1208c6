// Starts the demo from a fresh clone: checks Node and Python, installs missing dependencies, and hands over to main.ts.
// Use only syntax that Node 12 can read. Otherwise an old Node shows a syntax error in place of our message.
import { spawn, spawnSync } from 'child_process';
import { existsSync, readFileSync } from 'fs';
import { createRequire } from 'module';
import { dirname, join } from 'path';
import { fileURLToPath } from 'url';

const repository = join(dirname(fileURLToPath(import.meta.url)), '..');
const args = process.argv.slice(2);
const NODE = [20, 19];
const PYTHON = [3, 10];

function olderThan(version, floor) {
  const parts = version.split('.').map(Number);
  return parts[0] < floor[0] || (parts[0] === floor[0] && parts[1] < floor[1]);
}

/** An error line if no Python is good enough to install the emulator. local-aws/install.ts tries the same names. */
function pythonProblem() {
  let found = 'no Python found';
  for (const name of ['python3', 'python', 'python3.13', 'python3.12', 'python3.11', 'python3.10']) {
    const answer = spawnSync(name, ['-c', 'import sys; print("%d.%d" % sys.version_info[:2])'], { encoding: 'utf8' });
    if (answer.status !== 0) continue;
    const version = answer.stdout.trim();
    if (version.startsWith('3.') && !olderThan(version, PYTHON)) return undefined;
    if (found === 'no Python found') found = 'Python ' + version + ' found as ' + name;
  }
  return found + '; Python >= ' + PYTHON.join('.') + ' is needed';
}

function readJson(file) {
  try {
    return JSON.parse(readFileSync(join(repository, file), 'utf8'));
  } catch (error) {
    return undefined;
  }
}

/**
 * Whether node_modules contains what package-lock.json lists. It compares the content with npm's own list of installed
 * packages, because file times say nothing after a checkout.
 */
function hasDependencies() {
  const wanted = readJson('package-lock.json');
  const installed = readJson('node_modules/.package-lock.json');
  if (!wanted || !installed) return false;
  return Object.keys(wanted.packages).every(path => {
    const here = installed.packages[path];
    const there = wanted.packages[path];
    // npm does not list the root itself, and does not install packages for other platforms.
    return path === '' || (here ? here.version === there.version : there.optional === true);
  });
}

function install() {
  console.log('Installing the dependencies (npm ci, once, about a minute) …');
  const npm = process.env.npm_execpath && /npm-cli\.js$/.test(process.env.npm_execpath)
    ? [process.execPath, [process.env.npm_execpath]] : ['npm', []];
  return new Promise((resolve, reject) => {
    const npmArgs = npm[1].concat(['ci', '--no-audit', '--no-fund', '--loglevel=error']);
    const child = spawn(npm[0], npmArgs, { cwd: repository, stdio: ['ignore', 'ignore', 'pipe'] });
    let errors = '';
    child.stderr.on('data', chunk => { errors += chunk; });
    const codes = { SIGINT: 130, SIGTERM: 143, SIGHUP: 129 };
    const stop = signal => {
      child.once('close', () => process.exit(codes[signal]));
      child.kill('SIGTERM');
    };
    Object.keys(codes).forEach(signal => process.on(signal, stop));
    child.on('error', reject);
    child.on('close', code => {
      Object.keys(codes).forEach(signal => process.removeListener(signal, stop));
      if (code === 0) resolve();
      else reject(new Error('npm ci ended with status ' + code + '\n' + errors.trim()));
    });
  });
}

async function start() {
  const node = process.versions.node;
  if (olderThan(node, NODE)) return fail('Node ' + node + ' found; Node >= ' + NODE.join('.') + ' is needed');
  if (args.includes('--help') || args.includes('-h')) {
    process.stdout.on('error', () => process.exit(0)); // the reader of the output has ended, such as head
    return process.stdout.write(readFileSync(join(repository, 'demo', 'help.txt'), 'utf8'));
  }
  const onEmulator = !args.some(arg => ['--aws', 'stop', 'destroy'].includes(arg));
  const problem = onEmulator ? pythonProblem() : undefined;
  if (problem) return fail(problem);
  if (!hasDependencies()) await install();

  // Both warnings only say that Node 20 is old. The demo supports it.
  process.env.AWS_SDK_JS_NODE_VERSION_SUPPORT_WARNING_DISABLED = 'true';
  process.env.JSII_SILENCE_WARNING_END_OF_LIFE_NODE_VERSION = node.split('.')[0];
  // Run main.ts in this process, so that signals reach it directly.
  const require = createRequire(import.meta.url);
  require('tsx/cjs/api').register();
  require('./main.ts');
}

function fail(line) {
  console.error(line);
  process.exitCode = 1;
}

const isClone = existsSync(join(repository, 'package-lock.json'));
if (!isClone) fail('package-lock.json is missing in ' + repository + '; run the demo in a clone of the repository');
else start().catch(error => fail(error.message));
