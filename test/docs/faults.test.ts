/** docs/faults.md explains each fault that the tests name, and names tests that show it. */
import { existsSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { pageOf } from './markdown';
import { ROOT } from '../../tools/root';
import { sourceFiles } from '../rules/source-files';

interface ExplainedFault {
  readonly number: number;
  readonly files: readonly string[];
}

/** The rows of the table: a number, two texts, and files below test/. */
const faults: readonly ExplainedFault[] = [...pageOf('docs/faults.md').matchAll(/^\| (\d+) \|.*\| ([^|]*) \|$/gm)]
  .map(([, number, files]) => ({
    number: Number(number),
    files: [...files!.matchAll(/`([^`]+)`/g)].map(([, file]) => join('test', file!)),
  }));

/** The faults that a text names: `fault 9`, `faults 4 and 35`, `Faults 11, 31, 35, 41`. */
const namedIn = (text: string): readonly number[] =>
  [...text.matchAll(/\bfaults? (\d+(?:(?:, | and )\d+)*)/gi)].flatMap(([, list]) => list!.match(/\d+/g)!.map(Number));

const read = (path: string): string => readFileSync(join(ROOT, path), 'utf8');

test('the names of faults are understood', () => {
  expect(namedIn('Faults 11, 31 and 35; fault 4, and fault: 5; default 9')).toEqual([11, 31, 35, 4]);
});

test('the numbers go up, once each', () => {
  const numbers = faults.map(({ number }) => number);
  expect(numbers.length).toBeGreaterThan(40);
  expect(numbers).toEqual([...new Set(numbers)].sort((a, b) => a - b));
});

test.each(faults)('fault $number is named in $files', ({ number, files }) => {
  expect(files).not.toEqual([]);
  expect(files.filter(file => !existsSync(join(ROOT, file)) || !namedIn(read(file)).includes(number))).toEqual([]);
});

test('each fault that a test names is explained', () => {
  const named = sourceFiles('test').filter(({ path }) => !path.startsWith('test/docs/'))
    .flatMap(({ text }) => namedIn(text));
  const explained = faults.map(({ number }) => number);
  expect(named.length).toBeGreaterThan(100);
  expect([...new Set(named)].filter(number => !explained.includes(number))).toEqual([]);
});
