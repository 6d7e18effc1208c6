import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { draw } from './draw';
import { workflowGraph } from './workflow-graph';

const DOCS = join(__dirname, '..', '..', 'docs');

export interface Picture {
  /** Where it belongs. */
  readonly path: string;
  readonly svg: string;
}

/** The pictures of the docs: one from a graph beside it, one from the saga. */
export async function pictures(): Promise<readonly Picture[]> {
  const architecture = readFileSync(join(DOCS, 'architecture.dot'), 'utf8');
  return [
    { path: join(DOCS, 'architecture.svg'), svg: await draw(architecture) },
    { path: join(DOCS, 'workflow.svg'), svg: await draw(workflowGraph()) },
  ];
}
