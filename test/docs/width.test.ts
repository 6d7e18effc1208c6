/** The pages are wrapped, so that a change shows as the few lines that it concerns. */
import { pageOf, pagesBelow, proseLinesOf } from './markdown';

const MAX_COLUMNS = 120;
const FOLDERS = ['docs', 'bench', 'examples', 'local-aws'];
const pages = [...pagesBelow('', false), ...FOLDERS.flatMap(folder => pagesBelow(folder))]
  .filter(path => path !== 'API.md'); // generated

/** A line without what cannot be broken: an image, the address of a link. */
const breakable = (line: string): string => (line.startsWith('![') ? '' : line.replace(/\]\(https:[^)]*\)/g, ']()'));

test.each(pages)('%s is wrapped at 120 columns, but for tables, code and addresses', path => {
  expect(proseLinesOf(pageOf(path)).filter(line => breakable(line).length > MAX_COLUMNS)).toEqual([]);
});
