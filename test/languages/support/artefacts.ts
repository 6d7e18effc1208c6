/** The three packages, as a maintainer would publish them: built once a run, outside the repository. */
import { mkdirSync, readFileSync, readdirSync, statSync } from 'node:fs';
import { basename, join } from 'node:path';
import { run, say } from './commands';
import { ROOT } from '../../../tools/root';
import { outdir } from '../../support/synth';

export interface Artefacts {
  readonly version: string;
  /** The npm package. */
  readonly tarball: string;
  /** The Python package. */
  readonly wheel: string;
  /** The Java package. */
  readonly jar: string;
  readonly pom: string;
}

interface Manifest {
  readonly version: string;
  readonly jsii: {
    readonly targets: { readonly java: { readonly maven: { readonly groupId: string; readonly artifactId: string } } };
  };
}

let built: Promise<Artefacts> | undefined;
export const artefacts = (): Promise<Artefacts> => (built ??= build());

async function build(): Promise<Artefacts> {
  const folder = join(outdir, 'artefacts');
  mkdirSync(folder);
  let seconds = 0;
  for (const target of ['js', 'python', 'java']) {
    seconds += (await run('npx', ['projen', `package:${target}`, '--outdir', folder], { cwd: ROOT })).seconds;
  }
  const { version, jsii } = JSON.parse(readFileSync(join(ROOT, 'package.json'), 'utf8')) as Manifest;
  const { groupId, artifactId } = jsii.targets.java.maven;
  const maven = join(folder, 'java', ...groupId.split('.'), artifactId, version, `${artifactId}-${version}`);
  const found = {
    version,
    tarball: only(join(folder, 'js'), '.tgz'),
    wheel: only(join(folder, 'python'), '.whl'),
    jar: `${maven}.jar`,
    pom: `${maven}.pom`,
  };
  say(`the three packages are built (${seconds.toFixed(0)} s)`);
  for (const path of [found.tarball, found.wheel, found.jar]) {
    say(`  ${basename(path).padEnd(48)} ${(statSync(path).size / 1e6).toFixed(2)} MB`);
  }
  return found;
}

function only(folder: string, extension: string): string {
  const [name, ...others] = readdirSync(folder).filter(one => one.endsWith(extension));
  if (!name || others.length > 0) throw new Error(`${folder} holds ${readdirSync(folder).join(', ') || 'nothing'}`);
  return join(folder, name);
}
