import { compareIds } from '../../../core/values/ids.ts';
import { SourceError } from '../../../core/values/source-error.ts';
import type { MondayDate } from '../../../core/values/week.ts';
import { type ApprovalFilter, type ClockifyApi, SOURCE } from './api.ts';
import type { ReportEntry, ReportPage } from './schema.ts';

/** Where a pass through the report by id goes on: its next page, and how many entries the pages before it have. */
export interface PassPlace {
  readonly page: number;
  readonly read: number;
}

/** A page of all entries, with those of the same ids as the pass through approved ones has them. */
interface JoinedPage {
  readonly entries: readonly ReportEntry[];
  readonly approved: readonly ReportEntry[];
  readonly totals: ReportPage['totals'];
  /** Null behind the last page. */
  readonly next: { readonly all: PassPlace; readonly approved: PassPlace } | null;
}

/**
 * Both passes side by side: each page of all entries is read before the approved ones of its ids. A page of approved ones
 * that reaches beyond it is read again with the next, unless it is still known.
 *
 * @param after the last id of the page before
 * @throws SourceError MALFORMED where entries do not come by id
 */
export async function readJoinedPage(
  report: (of: ApprovalFilter, page: number) => Promise<ReportPage>,
  places: { readonly all: PassPlace; readonly approved: PassPlace },
  after: string,
): Promise<JoinedPage> {
  const { entries, totals } = await report('ALL', places.all.page);
  checkOrder(entries, after);
  const read = places.all.read + entries.length;
  const isLast = entries.length === 0 || read >= totals.entries;
  const end = entries.at(-1)?.id ?? after;
  const approved: ReportEntry[] = [];
  let place = places.approved;
  for (;;) {
    const page = await report('APPROVED', place.page);
    checkOrder(page.entries, '');
    approved.push(...page.entries.filter(({ id }) => id > after && (isLast || id <= end)));
    const beyond = { page: place.page + 1, read: place.read + page.entries.length };
    const isAll = page.entries.length === 0 || beyond.read >= page.totals.entries;
    const reaches = (page.entries.at(-1)?.id ?? '') > end;
    if (isAll || (reaches && !isLast)) break;
    place = beyond;
  }
  const next = isLast ? null : { all: { page: places.all.page + 1, read }, approved: place };
  return { entries, approved, totals, next };
}

/** Keeps the page of approved entries that was read last: the next part may begin in it. */
export function rememberingReport(api: ClockifyApi, mondayDate: MondayDate) {
  let kept: { readonly page: number; readonly answer: ReportPage } | undefined;
  return async (of: ApprovalFilter, page: number, signal: AbortSignal): Promise<ReportPage> => {
    if (of === 'APPROVED' && kept?.page === page) return kept.answer;
    const answer = await api.report(mondayDate, of, page, signal);
    if (of === 'APPROVED') kept = { page, answer };
    return answer;
  };
}

function checkOrder(entries: readonly ReportEntry[], after: string): void {
  const astray = entries.findIndex(({ id }, index) => compareIds(id, entries[index - 1]?.id ?? after) <= 0);
  if (astray < 0) return;
  const place = `${SOURCE} /reports/detailed: timeentries.${astray}`;
  throw new SourceError('MALFORMED', `${place}: is not behind the entry before it, by id`);
}
