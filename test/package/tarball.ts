/** The package as npm gets it. */
import { execFileSync } from 'node:child_process';
import { mkdtempSync, readdirSync } from 'node:fs';
import { join, sep } from 'node:path';
import { ROOT } from '../../tools/root';
import { outdir } from '../support/synth';

/** Packs what the compiler left; returns the tarball's path. */
export function pack(): string {
  const folder = mkdtempSync(join(outdir, 'tarball-'));
  execFileSync('npm', ['pack', '--ignore-scripts', '--pack-destination', folder], { cwd: ROOT, stdio: 'pipe' });
  const [tarball, ...others] = readdirSync(folder);
  if (!tarball || others.length > 0) throw new Error(`npm pack wrote ${readdirSync(folder).join(', ') || 'nothing'}`);
  return join(folder, tarball);
}

/** Unpacks a tarball; returns the package's folder. */
export function unpack(tarball: string): string {
  const folder = mkdtempSync(join(outdir, 'unpacked-'));
  execFileSync('tar', ['xzf', tarball, '-C', folder]);
  return join(folder, 'package');
}

/** Every file below a folder, from there, with slashes. */
export const filesBelow = (folder: string): string[] => readdirSync(folder, { recursive: true, withFileTypes: true })
  .filter(entry => entry.isFile())
  .map(entry => join(entry.parentPath, entry.name).slice(folder.length + 1).split(sep).join('/'))
  .sort();
