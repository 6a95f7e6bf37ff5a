import { z } from 'zod';
import type { NormalSheet } from '../../../core/timesheets/mirror/normal-form.ts';
import type { PulledPart, TimesheetPuller } from '../../../core/timesheets/mirror/timesheet-puller.ts';
import type { MondayDate } from '../../../core/values/week.ts';
import { readPosition } from '../../http/position.ts';
import { type ConnectorSettings, checkUnits, partOf } from '../connector.ts';
import { stale, TogglApi } from './api.ts';
import { entriesOf, sheetsOf } from './rows.ts';
import type { User } from './schema.ts';
import { digestOf, movedBetween, readTimesheets } from './timesheets.ts';

const positionSchema = z.object({
  of: z.literal('entries'),
  /** Of the sheets that were told. */
  digest: z.string(),
});
type Position = z.infer<typeof positionSchema>;

/** What the process that told the sheets knows of them. */
interface KnownWeek {
  readonly mondayDate: MondayDate;
  readonly users: readonly User[];
  readonly sheets: readonly NormalSheet[];
  readonly digest: string;
}

/**
 * Time logged and timesheets of a workspace of Toggl Track. Users and timesheets come first, then the weekly report in one
 * answer, whose seconds must be the total of the detailed one, then the timesheets again: whose are others now has moved. A
 * process that did not tell them knows no more than whether all are the same, and else has the week begun anew.
 */
export class TogglTimesheets implements TimesheetPuller {
  readonly #api: TogglApi;
  readonly #settings: ConnectorSettings;
  #week: KnownWeek | undefined;

  /** @throws RangeError where approval is configured by what Toggl does not tell */
  constructor(settings: ConnectorSettings) {
    checkUnits(settings, ['PERIOD', 'AFTER_DAYS']);
    this.#api = new TogglApi(settings);
    this.#settings = settings;
  }

  async pull(mondayDate: MondayDate, cursor: string | null, signal: AbortSignal): Promise<PulledPart> {
    if (cursor === null) return this.#begin(mondayDate, signal);
    return this.#pullEntries(mondayDate, readPosition(cursor, positionSchema), signal);
  }

  async #begin(mondayDate: MondayDate, signal: AbortSignal): Promise<PulledPart> {
    const users = await this.#api.users(signal);
    const sheets = await this.#readSheets(mondayDate, users, signal);
    const digest = digestOf(sheets);
    this.#week = { mondayDate, users, sheets, digest };
    const lines = [
      ...users.map(({ id }) => ({ user: { user: id, isUnstable: false } })),
      ...sheets.map((sheet) => ({ sheet })),
    ];
    const addresses = users.flatMap(({ id, email }) => (email === null ? [] : [{ user: id, email }]));
    return partOf({ lines, addresses }, { of: 'entries', digest } satisfies Position);
  }

  async #pullEntries(mondayDate: MondayDate, { digest }: Position, signal: AbortSignal): Promise<PulledPart> {
    const seconds = await this.#api.totalSeconds(mondayDate, signal);
    const entries = entriesOf(await this.#api.week(mondayDate, signal), mondayDate);
    const moved = await this.#readMoved(mondayDate, digest, signal);
    return partOf({ lines: entries.map((entry) => ({ entry })), totals: { entries: null, seconds }, moved }, null);
  }

  /** @throws SourceError STALE_CURSOR where the sheets are others, and it is not known of whom */
  async #readMoved(mondayDate: MondayDate, digest: string, signal: AbortSignal): Promise<string[]> {
    const week = this.#week?.mondayDate === mondayDate && this.#week.digest === digest ? this.#week : undefined;
    const users = week?.users ?? (await this.#api.users(signal));
    const sheets = await this.#readSheets(mondayDate, users, signal);
    if (week) return movedBetween(week.sheets, sheets);
    if (digestOf(sheets) !== digest) throw stale('are not those that another process read');
    return [];
  }

  /** None where they approve nothing: workspaces of small plans have none. */
  async #readSheets(mondayDate: MondayDate, users: readonly User[], signal: AbortSignal): Promise<NormalSheet[]> {
    if (!this.#settings.approval.includes('PERIOD')) return [];
    const ids = users.map(({ id }) => id);
    return sheetsOf(await readTimesheets(this.#api, mondayDate, ids, signal), mondayDate, this.#settings);
  }
}
