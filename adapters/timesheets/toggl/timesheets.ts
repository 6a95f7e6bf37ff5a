import { createHash } from 'node:crypto';
import type { NormalSheet } from '../../../core/timesheets/mirror/normal-form.ts';
import { chunksOf } from '../../../core/values/chunks.ts';
import { addDays, type MondayDate, type PlainDate, weekDays } from '../../../core/values/week.ts';
import type { TogglApi } from './api.ts';
import type { Timesheet } from './schema.ts';

/** A timesheet of a month that has a day of the week starts at most so many days before it. */
const MONTH_BEFORE_DAYS = 30;
const WEEK_BEFORE_DAYS = 6;
/** In an address, which must not be too long. */
const MEMBERS_PER_REQUEST = 500;

/**
 * Timesheets that have a day of the week. Those that start in it or in the six days before are asked for first, as these
 * are all where people hand in weeks; then the earlier ones of whom days are left that none covers.
 */
export async function readTimesheets(
  api: TogglApi,
  mondayDate: MondayDate,
  users: readonly string[],
  signal: AbortSignal,
): Promise<Timesheet[]> {
  const days = weekDays(mondayDate);
  const near = { from: addDays(mondayDate, -WEEK_BEFORE_DAYS), to: days.at(-1) as PlainDate };
  const found = await api.timesheets(near, null, signal);
  const earlier = { from: addDays(mondayDate, -MONTH_BEFORE_DAYS), to: addDays(near.from, -1) };
  for (const members of membersToAsk(users, uncovered(users, found, days))) {
    found.push(...(await api.timesheets(earlier, members, signal)));
  }
  return found.filter(({ from, to }) => days.some((day) => from <= day && day <= to));
}

function uncovered(users: readonly string[], sheets: readonly Timesheet[], days: readonly PlainDate[]): string[] {
  const byUser = Map.groupBy(sheets, ({ user }) => user);
  return users.filter((user) => {
    const own = byUser.get(user) ?? [];
    return !days.every((day) => own.some(({ from, to }) => from <= day && day <= to));
  });
}

/** All at once, which null stands for, where most are asked for. */
function membersToAsk(users: readonly string[], wanted: readonly string[]): (readonly string[] | null)[] {
  if (wanted.length * 2 > users.length) return [null];
  return chunksOf(wanted, MEMBERS_PER_REQUEST);
}

/** Users of whom two readings do not have the same sheets. */
export function movedBetween(before: readonly NormalSheet[], after: readonly NormalSheet[]): string[] {
  const [textsBefore, textsAfter] = [textsOf(before), textsOf(after)];
  const users = new Set([...textsBefore.keys(), ...textsAfter.keys()]);
  return [...users].filter((user) => textsBefore.get(user) !== textsAfter.get(user));
}

/** The same of the same sheets in any order. */
export function digestOf(sheets: readonly NormalSheet[]): string {
  const texts = [...textsOf(sheets).values()].sort();
  return createHash('sha256').update(texts.join('\n')).digest('base64url');
}

function textsOf(sheets: readonly NormalSheet[]): Map<string, string> {
  const byUser = Map.groupBy(sheets, ({ user }) => user);
  return new Map(
    [...byUser].map(([user, own]) => [
      user,
      own
        .map((sheet) => JSON.stringify(sheet))
        .sort()
        .join('\n'),
    ]),
  );
}
