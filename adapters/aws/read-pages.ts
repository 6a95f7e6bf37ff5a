import { noticedLater } from '../../core/values/noticed-later.ts';

/**
 * The pages of an answer in order. The next one is asked for as soon as its token is known, so that it is under way while
 * the present one is worked on; no more than one is ahead.
 * @param ask for the page that begins at the token; the first page has none
 * @param tokenAfter the token of the page behind this one; undefined behind the last
 * @param limit how many pages there may be, and what they are of
 * @throws RangeError where there are more, after the last of those
 */
export async function* readPages<Page, Token>(
  ask: (token: Token | undefined) => Promise<Page>,
  tokenAfter: (page: Page) => Token | undefined,
  limit: { readonly pagesMax: number; readonly of: string },
): AsyncGenerator<Page> {
  let asked = ask(undefined);
  for (let pages = 1; ; pages += 1) {
    const page = await asked;
    const token = tokenAfter(page);
    const isMore = token !== undefined && pages < limit.pagesMax;
    if (isMore) asked = noticedLater(ask(token));
    yield page;
    if (token === undefined) return;
    if (!isMore) throw new RangeError(`${limit.of} has more than ${limit.pagesMax} pages`);
  }
}
