import { mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { artefacts } from './artefacts';
import { run } from './commands';
import { type Language, copyExample, folderOf } from './language';
import type { CommandOutput } from '../../../tools/run-command';

const VERSION = /(<order-pipeline\.version>).*(<\/order-pipeline\.version>)/;
const MVN = ['--batch-mode', '--no-transfer-progress'];

export class Java implements Language {
  public readonly name = 'Java';
  public readonly app = folderOf(this.name, 'app');
  public readonly example = folderOf(this.name, 'example');
  /** Its own and empty: Maven never looks again whether a version that it has is still the same. */
  private readonly repository = folderOf(this.name, 'm2');
  public readonly env = { MAVEN_OPTS: `-Dmaven.repo.local=${this.repository}` };
  private readonly classpath = folderOf(this.name, 'classpath');

  public async install(): Promise<void> {
    const { jar, pom, version } = await artefacts();
    mkdirSync(this.app, { recursive: true });
    copyExample('java', this.example);
    setVersion(this.example, version);
    await this.mvn(['install:install-file', `-Dfile=${jar}`, `-DpomFile=${pom}`]);
    await this.mvn([
      'compile',
      'dependency:build-classpath',
      '-DincludeScope=runtime',
      `-Dmdep.outputFile=${this.classpath}`,
    ]);
  }

  /** Packages, too: an app may deploy a JAR of its own. */
  public async test(folder = this.example): Promise<CommandOutput> {
    setVersion(folder, (await artefacts()).version);
    return this.mvn(['package'], folder);
  }

  public start(program: string, assembly: string): Promise<CommandOutput> {
    writeFileSync(join(this.app, 'App.java'), program);
    return run('java', ['-cp', readFileSync(this.classpath, 'utf8'), 'App.java'], {
      cwd: this.app,
      env: { CDK_OUTDIR: assembly },
    });
  }

  private mvn(args: readonly string[], cwd = this.example): Promise<CommandOutput> {
    return run('mvn', [...MVN, ...args], { cwd, env: this.env });
  }
}

/** As a user does it; in the repository it is always that of what is built there. */
function setVersion(folder: string, version: string): void {
  const pom = join(folder, 'pom.xml');
  const text = readFileSync(pom, 'utf8');
  expect(text).toMatch(VERSION);
  writeFileSync(pom, text.replace(VERSION, `$1${version}$2`));
}
