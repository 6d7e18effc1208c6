// Draws the pictures of the docs: docs/architecture.svg and docs/workflow.svg.
import { writeFileSync } from 'node:fs';
import { pictures } from './pictures';

async function main(): Promise<void> {
  for (const { path, svg } of await pictures()) writeFileSync(path, svg);
}

void main();
