/**
 * A handler takes what it needs as arguments, so a test passes its own. Replacing a module instead would tie the test
 * to files, not to what they promise.
 */
import { allSourceFiles, isOfTests } from './source-files';

interface Exception {
  readonly count: number;
  readonly because: string;
}

/** Test files that may replace modules, how many, and why nothing else would do. */
const ALLOWED: Record<string, Exception> = {};

const MOCK = /\bjest\s*\.\s*(mock|doMock|setMock|unstable_mockModule)\s*[(<]/g;
const mocksIn = (text: string): number => text.match(MOCK)?.length ?? 0;

test('module mocks are seen', () => {
  const call = `jest${'.'}mock`; // in parts, since this file is read too
  expect(mocksIn(`${call}('./a');\n${call}<A>('./a', () => a);\njest.fn(); jest.spyOn(a, 'b');`)).toBe(2);
});

test('no module is replaced but those listed', () => {
  const tests = allSourceFiles().filter(({ path }) => isOfTests(path));
  expect(tests.length).toBeGreaterThan(50);
  const found = tests.map(({ path, text }) => [path, mocksIn(text)] as const).filter(([, count]) => count > 0);
  const allowed = Object.entries(ALLOWED).map(([path, { count }]) => [path, count]);
  expect(Object.fromEntries(found)).toEqual(Object.fromEntries(allowed));
});
