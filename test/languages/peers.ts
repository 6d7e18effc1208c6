import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { ROOT } from '../src/source-files';

const { peerDependencies } = JSON.parse(readFileSync(join(ROOT, 'package.json'), 'utf8')) as { peerDependencies: Record<string, string> };

/** The lowest version of each peer that will do. */
export const PEERS = Object.fromEntries(Object.entries(peerDependencies).map(([name, range]) => [name, range.replace('^', '')]));
