/** The pictures in the docs are what their sources draw. */
import { readFileSync } from 'node:fs';
import { basename } from 'node:path';
import { type Picture, pictures } from '../../tools/pictures/pictures';

let drawn: readonly Picture[];
beforeAll(async () => { drawn = await pictures(); });

test.each(['architecture.svg'])('docs/%s is up to date; if not, run `npx projen pictures`', name => {
  const { path, svg } = drawn.find(picture => basename(picture.path) === name)!;
  expect(readFileSync(path, 'utf8')).toBe(svg);
});

test('a picture drawn again is the same', async () => {
  expect(await pictures()).toEqual(drawn);
});

test('the text of a picture is text', () => {
  for (const { svg } of drawn) expect(svg.match(/<text /g)!.length).toBeGreaterThan(20);
});
