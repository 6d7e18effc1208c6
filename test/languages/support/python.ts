import { mkdirSync, writeFileSync } from 'node:fs';
import { delimiter, join } from 'node:path';
import { artefacts } from './artefacts';
import { run, userPath } from './commands';
import { type Language, copyExample, folderOf } from './language';
import type { CommandOutput } from '../../../tools/run-command';

export class Python implements Language {
  public readonly name = 'Python';
  public readonly app = folderOf(this.name, 'app');
  public readonly example = folderOf(this.name, 'example');
  private readonly venv = folderOf(this.name, 'venv');
  public readonly env = { PATH: `${join(this.venv, 'bin')}${delimiter}${userPath}`, PYTHONDONTWRITEBYTECODE: '1' };

  public async install(): Promise<void> {
    const { wheel } = await artefacts();
    mkdirSync(this.app, { recursive: true });
    copyExample('python', this.example);
    await run('python3', ['-m', 'venv', this.venv], { cwd: this.example });
    const pip = ['-m', 'pip', 'install', '--disable-pip-version-check', '--quiet'];
    await run(this.python, [...pip, wheel, '-r', 'requirements.txt', '-r', 'requirements-dev.txt'], {
      cwd: this.example,
    });
  }

  public test(folder = this.example): Promise<CommandOutput> {
    return run(this.python, ['-m', 'pytest'], { cwd: folder, env: this.env });
  }

  public start(program: string, assembly: string): Promise<CommandOutput> {
    writeFileSync(join(this.app, 'app.py'), program);
    return run(this.python, ['app.py'], { cwd: this.app, env: { ...this.env, CDK_OUTDIR: assembly } });
  }

  private get python(): string {
    return join(this.venv, 'bin', 'python');
  }
}
