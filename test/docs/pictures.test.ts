/** The pictures in the docs are what their sources draw. */
import { readFileSync } from 'node:fs';
import { basename } from 'node:path';
import { COMPENSATION, SagaEnd, SagaStep } from '../../src/contract/saga';
import { type Picture, pictures } from '../../tools/pictures/pictures';

let drawn: readonly Picture[];
beforeAll(async () => { drawn = await pictures(); });

test.each(['architecture.svg', 'workflow.svg'])('docs/%s is up to date; if not, run `npx projen pictures`', name => {
  const { path, svg } = drawn.find(picture => basename(picture.path) === name)!;
  expect(readFileSync(path, 'utf8')).toBe(svg);
});

test('a picture drawn again is the same', async () => {
  expect(await pictures()).toEqual(drawn);
});

test('the text of a picture is text', () => {
  for (const { svg } of drawn) expect(svg.match(/<text /g)!.length).toBeGreaterThan(20);
});

test('the workflow shows every step, outcome and end of the saga', () => {
  const { svg } = drawn.find(({ path }) => path.endsWith('workflow.svg'))!;
  const shown = new Set([...svg.matchAll(/<text [^>]*>(.*?)<\/text>/g)].map(([, text]) => text));
  const names = [...Object.values(SagaStep), ...Object.keys(COMPENSATION), ...Object.values(SagaEnd)];
  expect(names.filter(name => !shown.has(name))).toEqual([]);
});
