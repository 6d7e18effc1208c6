/** What the tests ask of each language. */
import { cpSync, readFileSync } from 'node:fs';
import { join, relative, sep } from 'node:path';
import { ROOT } from '../../../tools/root';
import type { CommandOutput } from '../../../tools/run-command';
import { outdir } from '../../support/synth';

const { peerDependencies } = JSON.parse(readFileSync(join(ROOT, 'package.json'), 'utf8')) as {
  peerDependencies: Record<string, string>;
};

/** The lowest version of each peer that will do. */
export const PEERS = Object.fromEntries(
  Object.entries(peerDependencies).map(([name, range]) => [name, range.replace('^', '')]),
);

/** A package installed where nothing else is. */
export interface Language {
  readonly name: 'TypeScript' | 'Python' | 'Java';
  /** Where programs of one file run, outside the repository. */
  readonly app: string;
  /** The folder of its example, outside the repository. */
  readonly example: string;
  /** What a shell needs, so that the commands of the example's README find what was installed. */
  readonly env: Readonly<Record<string, string>>;
  /** Installs the package and its example. */
  install(): Promise<void>;
  /** Runs the tests of an example. @default - of its example */
  test(folder?: string): Promise<CommandOutput>;
  /** Runs a program that stands in one file, in `app`. `assembly` receives what it synthesizes. */
  start(program: string, assembly: string): Promise<CommandOutput>;
}

/** A folder of a language, outside the repository. */
export const folderOf = (language: string, ...path: string[]): string => join(outdir, language.toLowerCase(), ...path);

/** Copies an example out of the repository; what its earlier use has left behind is not copied. */
export function copyExample(name: string, folder: string): void {
  const left = /^(node_modules|\.venv|__pycache__|\.pytest_cache|target|cdk\.out|package-lock\.json)$/;
  const source = join(ROOT, 'examples', name);
  cpSync(source, folder, {
    recursive: true,
    filter: path =>
      !relative(source, path)
        .split(sep)
        .some(part => left.test(part)),
  });
}
