import { existsSync } from 'node:fs';
import { posix } from 'node:path';
import { describe, expect, it } from 'vitest';
import { anchorsOf, linksOf, type Page, ROOT, readPage, readPages } from './markdown.ts';

/** What is wrong with the links of a page, one sentence each. */
function brokenLinks(page: Page): string[] {
  return linksOf(page).flatMap((link) => {
    if (/^https:/.test(link)) return [];
    const [file = '', anchor] = link.split('#');
    const path = posix.join(posix.dirname(page.path), file);
    const isOwn = file === '';
    if (!isOwn && !existsSync(`${ROOT}${path}`)) return [`${page.path}: there is no ${path}`];
    if (anchor === undefined) return [];
    const target = isOwn ? page : readPage(path);
    return anchorsOf(target).includes(anchor) ? [] : [`${page.path}: ${target.path} has no heading for #${anchor}`];
  });
}

describe('the documentation', () => {
  it.each(readPages().map((page) => [page.path, page] as const))('%s links to what is there', (_, page) => {
    expect(brokenLinks(page)).toEqual([]);
  });

  it.each([
    ['a file that is not there', '[x](nowhere.md)', 'docs/page.md: there is no docs/nowhere.md'],
    ['a heading that is not there', '[x](#b)\n## A', 'docs/page.md: docs/page.md has no heading for #b'],
    ['another page without the heading', '[x](start.md#no)', 'docs/page.md: docs/start.md has no heading for #no'],
    ['a link with code in its text', '[`x` y](no.md)', 'docs/page.md: there is no docs/no.md'],
  ])('is searched for %s', (_, text, fault) => {
    expect(brokenLinks({ path: 'docs/page.md', text })).toEqual([fault]);
  });

  it('may show links and headings in code', () => {
    const text = '# A `b`, c\n```md\n[x](nowhere.md)\n# D\n```\n[y](#a-b-c)';

    expect(brokenLinks({ path: 'docs/page.md', text })).toEqual([]);
  });
});
