import { mkdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { artefacts } from './artefacts';
import { run } from './commands';
import { type Language, PEERS, copyExample, folderOf } from './language';
import type { CommandOutput } from '../../../tools/run-command';

const NPM = ['--no-audit', '--no-fund', '--prefer-offline'];

export class TypeScript implements Language {
  public readonly name = 'TypeScript';
  /** The library and its peers alone. */
  public readonly app = folderOf(this.name, 'app');
  public readonly example = folderOf(this.name, 'example');
  public readonly env = {};

  public async install(): Promise<void> {
    const { tarball } = await artefacts();
    mkdirSync(this.app, { recursive: true });
    writeFileSync(join(this.app, 'package.json'), JSON.stringify({ name: 'shop', version: '1.0.0', private: true }));
    const floor = Object.entries(PEERS).map(([name, version]) => `${name}@${version}`);
    await run('npm', ['install', '--save-exact', ...NPM, tarball, ...floor], { cwd: this.app });
    copyExample('typescript', this.example);
    await run('npm', ['install', '--no-save', ...NPM, tarball], { cwd: this.example });
  }

  public test(folder = this.example): Promise<CommandOutput> {
    return run('npm', ['test'], { cwd: folder });
  }

  public async start(program: string, assembly: string): Promise<CommandOutput> {
    writeFileSync(join(this.app, 'app.ts'), program);
    await this.compile('app.ts');
    return run(process.execPath, ['app.js'], { cwd: this.app, env: { CDK_OUTDIR: assembly } });
  }

  /** Compiles with the example's compiler. */
  public compile(...args: string[]): Promise<CommandOutput> {
    const tsc = join(this.example, 'node_modules', 'typescript', 'bin', 'tsc');
    return run(
      process.execPath,
      [tsc, '--strict', '--skipLibCheck', '--module', 'node16', '--target', 'es2022', ...args],
      { cwd: this.app },
    );
  }
}
