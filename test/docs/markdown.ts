/** What the tests of the docs read out of Markdown. */
import { readFileSync, readdirSync } from 'node:fs';
import { join } from 'node:path';
import { ROOT } from '../../tools/root';

export const REPOSITORY = 'https://github.com/cdk-order-pipeline/cdk-order-pipeline';

/** A page of the repository, by its path. */
export const pageOf = (path: string): string => readFileSync(join(ROOT, path), 'utf8');

/** The Markdown files below a folder, and at its top. */
export const pagesBelow = (folder: string, recursive = true): string[] =>
  readdirSync(join(ROOT, folder), { recursive, encoding: 'utf8' })
    .filter(name => name.endsWith('.md') && !name.includes('node_modules'))
    .map(name => join(folder, name))
    .sort();

const FENCED = /^```.*?^```$/gms;

/** A page without its code, which has no links. */
const proseOf = (page: string): string => page.replace(FENCED, '').replace(/`[^`\n]*`/g, '');

/** The lines of a page that can be wrapped: neither code nor rows of tables. */
export const proseLinesOf = (page: string): string[] =>
  page.replace(FENCED, '').split('\n').filter(line => !line.startsWith('|'));

/** Where the links and images of a page lead. */
export function linksOf(page: string): string[] {
  const prose = proseOf(page);
  const inline = [...prose.matchAll(/\]\(([^()\s]+)\)/g)];
  const defined = [...prose.matchAll(/^\[[^\]]+\]: (\S+)$/gm)];
  return [...inline, ...defined].map(([, target]) => target!);
}

/** The code blocks of a language. */
export const codeOf = (page: string, language: string): string =>
  [...page.matchAll(new RegExp(`^\`\`\`${language}\n(.*?)^\`\`\`$`, 'gms'))].map(([, code]) => code!).join('\n');

/** The headings of a page, as GitHub names their anchors. */
export const anchorsOf = (page: string): string[] =>
  [...page.replace(FENCED, '').matchAll(/^#+ (.*)$/gm)].map(([, heading]) => anchorOf(heading!));

const anchorOf = (heading: string): string =>
  heading.toLowerCase().replace(/[^\p{L}\p{N} _-]/gu, '').replaceAll(' ', '-');
