import { type Fault, FOREIGN_NEXT } from '../faults.ts';
import { BadRequest } from '../stand-in.ts';

interface Page {
  readonly data: readonly unknown[];
  readonly has_more: boolean;
  readonly next_page: string | null;
}

const TOKEN = /^page_(\d+)$/;

/** A page of all there is; its token is opaque to whoever reads the documentation. */
export function pageOfAll(all: readonly unknown[], limit: number, token: string | null): Page {
  const start = token === null ? 0 : Number(TOKEN.exec(token)?.[1] ?? Number.NaN);
  if (Number.isNaN(start)) throw new BadRequest('page: is none of ours');
  const end = start + limit;
  const isLast = end >= all.length;
  return { data: all.slice(start, end), has_more: !isLast, next_page: isLast ? null : `page_${end}` };
}

/** Faults of pages that lead on by `has_more` and `next_page`. */
export function bendPage(fault: Fault, answer: unknown): unknown {
  const page = answer as Page;
  if (fault === 'foreign-next') return { ...page, has_more: true, next_page: FOREIGN_NEXT };
  if (fault === 'repeat-page') return { ...page, has_more: true, next_page: 'page_0' };
  if (fault === 'lose-last-page') return { ...page, has_more: true, next_page: '' };
  if (fault === 'empty-page') return { ...page, data: [] };
  if (fault === 'unknown-enum') return strange(page);
  return page;
}

/** A list that goes on behind the last id. */
export function listAfter<T extends { readonly id: string }>(all: readonly T[], query: URLSearchParams, after: string) {
  const start = all.findIndex(({ id }) => id === query.get(after)) + 1;
  const data = all.slice(start, start + Number(query.get('limit') ?? 20));
  return {
    data,
    has_more: start + data.length < all.length,
    first_id: data[0]?.id ?? null,
    last_id: data.at(-1)?.id ?? null,
  };
}

/** Faults of lists that lead on by `has_more` and `last_id`. */
export function bendList(fault: Fault, answer: unknown): unknown {
  const list = answer as object;
  if (fault === 'foreign-next') return { ...list, has_more: true, last_id: FOREIGN_NEXT };
  if (fault === 'repeat-page') return { ...list, has_more: true, last_id: 'again' };
  if (fault === 'lose-last-page') return { ...list, has_more: true, last_id: null };
  if (fault === 'empty-page') return { ...list, data: [], has_more: false };
  return fault === 'unknown-enum' ? strange(list) : list;
}

/** A number with just these digits. */
export function rawNumber(text: string): unknown {
  return JSON.rawJSON(text);
}

/** Words that no documentation has in every row, and members that nobody knows. */
export function strange(value: unknown): unknown {
  if (Array.isArray(value)) return value.map(strange);
  if (typeof value !== 'object' || value === null || 'rawJSON' in value) return value;
  const words = ['customer_type', 'terminal_type', 'service_tier', 'context_window', 'kind', 'role', 'status_text'];
  const members = Object.entries(value).map(([name, member]) => [
    name,
    words.includes(name) ? 'galactic' : strange(member),
  ]);
  return { ...Object.fromEntries(members), a_new_member: { nested: [1.5, null] } };
}
