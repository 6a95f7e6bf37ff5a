import { z } from 'zod';
import type { PulledLine, PulledPart, TimesheetPuller } from '../../../core/timesheets/mirror/timesheet-puller.ts';
import { compareIds } from '../../../core/values/ids.ts';
import { SourceError } from '../../../core/values/source-error.ts';
import { addDays, type MondayDate, weekDays } from '../../../core/values/week.ts';
import { readPosition } from '../../http/position.ts';
import { type ConnectorSettings, checkUnits, partOf } from '../connector.ts';
import { KimaiApi, SOURCE, TIMESHEETS, WEEK_STATUS } from './api.ts';
import { DISABLED, dateOf, entryOf, sheetOf } from './rows.ts';
import type { OwnUser, Timesheet, User } from './schema.ts';
import { changedSince, type Window, windowOf } from './window.ts';

/** Of more the plugin is asked only where that was said to be slow. */
const PEOPLE_MAX = 500;
const PEOPLE_PER_PART = 50;

const begun = { begunAt: z.iso.datetime() };
const positionSchema = z.discriminatedUnion('of', [
  /** People up to that one were told. */
  z.object({ of: z.literal('statuses'), ...begun, after: z.string() }),
  z.object({ of: z.literal('entries'), ...begun, page: z.int().min(1), seesOthers: z.boolean() }),
  z.object({ of: z.literal('changes'), ...begun, page: z.int().min(1) }),
]);
type Position = z.infer<typeof positionSchema>;
type Of<Part extends Position['of']> = Extract<Position, { of: Part }>;

/** What is asked at the beginning, and again by a process that did not begin. */
interface KnownWeek {
  readonly mondayDate: MondayDate;
  readonly begunAt: string;
  readonly own: OwnUser;
  /** By id. */
  readonly users: readonly User[];
  readonly window: Window;
}

/**
 * Timesheets of Kimai 2. The users come first, then, where weeks are approved by the plugin ApprovalBundle, the status of
 * each, then the entries by id. At last it is asked which entries of the same days changed since the pull began: whose they
 * are has moved, as one that is not of the week now may have been. The plugin says nowhere when a status changed.
 */
export class KimaiTimesheets implements TimesheetPuller {
  readonly #api: KimaiApi;
  readonly #settings: ConnectorSettings;
  #week: KnownWeek | undefined;

  /** @throws RangeError without an address, or where approval is configured by what Kimai does not tell */
  constructor(settings: ConnectorSettings) {
    checkUnits(settings, ['PERIOD', 'FLAG', 'AFTER_DAYS']);
    this.#api = new KimaiApi(settings);
    this.#settings = settings;
  }

  async pull(mondayDate: MondayDate, cursor: string | null, signal: AbortSignal): Promise<PulledPart> {
    if (cursor === null) return this.#begin(mondayDate, signal);
    const position = readPosition(cursor, positionSchema);
    const week = await this.#weekOf(mondayDate, position.begunAt, signal);
    switch (position.of) {
      case 'statuses':
        return this.#pullStatuses(week, position, signal);
      case 'entries':
        return this.#pullEntries(week, position, signal);
      case 'changes':
        return this.#pullChanges(week, position, signal);
    }
  }

  async #begin(mondayDate: MondayDate, signal: AbortSignal): Promise<PulledPart> {
    const begunAt = this.#settings.clock.now();
    const { users } = await this.#weekOf(mondayDate, begunAt, signal);
    const hasStatuses = this.#settings.approval.includes('PERIOD');
    if (hasStatuses) this.#checkPace(users);
    const lines = users.map(({ id }): PulledLine => ({ user: { user: id, isUnstable: false } }));
    return partOf({ lines }, hasStatuses ? { of: 'statuses', begunAt, after: '' } : firstEntries(begunAt));
  }

  async #weekOf(mondayDate: MondayDate, begunAt: string, signal: AbortSignal): Promise<KnownWeek> {
    const known = this.#week;
    if (known && known.mondayDate === mondayDate && known.begunAt === begunAt) return known;
    const own = await this.#api.ownUser(signal);
    const users = await this.#api.users(signal);
    this.#week = {
      ...{ mondayDate, begunAt, own },
      users: users.toSorted((a, b) => compareIds(a.id, b.id)),
      window: windowOf(mondayDate, this.#settings.dayZone, own.timezone),
    };
    return this.#week;
  }

  /** A user whom the list has as disabled is not asked for. */
  async #pullStatuses(week: KnownWeek, { begunAt, after }: Of<'statuses'>, signal: AbortSignal): Promise<PulledPart> {
    const ahead = week.users.filter(({ id }) => compareIds(id, after) > 0);
    const asked = ahead.slice(0, PEOPLE_PER_PART);
    const lines: PulledLine[] = [];
    for (const { id, enabled } of asked) {
      const word = enabled === false ? null : await this.#api.weekStatus(id, week.mondayDate, signal);
      lines.push({ sheet: sheetOf(id, week.mondayDate, word ?? DISABLED, this.#settings) });
    }
    const last = asked.at(-1);
    const isMore = last !== undefined && asked.length < ahead.length;
    return partOf({ lines }, isMore ? { of: 'statuses', begunAt, after: last.id } : firstEntries(begunAt));
  }

  async #pullEntries(week: KnownWeek, position: Of<'entries'>, signal: AbortSignal): Promise<PulledPart> {
    const { begunAt, page } = position;
    const { entries, total, isLast } = await this.#api.timesheets({ ...week.window, page }, signal);
    const seesOthers = position.seesOthers || entries.some(({ user }) => user !== week.own.id);
    if (isLast && !seesOthers) await this.#checkSight(week, signal);
    const next: Position = isLast
      ? { of: 'changes', begunAt, page: 1 }
      : { of: 'entries', begunAt, page: page + 1, seesOthers };
    const totals = total === null ? null : { entries: total, seconds: null };
    return partOf({ ...this.#told(entries, week), totals }, next);
  }

  async #pullChanges(week: KnownWeek, { begunAt, page }: Of<'changes'>, signal: AbortSignal): Promise<PulledPart> {
    const modifiedAfter = changedSince(begunAt, week.own.timezone);
    const { entries, isLast } = await this.#api.timesheets({ ...week.window, page, modifiedAfter }, signal);
    const moved = new Set(entries.map(({ user }) => user));
    return partOf({ moved: [...moved] }, isLast ? null : { of: 'changes', begunAt, page: page + 1 });
  }

  #told(entries: readonly Timesheet[], { mondayDate }: KnownWeek) {
    const days = weekDays(mondayDate);
    // Where it is Saturday when a week begins elsewhere, and Tuesday when it ends.
    const [first, last] = [addDays(mondayDate, -2), addDays(mondayDate, 8)];
    const lines: PulledLine[] = [];
    const around: { id: string; seconds: number }[] = [];
    for (const [index, one] of entries.entries()) {
      const date = dateOf(one, this.#settings);
      const entry = entryOf(one, date);
      if (date < first || date > last)
        throw new SourceError('MALFORMED', `${SOURCE} ${TIMESHEETS}: ${index}: is not of the days that were asked`);
      if (days.includes(date)) lines.push({ entry });
      else around.push({ id: entry.id, seconds: entry.seconds });
    }
    return { lines, around };
  }

  #checkPace(users: readonly User[]): void {
    const people = users.filter(({ enabled }) => enabled !== false).length;
    if (people <= PEOPLE_MAX || this.#settings.slow) return;
    const message = `is asked once for each of ${people} people, of more than ${PEOPLE_MAX} only where slow is configured`;
    throw new SourceError('FORBIDDEN', `${SOURCE} ${WEEK_STATUS}: ${message}`);
  }

  /** Who may not see others is answered with the own entries, and no word of it. */
  async #checkSight({ own, users }: KnownWeek, signal: AbortSignal): Promise<void> {
    if (users.every(({ id }) => id === own.id)) return;
    const all = await this.#api.countOf(null, signal);
    if (all > (await this.#api.countOf(own.id, signal))) return;
    const message = 'has entries of its own user alone: view_other_timesheet is missing, or nobody else ever had any';
    throw new SourceError('FORBIDDEN', `${SOURCE} ${TIMESHEETS}: ${message}`);
  }
}

function firstEntries(begunAt: string): Position {
  return { of: 'entries', begunAt, page: 1, seesOthers: false };
}
