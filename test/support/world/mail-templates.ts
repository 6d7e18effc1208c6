import { mkdtempSync, readFileSync, readdirSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { MAIL_TEMPLATES_FILE } from '../../../src/contract/environment';

const SOURCE = join(__dirname, '../../../templates');

/** A folder with the templates of the package, as they stand beside the bundled notifier; made before the handler is imported. */
const taskRoot = mkdtempSync(join(tmpdir(), 'notifier-'));
writeFileSync(join(taskRoot, MAIL_TEMPLATES_FILE), JSON.stringify(Object.fromEntries(readdirSync(SOURCE).map(name => [name, readFileSync(join(SOURCE, name), 'utf8')]))));
process.env.LAMBDA_TASK_ROOT = taskRoot;
