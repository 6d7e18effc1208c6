/** The audit is pure, so that a demo, a test, a simulator and a command-line tool can all use it. */
import { sourceFiles } from '../rules/source-files';

/** `client-dynamodb` for a type alone: the form of an item. */
const ALLOWED = [
  /^(audit|src\/contract)\//,
  /^lambda\/(domain|orders|lib)\//,
  /^(node:util|@aws-sdk\/client-dynamodb)$/,
];
const isAllowed = (name: string) => ALLOWED.some(pattern => pattern.test(name));

const files = sourceFiles('audit');

test('the audit imports the domain, the log, the library and the contract', () => {
  expect(files.length).toBeGreaterThan(8);
  const wrong = files.flatMap(({ path, imports }) =>
    imports.filter(name => !isAllowed(name)).map(name => `${path} imports ${name}`));
  expect(wrong).toEqual([]);
});

test('the audit has few files, and small ones', () => {
  expect(files.length).toBeLessThanOrEqual(12);
  expect(files.filter(({ lines }) => lines > 200)).toEqual([]);
});
