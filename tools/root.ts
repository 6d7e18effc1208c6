import * as path from 'node:path';

/** The root of the repository. */
export const ROOT = path.join(__dirname, '..');
