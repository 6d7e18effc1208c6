// Says which programs are missing before minutes are spent: `node tools/check-tools.mjs [options of jsii-pacmak]`.
import { spawnSync } from 'node:child_process';
import { parseArgs } from 'node:util';

const options = {
  target: { type: 'string', short: 't', multiple: true },
  targets: { type: 'string', multiple: true },
};
const { target = [], targets: more = [] } = parseArgs({ options, strict: false }).values;
const targets = [...target, ...more];
const NEEDED = { python: ['python3'], java: ['javac', 'mvn'] };
const wanted = Object.keys(NEEDED).filter(one => targets.length === 0 || targets.includes(one));
const cannotRun = command => spawnSync(command, ['--version'], { stdio: 'ignore' }).status !== 0;
const missing = wanted.flatMap(one => NEEDED[one]).filter(cannotRun);
if (missing.length > 0) {
  console.error(`${missing.join(' and ')} cannot be run.`);
  console.error('The packages need Python 3.10 or later, a JDK 17 or later, and Maven. To build a single one:');
  console.error('  npm run packages -- --target python     (or java, or js)');
  process.exitCode = 1;
}
