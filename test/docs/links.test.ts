/** Each link of the docs leads somewhere. */
import { existsSync } from 'node:fs';
import { join, posix } from 'node:path';
import { REPOSITORY, anchorsOf, linksOf, pageOf, pagesBelow } from './markdown';
import { ROOT } from '../../tools/root';

const RAW = REPOSITORY.replace('https://github.com/', 'https://raw.githubusercontent.com/');

/** Forms of links to a file of the repository, and the path that each means. */
const OWN: readonly (readonly [RegExp, (path: string) => string])[] = [
  [new RegExp(`^${REPOSITORY}/(?:blob|tree)/main/(.+)$`), path => path],
  [new RegExp(`^${RAW}/main/(.+)$`), path => path],
  [new RegExp(`^${REPOSITORY}/actions/workflows/([^/]+\\.yml)(?:/badge\\.svg)?$`), path => `.github/workflows/${path}`],
];

/** The path, perhaps with an anchor, that an absolute link to the repository means. */
function ownPathOf(link: string): string | undefined {
  for (const [form, toPath] of OWN) {
    const path = form.exec(link)?.[1];
    if (path !== undefined) return toPath(path);
  }
  return undefined;
}

const isAbsolute = (link: string): boolean => link.startsWith('https://');

/** Whether a file, and in a page the heading, is there. */
function exists(target: string): boolean {
  const [path = '', anchor] = target.split('#');
  if (!existsSync(join(ROOT, path))) return false;
  return anchor === undefined || anchorsOf(pageOf(path)).includes(anchor);
}

describe('README.md, which registries show without the rest of the repository', () => {
  const links = linksOf(pageOf('README.md'));

  test('has links', () => expect(links.length).toBeGreaterThan(20));

  test('has none that is relative', () => {
    expect(links.filter(link => !isAbsolute(link))).toEqual([]);
  });

  test('leads to the repository in the forms that work everywhere', () => {
    const ours = links.filter(link => link.startsWith(REPOSITORY) || link.startsWith(RAW));
    expect(ours.filter(link => ownPathOf(link) === undefined)).toEqual([]);
  });

  test('shows pictures by the address of the file itself', () => {
    const pictures = links.filter(link => link.includes('/docs/') && link.endsWith('.svg'));
    expect(pictures.length).toBeGreaterThan(0);
    expect(pictures.filter(link => !link.startsWith(`${RAW}/main/`))).toEqual([]);
  });
});

const pages = [...pagesBelow('', false), ...['docs', 'examples', 'local-aws'].flatMap(folder => pagesBelow(folder))]
  .filter(path => path !== 'API.md'); // generated, with anchors of its own

test('the pages are found', () => {
  expect(pages).toEqual(expect.arrayContaining(['README.md', 'docs/runbook.md', 'examples/java/README.md']));
});

test.each(pages)('%s leads to files and headings that are there', path => {
  const links = linksOf(pageOf(path));
  const absolute = links.flatMap(link => ownPathOf(link) ?? []);
  const relative = links.filter(link => !/^[a-z]+:/.test(link))
    .map(link => (link.startsWith('#') ? `${path}${link}` : posix.join(posix.dirname(path), link)));
  expect([...absolute, ...relative].filter(target => !exists(target))).toEqual([]);
});
