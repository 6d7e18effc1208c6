/** What the tests ask of each language. */
import { cpSync } from 'node:fs';
import { join } from 'node:path';
import type { Outcome } from './commands';
import { ROOT } from '../src/source-files';
import { outdir } from '../src/support';

/** A package installed where nothing else is. */
export interface Language {
  readonly name: 'TypeScript' | 'Python' | 'Java';
  /** The folder of its example, outside the repository. */
  readonly example: string;
  /** What a shell needs, so that the commands of the example's README find what was installed. */
  readonly env: Record<string, string>;
  /** Installs the package and its example. */
  install(): Promise<void>;
  /** Runs the example's own tests. */
  test(): Promise<Outcome>;
  /** Runs a program that stands in one file, outside the example. `assembly` receives what it synthesizes. */
  start(program: string, assembly: string): Promise<Outcome>;
}

/** The folder of a language, outside the repository. */
export const folderOf = (language: string): string => join(outdir, language.toLowerCase());

/** Copies the example of a language; what earlier use has left there stays behind. */
export function copyExample(language: string): string {
  const folder = join(folderOf(language), 'example');
  const left = /^(node_modules|\.venv|__pycache__|\.pytest_cache|target|cdk\.out|package-lock\.json)$/;
  cpSync(join(ROOT, 'examples', language.toLowerCase()), folder, { recursive: true, filter: path => !path.split('/').slice(ROOT.split('/').length).some(part => left.test(part)) });
  return folder;
}
