import { z } from 'zod';
import type { PulledLine, PulledPart, TimesheetPuller } from '../../../core/timesheets/mirror/timesheet-puller.ts';
import { SourceError } from '../../../core/values/source-error.ts';
import { addDays, type MondayDate, weekDays } from '../../../core/values/week.ts';
import { readPosition } from '../../http/position.ts';
import { SourceRequests } from '../../http/source-requests.ts';
import { type ConnectorSettings, checkUnits, partOf, pauseMsOf } from '../connector.ts';
import { plansOf } from './plans.ts';
import { type Condition, LIMIT, OdooRecords, SOURCE } from './records.ts';
import { entryOf, sheetOf } from './rows.ts';
import { type Employee, employee, line, owned, sheet, slot } from './schema.ts';

const LINES = 'account.analytic.line';
const EMPLOYEES = 'hr.employee';
/** Of the OCA's `hr_timesheet_sheet`. */
const SHEETS = 'hr_timesheet.sheet';
/** Of the enterprise edition. */
const SLOTS = 'planning.slot';
const SLOT_FIELDS = [
  ...(['resource_id', 'project_id', 'start_datetime', 'end_datetime'] as const),
  ...(['allocated_hours', 'state'] as const),
];
const LINE_FIELDS = ['date', 'employee_id', 'project_id', 'unit_amount'];
/** Of modules that a company may have or not. */
const MODULE_FIELDS = [
  ...(['task_id', 'account_id', 'holiday_id', 'global_leave_id'] as const),
  ...(['validated_status', 'sheet_state'] as const),
];
type ModuleField = (typeof MODULE_FIELDS)[number];
/** Clocks of two machines are not one. */
const CLOCK_MARGIN_MS = 60_000;

const positionSchema = z.object({
  begunAt: z.iso.datetime(),
  modules: z.array(z.enum(MODULE_FIELDS)),
  /** Id of the last line that was read. */
  after: z.int().min(0),
});
type Position = z.infer<typeof positionSchema>;

/**
 * Timesheet lines of Odoo 19 by its JSON-2 API. The first part has the employees, the sheets and the plans, then come the
 * lines by id, each with its state as of the same moment. With the last of them it is asked whose lines and sheets were
 * written since the pull began: they have moved.
 */
export class OdooTimesheets implements TimesheetPuller {
  readonly #records: OdooRecords;
  readonly #settings: ConnectorSettings;

  /** @throws RangeError without an address, or where approval is configured by what the connector does not read */
  constructor(settings: ConnectorSettings) {
    const { baseUrl } = settings;
    if (baseUrl === undefined) throw new RangeError('baseUrl: Odoo answers at no address that all its customers share');
    checkUnits(settings, ['ENTRY', 'PERIOD', 'AFTER_DAYS']);
    const headers = (key: string) => ({ authorization: `bearer ${key}` });
    const dialect = { source: SOURCE, baseUrl, headers, pauseMs: pauseMsOf(settings) };
    this.#records = new OdooRecords(new SourceRequests(dialect, settings));
    this.#settings = settings;
  }

  async pull(mondayDate: MondayDate, cursor: string | null, signal: AbortSignal): Promise<PulledPart> {
    if (cursor === null) return this.#begin(mondayDate, signal);
    return this.#pullLines(mondayDate, readPosition(cursor, positionSchema), signal);
  }

  async #begin(mondayDate: MondayDate, signal: AbortSignal): Promise<PulledPart> {
    const begunAt = this.#settings.clock.now();
    const modules = await this.#records.fieldsOf(LINES, MODULE_FIELDS, signal);
    this.#checkModules(modules);
    const entries = await this.#records.count(LINES, linesOf(mondayDate), signal);
    const fields = ['work_email', 'resource_id', 'tz'];
    const employees = await this.#records.all({ model: EMPLOYEES, domain: [], fields, row: employee }, signal);
    const lines: PulledLine[] = [
      ...employees.map(({ id }) => userLine(String(id))),
      ...(await this.#readPlans(mondayDate, employees, signal)),
      ...(modules.includes('sheet_state') ? await this.#readSheets(mondayDate, signal) : []),
    ];
    const addresses = employees.flatMap(({ id, work_email: email }) =>
      email === null ? [] : { user: String(id), email },
    );
    return partOf({ lines, addresses, totals: { entries, seconds: null } }, { begunAt, modules, after: 0 });
  }

  async #pullLines(mondayDate: MondayDate, position: Position, signal: AbortSignal): Promise<PulledPart> {
    const search = {
      model: LINES,
      domain: linesOf(mondayDate),
      fields: [...LINE_FIELDS, ...position.modules],
      row: line,
    };
    const page = await this.#records.page(search, position.after, signal);
    const days = weekDays(mondayDate);
    const stray = page.findIndex(({ date }) => !days.includes(date));
    if (stray >= 0)
      throw new SourceError('MALFORMED', `${SOURCE} ${LINES}: ${stray}: is not of the week that was asked`);
    const users = [...new Set(page.map(({ employee_id }) => employee_id))];
    const lines = [...users.map(userLine), ...page.map((one) => ({ entry: entryOf(one, this.#settings) }))];
    const last = page.at(-1);
    if (last && page.length === LIMIT) return partOf({ lines }, { ...position, after: last.id });
    return partOf({ lines, ...(await this.#end(mondayDate, position, signal)) }, null);
  }

  async #end(mondayDate: MondayDate, { begunAt, modules }: Position, signal: AbortSignal) {
    const written: Condition = ['write_date', '>=', secondsBefore(begunAt, CLOCK_MARGIN_MS)];
    const entries = await this.#records.count(LINES, linesOf(mondayDate), signal);
    const search = { fields: ['employee_id'], row: owned };
    const moved = await this.#records.all(
      { ...search, model: LINES, domain: [...linesOf(mondayDate), written] },
      signal,
    );
    if (modules.includes('sheet_state')) {
      const domain = [...sheetsOf(mondayDate), written];
      moved.push(...(await this.#records.all({ ...search, model: SHEETS, domain }, signal)));
    }
    return { totals: { entries, seconds: null }, moved: [...new Set(moved.map(({ employee_id }) => employee_id))] };
  }

  async #readSheets(mondayDate: MondayDate, signal: AbortSignal): Promise<PulledLine[]> {
    const fields = ['employee_id', 'date_start', 'date_end', 'state'];
    const search = { model: SHEETS, domain: sheetsOf(mondayDate), fields, row: sheet };
    const sheets = await this.#records.all(search, signal);
    return sheets.map((one) => ({ sheet: sheetOf(one, this.#settings) }));
  }

  async #readPlans(mondayDate: MondayDate, employees: readonly Employee[], signal: AbortSignal): Promise<PulledLine[]> {
    const fields = await this.#records.fieldsOf(SLOTS, SLOT_FIELDS, signal);
    if (fields.length < SLOT_FIELDS.length) return [];
    // A day more on both sides: they are asked for in UTC.
    const domain: Condition[] = [
      ['start_datetime', '<', `${addDays(mondayDate, 8)} 00:00:00`],
      ['end_datetime', '>', `${addDays(mondayDate, -1)} 00:00:00`],
    ];
    const slots = await this.#records.all({ model: SLOTS, domain, fields, row: slot }, signal);
    return plansOf(slots, employees, weekDays(mondayDate), this.#settings).map((plan) => ({ plan }));
  }

  #checkModules(modules: readonly ModuleField[]): void {
    const { approval } = this.#settings;
    const hasSheets = modules.includes('sheet_state');
    const isAble = {
      ENTRY: hasSheets || modules.includes('validated_status'),
      PERIOD: hasSheets,
    };
    const unable = (['ENTRY', 'PERIOD'] as const).filter((unit) => approval.includes(unit) && !isAble[unit]);
    if (unable.length === 0) return;
    throw new SourceError('MALFORMED', `${SOURCE} ${LINES}: has no field that tells approval by ${unable.join(', ')}`);
  }
}

function userLine(user: string): PulledLine {
  return { user: { user, isUnstable: false } };
}

function linesOf(mondayDate: MondayDate): Condition[] {
  return [
    ['date', '>=', mondayDate],
    ['date', '<=', addDays(mondayDate, 6)],
    ['project_id', '!=', false],
    ['employee_id', '!=', false],
  ];
}

function sheetsOf(mondayDate: MondayDate): Condition[] {
  return [
    ['date_start', '<=', addDays(mondayDate, 6)],
    ['date_end', '>=', mondayDate],
  ];
}

/** In UTC, without saying so, as Odoo writes it. */
function secondsBefore(instant: string, ms: number): string {
  return new Date(Date.parse(instant) - ms).toISOString().slice(0, 19).replace('T', ' ');
}
