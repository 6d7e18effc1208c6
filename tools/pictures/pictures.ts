import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { draw } from './draw';

const DOCS = join(__dirname, '..', '..', 'docs');

export interface Picture {
  /** Where it belongs. */
  readonly path: string;
  readonly svg: string;
}

/** The pictures of the docs: each from its source. */
export async function pictures(): Promise<readonly Picture[]> {
  const architecture = readFileSync(join(DOCS, 'architecture.dot'), 'utf8');
  return [
    { path: join(DOCS, 'architecture.svg'), svg: await draw(architecture, 'dot') },
  ];
}
