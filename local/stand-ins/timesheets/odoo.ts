import { z } from 'zod';
import type { ApprovalState } from '../../../core/timesheets/mirror/normal-form.ts';
import { addDays, mondayOf, type PlainDate } from '../../../core/values/week.ts';
import type { Fault } from '../faults.ts';
import { BadRequest, type StandInRequest, type StandInRoute } from '../stand-in.ts';
import { parseBody } from './bodies.ts';
import type { CompanyPeriod, TimesheetCompany } from './company.ts';
import { LEAVE_TASK, NOTE_CANARY } from './draw-week.ts';

/** Which modules are installed: the community's alone, with the sheets of the OCA, or those of the enterprise. */
export type OdooEdition = 'COMMUNITY' | 'OCA' | 'ENTERPRISE';

export interface OdooOptions {
  readonly company: TimesheetCompany;
  readonly edition: OdooEdition;
}

type OdooRecord = Readonly<Record<string, unknown>> & { readonly id: number };

const SHEET_WORDS: Readonly<Record<ApprovalState, string>> = {
  DRAFT: 'new',
  SUBMITTED: 'confirm',
  APPROVED: 'done',
  REJECTED: 'draft',
};
/** Of lines that stand for a day of leave. */
const LEAVE_ID_BASE = 9_000_000_000_000;
const RESOURCE_ID_BASE = 50_000;
const PEOPLE_MAX = 100_000;
const FIELDS_OF_EDITION: Readonly<Record<OdooEdition, readonly string[]>> = {
  COMMUNITY: [],
  OCA: ['sheet_id', 'sheet_state'],
  ENTERPRISE: ['validated_status'],
};
const LINE_FIELDS = [
  ...['id', 'name', 'date', 'employee_id', 'project_id', 'task_id', 'account_id', 'unit_amount', 'write_date'],
  ...['holiday_id', 'global_leave_id'],
];
const WORD_FIELDS = ['state', 'validated_status', 'sheet_state'];
const scalar = z.union([z.string(), z.number(), z.boolean()]);
const search = z.object({
  domain: z.array(z.tuple([z.string(), z.enum(['=', '!=', '<', '<=', '>', '>=']), scalar])),
  fields: z.array(z.string()).optional(),
  limit: z.int().optional(),
  order: z.literal('id').optional(),
});
type Search = z.infer<typeof search>;

export function employeeIdOfOdoo(person: number): string {
  return String(person + 1);
}

/** The JSON-2 API of version 19 as it is documented, as far as it is read. */
export function odooRoutes({ company, edition }: OdooOptions): StandInRoute[] {
  const lineFields = [...LINE_FIELDS, ...FIELDS_OF_EDITION[edition]];
  const routes = [
    ...modelRoutes('account.analytic.line', lineFields, (asked) => {
      const [from, to] = [boundOf(asked.domain, 'date', '>='), boundOf(asked.domain, 'date', '<=')];
      return company.made(`odoo lines ${edition} ${from} ${to}`, () => linesIn(company, edition, { from, to }));
    }),
    ...modelRoutes('hr.employee', ['id', 'name', 'work_email', 'resource_id', 'tz'], () => employees(company)),
  ];
  if (edition === 'OCA') {
    const fields = ['id', 'name', 'employee_id', 'date_start', 'date_end', 'state', 'write_date'];
    routes.push(...modelRoutes('hr_timesheet.sheet', fields, (asked) => sheetsIn(company, asked)));
  }
  if (edition === 'ENTERPRISE') {
    const fields = ['resource_id', 'project_id', 'start_datetime', 'end_datetime', 'allocated_hours', 'state'];
    routes.push(...modelRoutes('planning.slot', ['id', 'name', ...fields], (asked) => slotsIn(company, asked)));
  }
  return routes;
}

function modelRoutes(
  model: string,
  fields: readonly string[],
  recordsIn: (search: Search) => OdooRecord[],
): StandInRoute[] {
  const found = (asked: Search) => recordsIn(asked).filter((record) => asked.domain.every((one) => fits(record, one)));
  const post = (method: string, answer: (asked: Search) => unknown): StandInRoute => ({
    method: 'POST',
    path: `/json/2/${model}/${method}`,
    answer: ({ body }) => answer(searchIn(body, fields)),
    bend: (fault, given, request) => bend(fault, given, request, answer),
  });
  return [
    { method: 'POST', path: `/json/2/${model}/fields_get`, answer: ({ body }) => fieldsIn(body, fields) },
    post('search_count', (asked) => found(asked).length),
    post('search_read', (asked) =>
      found(asked)
        .slice(0, asked.limit)
        .map((record) => pick(record, asked.fields ?? [])),
    ),
  ];
}

function linesIn(company: TimesheetCompany, edition: OdooEdition, { from, to }: CompanyPeriod): OdooRecord[] {
  const logged = company.entriesIn({ from, to }).map((entry) => ({
    id: entry.id,
    ...{ name: entry.note, date: entry.date, unit_amount: entry.seconds / 36 / 100 },
    employee_id: employeeReference(entry.person),
    ...referencesOf(entry.task),
    ...{ holiday_id: false, global_leave_id: false, updatedAt: entry.updatedAt },
    ...approvalOf(company, edition, entry.person, entry.date, entry.updatedAt),
  }));
  const away = company.leaveIn({ from, to }).map(({ person, date, seconds }) => ({
    id: LEAVE_ID_BASE + person,
    ...{ name: NOTE_CANARY, date, unit_amount: seconds / 36 / 100 },
    employee_id: employeeReference(person),
    ...referencesOf(LEAVE_TASK),
    ...{ holiday_id: [person + 1, NOTE_CANARY], global_leave_id: false },
    ...{ write_date: odooTime(`${addDays(mondayOf(date), -7)}T09:00:00.000Z`), validated_status: 'draft' },
    ...{ sheet_id: false, sheet_state: false },
  }));
  // Ids of leave are the smaller ones.
  return [...away, ...logged];
}

/** The enterprise edition knows who has approved, and not who has handed in. */
function approvalOf(
  company: TimesheetCompany,
  edition: OdooEdition,
  person: number,
  date: PlainDate,
  updatedAt: string,
) {
  const monday = mondayOf(date);
  const { state, changedAt } = company.approvalOf(person, { from: monday, to: addDays(monday, 6) });
  const changedLast = edition === 'ENTERPRISE' && changedAt !== null && changedAt > updatedAt ? changedAt : updatedAt;
  return {
    validated_status: state === 'APPROVED' ? 'validated' : 'draft',
    sheet_id: [sheetIdOf(person, monday), NOTE_CANARY],
    sheet_state: SHEET_WORDS[state],
    write_date: odooTime(changedLast),
  };
}

function sheetsIn(company: TimesheetCompany, { domain }: Search): OdooRecord[] {
  const monday = boundOf(domain, 'date_end', '>=');
  return company.people.map(({ index }) => {
    const { state, changedAt } = company.approvalOf(index, { from: monday, to: addDays(monday, 6) });
    return {
      id: sheetIdOf(index, monday),
      ...{ name: NOTE_CANARY, employee_id: employeeReference(index), state: SHEET_WORDS[state] },
      ...{ date_start: monday, date_end: addDays(monday, 6) },
      write_date: odooTime(changedAt ?? `${monday}T00:00:00.000Z`),
    };
  });
}

function slotsIn(company: TimesheetCompany, { domain }: Search): OdooRecord[] {
  const monday = addDays(boundOf(domain, 'end_datetime', '>').slice(0, 10), 1);
  return company.plansIn(monday).map(({ id, person, from, to, secondsPerDay, task }) => ({
    id,
    name: NOTE_CANARY,
    resource_id: [RESOURCE_ID_BASE + person, NOTE_CANARY],
    project_id: referencesOf(task).project_id,
    ...{ start_datetime: `${from} 08:00:00`, end_datetime: `${to} 16:00:00`, state: 'published' },
    allocated_hours: (secondsPerDay * 5) / 36 / 100,
  }));
}

function employees(company: TimesheetCompany): OdooRecord[] {
  return company.people.map(({ index, name, email }) => ({
    id: index + 1,
    ...{ name, work_email: email, resource_id: [RESOURCE_ID_BASE + index, name], tz: 'Europe/Berlin' },
  }));
}

function employeeReference(person: number): [number, string] {
  return [person + 1, NOTE_CANARY];
}

function referencesOf({ id, project, account }: { readonly id: number; readonly project: number; account: string }) {
  return {
    project_id: [project, `Project ${project}`],
    task_id: [id, `Task ${id}`],
    account_id: [project * 10, account],
  };
}

function sheetIdOf(person: number, monday: PlainDate): number {
  return Number(monday.replaceAll('-', '')) * PEOPLE_MAX + person;
}

function fits(record: OdooRecord, [name, operator, value]: Search['domain'][number]): boolean {
  const given = Array.isArray(record[name]) ? record[name][0] : record[name];
  if (operator === '=') return given === value;
  if (operator === '!=') return given !== value;
  const [a, b] = [given as string | number, value as string | number];
  if (operator === '<') return a < b;
  if (operator === '<=') return a <= b;
  return operator === '>' ? a > b : a >= b;
}

function boundOf(domain: Search['domain'], name: string, operator: string): string {
  const bound = domain.find(([field, given]) => field === name && given === operator);
  if (!bound) throw new BadRequest(`domain: asks for all of time, by ${name}`);
  return String(bound[2]);
}

function searchIn(body: unknown, fields: readonly string[]): Search {
  const asked = parseBody(search, body);
  const named = [...(asked.fields ?? []), ...asked.domain.map(([name]) => name)];
  const unknown = named.find((name) => !fields.includes(name));
  if (unknown !== undefined) throw new BadRequest(`Invalid field '${unknown}'`);
  return asked;
}

function fieldsIn(body: unknown, fields: readonly string[]): object {
  const { allfields } = z.object({ allfields: z.array(z.string()) }).parse(body);
  return Object.fromEntries(allfields.filter((name) => fields.includes(name)).map((name) => [name, { type: 'char' }]));
}

function pick(record: OdooRecord, fields: readonly string[]): object {
  return Object.fromEntries(['id', ...fields].map((name) => [name, record[name]]));
}

function odooTime(instant: string): string {
  return instant.slice(0, 19).replace('T', ' ');
}

function bend(fault: Fault, given: unknown, { body }: StandInRequest, answer: (asked: Search) => unknown): unknown {
  if (typeof given === 'number') return fault === 'other-total' ? given + 1 : given;
  const rows = given as readonly object[];
  const asked = search.parse(body);
  if (fault === 'empty-page' || fault === 'lose-last-page') return [];
  if (fault === 'repeat-page') return answer({ ...asked, domain: asked.domain.filter(([name]) => name !== 'id') });
  if (fault !== 'unknown-enum') return rows;
  return rows.map((row) => ({ ...row, ...strangeWords(row), a_new_member: { nested: [1.5, null] } }));
}

function strangeWords(row: object): object {
  const words = Object.keys(row).filter((name) => WORD_FIELDS.includes(name));
  return Object.fromEntries(words.map((name) => [name, 'galactic']));
}
