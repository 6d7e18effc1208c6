// Says what is missing before minutes are spent: `node build-tools/check-tools.mjs [options of jsii-pacmak]`.
import { spawnSync } from 'node:child_process';

const [, ...targets] = process.argv.slice(2).join('=').split(/(?:^|=)(?:-t|--targets?)=/).map(rest => rest.split('=')[0]);
const NEEDED = { python: ['python3'], java: ['javac', 'mvn'] };
const wanted = Object.keys(NEEDED).filter(target => targets.length === 0 || targets.includes(target));
const missing = wanted.flatMap(target => NEEDED[target]).filter(command => spawnSync(command, ['--version'], { stdio: 'ignore' }).status !== 0);
if (missing.length > 0) {
  console.error(`${missing.join(' and ')} cannot be run: the packages need Python 3.10 or later, and a JDK 17 or later and Maven; a single one is built by`
    + '\n  npm run packages -- --target python     (or java, or js)');
  process.exitCode = 1;
}
