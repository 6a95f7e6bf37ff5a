import { readdirSync, readFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';

/** The project's root. */
export const ROOT = fileURLToPath(new URL('../..', import.meta.url));

/** A page of the documentation; its path is the one from the root. */
export interface Page {
  readonly path: string;
  readonly text: string;
}

const LINK = /!?\[(?:[^\]`]|`[^`]*`)*\]\(([^)\s]+)\)/g;
const HEADING = /^#{1,6} (.+)$/gm;
const FENCED = /^```[\s\S]*?^```$/gm;

export function readPage(path: string): Page {
  return { path, text: readFileSync(`${ROOT}${path}`, 'utf8') };
}

/** The README and every page below `docs/`. */
export function readPages(): Page[] {
  const below = readdirSync(`${ROOT}docs`, { recursive: true, encoding: 'utf8' });
  const paths = below.filter((path) => path.endsWith('.md')).map((path) => `docs/${path}`);
  return ['README.md', ...paths.sort()].map(readPage);
}

/** Targets of the links outside code, as written. */
export function linksOf({ text }: Page): string[] {
  return [...text.replace(FENCED, '').matchAll(LINK)].map(([, target]) => target as string);
}

/** Anchors of the headings, as GitHub makes them. */
export function anchorsOf({ text }: Page): string[] {
  const titles = [...text.replace(FENCED, '').matchAll(HEADING)].map(([, title]) => title as string);
  const slugs = titles.map((title) =>
    title
      .toLowerCase()
      .replace(/[^\p{L}\p{N} _-]/gu, '')
      .replaceAll(' ', '-'),
  );
  return slugs.map((slug, index) => {
    const before = slugs.slice(0, index).filter((other) => other === slug).length;
    return before === 0 ? slug : `${slug}-${before}`;
  });
}

/** The text below a heading of a page, up to the next heading of its level or a higher one. */
export function sectionOf({ path, text }: Page, title: string): string {
  const start = text.indexOf(`# ${title}\n`);
  if (start < 0) throw new Error(`${path} has no section "${title}"`);
  const level = text.slice(text.lastIndexOf('\n', start) + 1).indexOf(' ');
  const body = text.slice(text.indexOf('\n', start));
  const end = body.search(new RegExp(`^#{1,${level}} `, 'm'));
  return end < 0 ? body : body.slice(0, end);
}

/** Code blocks of a language in a text, in order. */
export function codeOf(text: string, language: string): string[] {
  return [...text.matchAll(new RegExp(`^\`\`\`${language}\\n([\\s\\S]*?)^\`\`\`$`, 'gm'))].map(([, code = '']) => code);
}

/** The rows of the first table in a text, cells by column title. */
export function tableOf(text: string): Record<string, string>[] {
  const [head = '', ...rows] = (/^\|.*(?:\n\|.*)+/m.exec(text)?.[0] ?? '').split('\n');
  const titles = cellsOf(head);
  return rows.slice(1).map((row) => {
    const cells = cellsOf(row);
    return Object.fromEntries(titles.map((title, index) => [title, cells[index] ?? '']));
  });
}

function cellsOf(row: string): string[] {
  return row
    .split(/(?<!\\)\|/)
    .slice(1, -1)
    .map((cell) => cell.trim());
}
