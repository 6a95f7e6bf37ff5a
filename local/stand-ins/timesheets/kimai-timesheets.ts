import { z } from 'zod';
import { startOfDay } from '../../../core/values/day-start.ts';
import { addDays, type MondayDate, mondayOf } from '../../../core/values/week.ts';
import type { Fault } from '../faults.ts';
import { BadRequest, NotThere, type StandInRoute } from '../stand-in.ts';
import { parseBody } from './bodies.ts';
import { startOf } from './clockify-values.ts';
import type { CompanyPeriod, TimesheetCompany } from './company.ts';
import { type LoggedEntry, NOTE_CANARY } from './draw-week.ts';

/** Whose the token is. */
export const OWN_PERSON = 0;
/** Of the same, where nothing is said. */
export const OWN_ZONE = 'Europe/Berlin';
const SIZE_MAX = 500;
const MINUTE_MS = 60_000;
const NOT_FOUND = { code: 404, message: 'Not Found' };
const number = z.string().regex(/^\d+$/).transform(Number);
const dateTime = z.string().regex(/^\d{4}-\d{2}-\d{2}T\d{2}:\d{2}:\d{2}$/);
const asked = z.object({
  user: z.union([z.literal('all'), number]).optional(),
  active: z.enum(['0', '1']).optional(),
  begin: dateTime.optional(),
  end: dateTime.optional(),
  modified_after: dateTime.optional(),
  orderBy: z.literal('id').optional(),
  order: z.literal('ASC').optional(),
  size: number.default(50),
  page: number.default(1),
});
type Asked = z.output<typeof asked>;

export interface KimaiEntries {
  readonly company: TimesheetCompany;
  /** Those that have all entries there ever were. */
  readonly weeks: readonly MondayDate[];
  /** Of the token's user; Berlin's where nothing is said. */
  readonly timeZone?: string;
  /** Whether the same may see timesheets of others; so it is where nothing is said. */
  readonly seesOthers?: boolean;
  /** Whether `modified_after` is on the clock of the same, as before the end of 2025; else it is in UTC. */
  readonly changesOnOwnClock?: boolean;
}

export function kimaiUserId(person: number): string {
  return String(person + 1);
}

export function kimaiPerson(userId: string): number {
  return Number(userId) - 1;
}

/** Rows of a page, and how many all pages have: that is told in a header. */
class Page {
  readonly rows: readonly object[];
  readonly total: number;

  constructor(rows: readonly object[], total: number) {
    this.rows = rows;
    this.total = total;
  }

  toJSON(): readonly object[] {
    return this.rows;
  }
}

export function kimaiTimesheets(options: KimaiEntries): StandInRoute {
  const pageOf = ({ page, ...query }: Asked): Page => {
    const entries = options.company.made(`kimai ${JSON.stringify(query)}`, () => entriesOf(options, query));
    const from = (page - 1) * query.size;
    if (page > 1 && from >= entries.length) throw new NotThere(NOT_FOUND);
    const rows = entries.slice(from, from + query.size).map((entry) => entryJson(options.company, entry));
    return new Page(rows, entries.length);
  };
  return {
    method: 'GET',
    path: '/api/timesheets',
    answer: ({ query }) => pageOf(parsed(query)),
    headers: (answer) => ({ 'x-total-count': String((answer as Page).total) }),
    bend: (fault, answer, { query }) => bend(fault, answer as Page, () => pageOf({ ...parsed(query), page: 1 })),
  };
}

function parsed(query: URLSearchParams): Asked {
  const found = parseBody(asked, Object.fromEntries(query));
  if (found.size > SIZE_MAX) throw new BadRequest(`size: must be at most ${SIZE_MAX}`);
  return found;
}

/** Whoever may not see others has the own entries, whoever is asked for. */
function entriesOf(options: KimaiEntries, query: Omit<Asked, 'page'>): LoggedEntry[] {
  const { company, weeks, timeZone = OWN_ZONE, seesOthers = true, changesOnOwnClock = false } = options;
  const { user = Number(kimaiUserId(OWN_PERSON)), active, begin, end, modified_after: modifiedAfter } = query;
  const of = seesOthers ? user : Number(kimaiUserId(OWN_PERSON));
  const [from, to] = [begin, end].map((local) => local && instantOf(local, timeZone));
  const since = modifiedAfter && instantOf(modifiedAfter, changesOnOwnClock ? timeZone : 'UTC');
  return company
    .entriesIn(daysOf(weeks, query))
    .filter(({ person }) => of === 'all' || kimaiUserId(person) === String(of))
    .filter(({ isRunning }) => active === undefined || isRunning === (active === '1'))
    .filter((entry) => (!from || from <= startOf(entry)) && (!to || startOf(entry) <= to))
    .filter(({ updatedAt }) => !since || since <= Date.parse(updatedAt))
    .sort((a, b) => a.id - b.id);
}

function daysOf(weeks: KimaiEntries['weeks'], { begin, end }: Pick<Asked, 'begin' | 'end'>): CompanyPeriod {
  const [first = '', last = ''] = [weeks[0], weeks.at(-1)];
  return {
    from: begin === undefined ? first : addDays(begin.slice(0, 10), -1),
    to: end === undefined ? addDays(last, 6) : addDays(end.slice(0, 10), 1),
  };
}

function instantOf(local: string, timeZone: string): number {
  const [day = '', time] = local.split('T');
  return Date.parse(startOfDay(day, timeZone)) + Date.parse(`1970-01-01T${time}Z`);
}

/** Times are on the clock of whoever logged them, with its offset. */
function entryJson(company: TimesheetCompany, entry: LoggedEntry): object {
  const { id, person, date, startMinute, seconds, task, isBillable, isRunning, note } = entry;
  const monday = mondayOf(date);
  const { state } = company.approvalOf(person, { from: monday, to: addDays(monday, 6) });
  const start = Date.parse(date) + startMinute * MINUTE_MS;
  const offset = (start - startOf(entry)) / MINUTE_MS;
  return {
    ...{ id, user: Number(kimaiUserId(person)), project: task.project, activity: task.id, tags: [], description: note },
    begin: localTime(start, offset),
    end: isRunning ? null : localTime(start + seconds * 1_000, offset),
    ...{ duration: isRunning ? 0 : seconds, exported: state === 'APPROVED', billable: isBillable },
    ...{ rate: 1.5, internalRate: 1.5, metaFields: [{ name: 'note', value: NOTE_CANARY }] },
  };
}

/** `2026-11-16T08:00:00+0100` */
function localTime(ms: number, offsetMinutes: number): string {
  const [hours, minutes] = [Math.trunc(Math.abs(offsetMinutes) / 60), Math.abs(offsetMinutes) % 60];
  const digits = (value: number) => String(value).padStart(2, '0');
  return `${new Date(ms).toISOString().slice(0, 19)}${offsetMinutes < 0 ? '-' : '+'}${digits(hours)}${digits(minutes)}`;
}

function bend(fault: Fault, page: Page, first: () => Page): Page {
  if (fault === 'empty-page' || fault === 'lose-last-page') return new Page([], page.total);
  if (fault === 'other-total') return new Page(page.rows, page.total + 1);
  if (fault === 'repeat-page') return first();
  return fault === 'unknown-enum'
    ? new Page(
        page.rows.map((row) => ({ ...row, galactic: [1.5] })),
        page.total,
      )
    : page;
}
