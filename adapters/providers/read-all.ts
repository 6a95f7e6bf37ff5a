import { SourceError } from '../../core/values/source-error.ts';
import type { PlainDate } from '../../core/values/week.ts';
import { noteToken } from '../http/position.ts';

interface TokenPage<T> {
  readonly data: readonly T[];
  readonly has_more: boolean;
  readonly next_page?: string | null | undefined;
}

interface Bucket<T> {
  readonly day: PlainDate;
  readonly results: readonly T[];
}

interface List<T> {
  readonly data: readonly T[];
  readonly has_more: boolean;
  readonly last_id?: string | null | undefined;
}

/**
 * What happened on a day, of a report that was asked for this day alone: as a rule one page.
 * @param ask for the page with that token; null for the first
 * @throws SourceError MALFORMED where pages lead back, or there is no bucket of the day, or one of another
 */
export async function readDay<T>(
  { day, place }: { readonly day: PlainDate; readonly place: string },
  ask: (page: string | null) => Promise<TokenPage<Bucket<T>>>,
): Promise<T[]> {
  const buckets: Bucket<T>[] = [];
  let page: string | null = null;
  let seen = '';
  do {
    const answer: TokenPage<Bucket<T>> = await ask(page);
    buckets.push(...answer.data);
    page = answer.has_more ? (answer.next_page ?? null) : null;
    if (page !== null) seen = noteToken(seen, page, place);
  } while (page !== null);
  const other = buckets.findIndex((bucket) => bucket.day !== day);
  if (other >= 0) throw new SourceError('MALFORMED', `${place}: data.${other}: is not of ${day}, which was asked`);
  if (buckets.length === 0) throw new SourceError('MALFORMED', `${place}: data: has no bucket of ${day}`);
  return buckets.flatMap(({ results }) => results);
}

/**
 * All of a list that goes on behind its last id.
 * @param ask for what stands behind that id; null for the beginning
 */
export async function readList<T>(place: string, ask: (after: string | null) => Promise<List<T>>): Promise<T[]> {
  const items: T[] = [];
  let after: string | null = null;
  let seen = '';
  do {
    const answer: List<T> = await ask(after);
    items.push(...answer.data);
    after = behind(answer, place);
    if (after !== null) seen = noteToken(seen, after, place);
  } while (after !== null);
  return items;
}

/** The id behind which a list goes on; null at its end. */
export function behind({ has_more, last_id }: List<unknown>, place: string): string | null {
  if (!has_more) return null;
  if (last_id) return last_id;
  throw new SourceError('MALFORMED', `${place}: last_id: is empty though has_more is true`);
}
