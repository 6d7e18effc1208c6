/** What CONTRIBUTING.md names is there. */
import { readFileSync, readdirSync } from 'node:fs';
import { join } from 'node:path';
import { pageOf } from './markdown';
import { TOP_FOLDERS } from '../../projenrc/rooms';
import { ROOT } from '../../tools/root';

const TOP = [...TOP_FOLDERS, 'docs', 'examples', 'rosetta', 'templates', '.ci'];
const filesBelow = (folder: string) =>
  readdirSync(join(ROOT, folder), { recursive: true, encoding: 'utf8' }).map(name => join(folder, name));
const files = [...readdirSync(ROOT), ...TOP.flatMap(filesBelow)];
const page = pageOf('CONTRIBUTING.md');
const spansOf = (text: string) => [...text.matchAll(/`([^`\n]+)`/g)].map(([, span]) => span!);

/** What a build makes, or an issue to come. */
const NOT_THERE = ['dist/', 'assets/', 'subpaths/', 'cli/', 'cdk-order-pipeline/testing'];
const FILE_OR_FOLDER = /^[\w.-]+(?:\/[\w.-]+)*(?:\/|\.(?:ts|mjs|json|md|dot|svg))$|^[\w.-]+(?:\/[\w.-]+)+$/;
const paths = spansOf(page)
  .map(span => span.replaceAll('<part>', 'money').replaceAll('<stage>', 'intake'))
  .filter(span => FILE_OR_FOLDER.test(span) && !NOT_THERE.includes(span));

/** Whether a path, or the end of one, is that of a file or of a folder. */
const exists = (path: string): boolean => files.some(file => `/${file}`.endsWith(`/${path.replace(/\/$/, '')}`));

test('CONTRIBUTING.md names paths that are there', () => {
  expect(paths.length).toBeGreaterThan(80);
  expect(paths.filter(path => !exists(path))).toEqual([]);
});

/** `OrderPipeline`, `statusOf`, `Runs.start`, `MAX_LINES`: what could only be code. */
const NAME = /^(?:[A-Z]\w*[a-z]\w*|[a-z]+[A-Z]\w*|[A-Z]+(?:_[A-Z]+)+)(?:\.\w+)*$/;

test('where to add what: CONTRIBUTING.md names code that is there', () => {
  const [, section] = /^### Where do I add …$(.*?)^## /ms.exec(page)!;
  const names = spansOf(section!).filter(span => NAME.test(span)).flatMap(name => name.split('.'));
  const ofCode = /^(src|lambda|test|testing|\.projenrc)\b.*\.ts$/;
  const modules = files.filter(file => ofCode.test(file) && !file.endsWith('.d.ts'));
  const code = modules.map(file => readFileSync(join(ROOT, file), 'utf8')).join('\n');
  expect(names.length).toBeGreaterThan(15);
  expect(names.filter(name => !new RegExp(`\\b${name}\\b`).test(code))).toEqual([]);
});
