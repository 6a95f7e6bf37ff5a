import { z } from 'zod';
import type { PulledLine, PulledPart, TimesheetPuller } from '../../../core/timesheets/mirror/timesheet-puller.ts';
import { addDays, type MondayDate, type PlainDate, weekDays } from '../../../core/values/week.ts';
import { readPosition } from '../../http/position.ts';
import { type ConnectorSettings, checkUnits, partOf } from '../connector.ts';
import { type ApprovalFilter, ClockifyApi } from './api.ts';
import { readJoinedPage, rememberingReport } from './passes.ts';
import { dateOf, entryOf, isRunning, leaveOf, plansOf, type ZoneOf } from './rows.ts';
import {
  type ApprovalRequest,
  approvalsPage,
  assignmentsPage,
  type ReportEntry,
  type User,
  usersPage,
} from './schema.ts';

const APPROVALS = '/approval-requests';
/** Each has all its entries. */
const APPROVALS_PER_PAGE = 200;
const CHANGES_PER_PAGE = 50;
const USERS = '/users';
const ASSIGNMENTS = '/scheduling/assignments/all';
/** Clocks of two machines are not one. */
const CLOCK_MARGIN_MS = 60_000;
/** Of somebody whom the list of users lacks. */
const UNKNOWN_ZONE = 'UTC';

const begun = { begunAt: z.iso.datetime() };
const passPlace = z.object({ page: z.int().min(1), read: z.int().min(0) });
const positionSchema = z.discriminatedUnion('of', [
  z.object({ of: z.literal('entries'), ...begun, all: passPlace, approved: passPlace, after: z.string() }),
  z.object({ of: z.literal('leave'), ...begun }),
  z.object({ of: z.literal('plans'), ...begun }),
]);
type Position = z.infer<typeof positionSchema>;
type EntriesPosition = Extract<Position, { of: 'entries' }>;

/** What is asked before the entries, and again by a process that did not begin. */
interface KnownWeek {
  readonly mondayDate: MondayDate;
  readonly begunAt: string;
  readonly days: readonly PlainDate[];
  readonly users: readonly User[];
  readonly zoneOf: ZoneOf;
  /** Ids of requests for approval. */
  readonly pending: ReadonlySet<string>;
  readonly report: ReturnType<typeof rememberingReport>;
}

/**
 * Entries, approvals, time off and plans of a Clockify workspace. The users and the pending approvals come first, then the
 * detailed report, all entries beside the approved ones, then time off, then the plans. At last it is asked which requests
 * for approval changed since the pull began: whose they are has moved.
 */
export class ClockifyTimesheets implements TimesheetPuller {
  readonly #api: ClockifyApi;
  readonly #settings: ConnectorSettings;
  #week: KnownWeek | undefined;

  /** @throws RangeError where approval is configured by what Clockify does not tell */
  constructor(settings: ConnectorSettings) {
    checkUnits(settings, ['ENTRY', 'AFTER_DAYS']);
    this.#api = new ClockifyApi(settings);
    this.#settings = settings;
  }

  async pull(mondayDate: MondayDate, cursor: string | null, signal: AbortSignal): Promise<PulledPart> {
    if (cursor === null) return this.#begin(mondayDate, signal);
    const position = readPosition(cursor, positionSchema);
    const week = await this.#weekOf(mondayDate, position.begunAt, signal);
    switch (position.of) {
      case 'entries':
        return this.#pullEntries(week, position, signal);
      case 'leave':
        return this.#pullLeave(week, signal);
      case 'plans':
        return this.#pullPlans(week, signal);
    }
  }

  async #begin(mondayDate: MondayDate, signal: AbortSignal): Promise<PulledPart> {
    const begunAt = this.#settings.clock.now();
    const { users } = await this.#weekOf(mondayDate, begunAt, signal);
    const lines = users.map(({ id }): PulledLine => ({ user: { user: id, isUnstable: false } }));
    const addresses = users.flatMap(({ id, email }) => (email === null ? [] : { user: id, email }));
    const first = { page: 1, read: 0 };
    return partOf({ lines, addresses }, { of: 'entries', begunAt, all: first, approved: first, after: '' });
  }

  async #weekOf(mondayDate: MondayDate, begunAt: string, signal: AbortSignal): Promise<KnownWeek> {
    const known = this.#week;
    if (known && known.mondayDate === mondayDate && known.begunAt === begunAt) return known;
    const users = await this.#readUsers(signal);
    const zones = new Map(users.map(({ id, settings }) => [id, settings.timeZone]));
    const { dayZone } = this.#settings;
    this.#week = {
      ...{ mondayDate, begunAt, users, days: weekDays(mondayDate) },
      zoneOf: (user) => (dayZone === 'SOURCE' ? (zones.get(user) ?? UNKNOWN_ZONE) : dayZone),
      pending: await this.#readPending(mondayDate, signal),
      report: rememberingReport(this.#api, mondayDate),
    };
    return this.#week;
  }

  async #readUsers(signal: AbortSignal): Promise<User[]> {
    const query: [string, string][] = [
      ['status', 'ALL'],
      ['memberships', 'NONE'],
      ['include-roles', 'false'],
      ['sort-column', 'ID'],
    ];
    const users: User[] = [];
    for await (const page of this.#api.pages({ path: USERS, query, schema: usersPage }, signal)) users.push(...page);
    return users;
  }

  async #readPending(mondayDate: MondayDate, signal: AbortSignal): Promise<Set<string>> {
    const query: [string, string][] = [
      ['status', 'PENDING'],
      ['sort-column', 'ID'],
      ['sort-order', 'ASCENDING'],
    ];
    const series = { path: APPROVALS, query, schema: approvalsPage, pageSize: APPROVALS_PER_PAGE };
    const pending = new Set<string>();
    for await (const page of this.#api.pages(series, signal)) {
      for (const request of page) if (isNear(request, mondayDate)) pending.add(request.id);
    }
    return pending;
  }

  async #pullEntries(week: KnownWeek, position: EntriesPosition, signal: AbortSignal): Promise<PulledPart> {
    const { begunAt, after } = position;
    const report = (of: ApprovalFilter, page: number) => week.report(of, page, signal);
    const { entries, approved, totals, next } = await readJoinedPage(report, position, after);
    const all = new Set(entries.map(({ id }) => id));
    const moved = approved.filter(({ id }) => !all.has(id)).map(({ userId }) => userId);
    const told = { ...toldEntries(entries, new Set(approved.map(({ id }) => id)), week), totals };
    const following: Position = next
      ? { of: 'entries', begunAt, ...next, after: entries.at(-1)?.id ?? after }
      : { of: 'leave', begunAt };
    return partOf({ ...told, moved: [...new Set(moved)] }, following);
  }

  async #pullLeave({ mondayDate, begunAt, days, zoneOf }: KnownWeek, signal: AbortSignal): Promise<PulledPart> {
    const lines: PulledLine[] = [];
    for await (const request of this.#api.approvedTimeOff(mondayDate, signal))
      for (const leave of leaveOf(request, days, zoneOf, this.#settings)) lines.push({ leave });
    return partOf({ lines }, { of: 'plans', begunAt });
  }

  async #pullPlans(week: KnownWeek, signal: AbortSignal): Promise<PulledPart> {
    const { mondayDate, days, zoneOf } = week;
    const query: [string, string][] = [
      ['start', `${addDays(mondayDate, -1)}T00:00:00Z`],
      ['end', `${addDays(mondayDate, 8)}T00:00:00Z`],
      ['sort-column', 'ID'],
      ['sort-order', 'ASCENDING'],
    ];
    const lines: PulledLine[] = [];
    for await (const page of this.#api.pages({ path: ASSIGNMENTS, query, schema: assignmentsPage }, signal)) {
      lines.push(...page.flatMap((one) => plansOf(one, days, zoneOf)).map((plan) => ({ plan })));
    }
    return partOf({ lines, moved: await this.#readMoved(week, signal) }, null);
  }

  /** From the request that changed last, back to the beginning of the pull. */
  async #readMoved({ mondayDate, begunAt }: KnownWeek, signal: AbortSignal): Promise<string[]> {
    const since = new Date(Date.parse(begunAt) - CLOCK_MARGIN_MS).toISOString();
    const query: [string, string][] = [
      ['sort-column', 'UPDATED_AT'],
      ['sort-order', 'DESCENDING'],
    ];
    const series = { path: APPROVALS, query, schema: approvalsPage, pageSize: CHANGES_PER_PAGE };
    const moved = new Set<string>();
    for await (const page of this.#api.pages(series, signal)) {
      const changed = page.filter(({ status }) => status.updatedAt >= since);
      for (const request of changed) if (isNear(request, mondayDate)) moved.add(request.owner.userId);
      if (changed.length < page.length) break;
    }
    return [...moved];
  }
}

function toldEntries(entries: readonly ReportEntry[], approved: ReadonlySet<string>, week: KnownWeek) {
  const lines: PulledLine[] = [];
  const around: { id: string; seconds: number }[] = [];
  for (const entry of entries) {
    const date = dateOf(entry, week.zoneOf);
    const { id, timeInterval } = entry;
    if (isRunning(entry) || !week.days.includes(date)) around.push({ id, seconds: timeInterval.duration ?? 0 });
    else lines.push({ entry: entryOf(entry, date, stateOf(entry, approved, week)) });
  }
  return { lines, around };
}

function stateOf({ id, approvalRequestId }: ReportEntry, approved: ReadonlySet<string>, { pending }: KnownWeek) {
  if (approved.has(id)) return 'APPROVED';
  return approvalRequestId !== null && pending.has(approvalRequestId) ? 'SUBMITTED' : 'DRAFT';
}

/** Of the week, or of the days around it. */
function isNear({ dateRange }: ApprovalRequest, mondayDate: MondayDate): boolean {
  return dateRange.start < addDays(mondayDate, 8) && dateRange.end >= addDays(mondayDate, -1);
}
