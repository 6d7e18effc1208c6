// Says what is missing before minutes are spent: `node tools/check-tools.mjs [options of jsii-pacmak]`.
import { spawnSync } from 'node:child_process';
import { parseArgs } from 'node:util';

const options = { target: { type: 'string', short: 't', multiple: true }, targets: { type: 'string', multiple: true } };
const { target = [], targets: more = [] } = parseArgs({ options, strict: false }).values;
const targets = [...target, ...more];
const NEEDED = { python: ['python3'], java: ['javac', 'mvn'] };
const wanted = Object.keys(NEEDED).filter(one => targets.length === 0 || targets.includes(one));
const missing = wanted.flatMap(one => NEEDED[one]).filter(command => spawnSync(command, ['--version'], { stdio: 'ignore' }).status !== 0);
if (missing.length > 0) {
  console.error(`${missing.join(' and ')} cannot be run: the packages need Python 3.10 or later, and a JDK 17 or later and Maven; a single one is built by`
    + '\n  npm run packages -- --target python     (or java, or js)');
  process.exitCode = 1;
}
