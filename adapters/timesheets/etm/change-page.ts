import { z } from 'zod';
import type { ChangePage, FeedChange, UnreadableChange } from '../../../core/recalculation/change-feed.ts';
import { mondayOf } from '../../../core/values/week.ts';
import { date, id } from './schema.ts';

/** Any day names its week. What changed is read from the source. */
const changeSchema = z
  .object({ employeeId: id, weekStartDate: date, occurredAt: z.iso.datetime({ offset: true }).nullish().catch(null) })
  .transform(
    ({ employeeId, weekStartDate, occurredAt }): FeedChange => ({
      employeeId,
      mondayDate: mondayOf(weekStartDate),
      changedAt: occurredAt ? new Date(occurredAt).toISOString() : null,
    }),
  );

/** A page of the change feed: who and which week. A change that names no employee-week must not hold up those that do. */
export const changePageSchema = z
  .object({ changes: z.array(z.unknown()), nextCursor: z.string().min(1), hasMore: z.boolean() })
  .transform(({ changes: rows, nextCursor, hasMore }): ChangePage => {
    const changes: FeedChange[] = [];
    let sample: UnreadableChange | null = null;
    for (const [index, row] of rows.entries()) {
      const change = changeSchema.safeParse(row);
      if (change.success) changes.push(change.data);
      else sample ??= describe(index, row, change.error);
    }
    return { changes, unreadable: { count: rows.length - changes.length, sample }, nextCursor, hasMore };
  });

/** `changes[3] of E-1001: weekStartDate: is no date YYYY-MM-DD ('16.11.2026')`: of its values, ids and days alone. */
function describe(index: number, row: unknown, { issues }: z.ZodError): UnreadableChange {
  const owner = z.object({ employeeId: id }).safeParse(row);
  const place = `changes[${index}]${owner.success ? ` of ${owner.data.employeeId}` : ''}`;
  const day = z.object({ weekStartDate: z.string().regex(LIKE_A_DAY) }).safeParse(row);
  const told = day.success ? ` ('${day.data.weekStartDate}')` : '';
  const faults = issues.map(({ path: [field = 'change'], message }) => {
    return `${String(field)}: ${message}${field === 'weekStartDate' ? told : ''}`;
  });
  const fields = issues.map(({ path: [field = 'change'] }) => String(field));
  return { fields: fields.join(', '), detail: `${place}: ${faults.join('; ')}` };
}

/** Digits and what stands between them: no name looks like that. */
const LIKE_A_DAY = /^[\d./: +-]{1,40}$/;
