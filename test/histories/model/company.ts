import { readAnswer } from '../../../adapters/timesheets/etm/answer.ts';
import { envelopeSchema } from '../../../adapters/timesheets/etm/schema.ts';
import type { EmployeeWeekKey } from '../../../core/ledger/ledger.ts';
import { type ChangeFeed, type ChangePage, NONE_UNREADABLE } from '../../../core/recalculation/change-feed.ts';
import type { TimesheetAnswer, TimesheetSource } from '../../../core/timesheets/timesheet-source.ts';
import { type CwoChanges, companyWeek, type Person } from '../../worlds/company-week.ts';
import type { World } from '../../worlds/oracle/oracle.ts';
import { oracleWorld } from '../../worlds/oracle-world.ts';
import type { RawUsage } from '../../worlds/usage-files.ts';

/** How a change becomes known: by a webhook and the feed, by the feed alone, or not at all. */
export type Telling = 'WEBHOOK' | 'FEED' | 'NOBODY';

/** A timesheet system is down: worth another try. */
export class OutageError extends Error {
  override readonly name = 'TimesheetSystemUnavailableError';
  readonly $retryable = {};
}

/** A record that breaks contract 2, and one that takes back more than there is. */
export const MALFORMED = [{ entryId: 'TE-bad', taskId: 'T-INTERNAL', date: '2026-11-16', hours: '8h' }];
export const OVERDRAWN = [{ entryId: 'TE-neg', taskId: 'T-INTERNAL', date: '2026-11-16', hours: '-90.00' }];

/** So little that a sweep reads again no more than the last change. */
const PAGE_CHANGES = 1;
const CWOS: CwoChanges = { C3: { billable: false, projectId: 'P-2' } };

/** The timesheet system: what it says now of each employee-week, what it said before, and whom it tells of changes. */
export class Company implements TimesheetSource, ChangeFeed {
  /** Webhooks that are still to be delivered, and those that were. */
  readonly outbox: EmployeeWeekKey[] = [];
  readonly delivered: EmployeeWeekKey[] = [];
  /** Fetches to come that fail, and employee-weeks whose next answers come from an old replica, with how many. */
  outages = 0;
  readonly behind = new Map<string, number>();
  /** Of each answered employee-week, the timesheet version, in the order of the fetches. */
  readonly answered: number[] = [];
  readonly #decidedOn: (key: EmployeeWeekKey) => number | undefined;
  readonly #states = new Map<string, (Person | null)[]>();
  readonly #feed: EmployeeWeekKey[] = [];

  /** @param decidedOn the timesheet version the ledger rests on: an old replica is one that is older than this */
  constructor(decidedOn: (key: EmployeeWeekKey) => number | undefined) {
    this.#decidedOn = decidedOn;
  }

  /** Null where the employee is not known. */
  person(key: EmployeeWeekKey): Person | null {
    return this.#states.get(keyText(key))?.at(-1) ?? null;
  }

  /** What was said of the employee before they were forgotten. */
  lastKnown(key: EmployeeWeekKey): Person | null {
    return this.#states.get(keyText(key))?.findLast((person) => person !== null) ?? null;
  }

  /** The employee-week is so from now on. */
  set(key: EmployeeWeekKey, person: Person | null, telling: Telling): void {
    const states = this.#states.get(keyText(key)) ?? [];
    this.#states.set(keyText(key), [...states, person]);
    if (telling !== 'NOBODY') this.#feed.push(key);
    if (telling === 'WEBHOOK') this.outbox.push(key);
  }

  async fetchWeek(mondayDate: string, employeeIds: readonly string[]): Promise<TimesheetAnswer> {
    if (this.outages > 0) {
      this.outages -= 1;
      throw new OutageError('503');
    }
    const week = companyWeek(
      mondayDate,
      this.#people(mondayDate, (key) => this.#answered(key)),
      CWOS,
    );
    const employees = week.employees.filter(({ employeeId }) => employeeIds.includes(employeeId));
    this.answered.push(...employees.flatMap(({ timesheet }) => timesheet?.version ?? []));
    return readAnswer(envelopeSchema.parse({ weekStartDate: mondayDate, ...week, employees }), employeeIds);
  }

  async read(cursor: string | null): Promise<ChangePage | null> {
    const from = cursor === null ? 0 : Number(cursor);
    const to = Math.min(this.#feed.length, from + PAGE_CHANGES);
    const changes = this.#feed.slice(from, to).map((key) => ({ ...key, changedAt: null }));
    return { changes, unreadable: NONE_UNREADABLE, nextCursor: String(to), hasMore: to < this.#feed.length };
  }

  /** What the oracle is asked: the present state, with that usage. */
  world({ mondayDate, employeeId }: EmployeeWeekKey, usage: readonly RawUsage[]): World {
    const facts = companyWeek(
      mondayDate,
      this.#people(mondayDate, (key) => this.person(key)),
      CWOS,
    );
    const isMalformed = this.person({ mondayDate, employeeId })?.entries === MALFORMED;
    const malformed = new Set(isMalformed ? [employeeId] : []);
    return oracleWorld({ monday: mondayDate, facts, material: facts, malformed, usage, badRows: [] }, employeeId);
  }

  #people(mondayDate: string, personOf: (key: EmployeeWeekKey) => Person | null): Record<string, Person> {
    const keys = [...this.#states.keys()].map((text): EmployeeWeekKey => JSON.parse(text));
    const ofWeek = keys.filter((key) => key.mondayDate === mondayDate);
    const people = ofWeek.map((key) => [key.employeeId, personOf(key)] as const);
    return Object.fromEntries(people.filter((entry): entry is [string, Person] => entry[1] !== null));
  }

  #answered(key: EmployeeWeekKey): Person | null {
    const left = this.behind.get(keyText(key)) ?? 0;
    const decidedOn = this.#decidedOn(key);
    if (left === 0 || decidedOn === undefined) return this.person(key);
    this.behind.set(keyText(key), left - 1);
    const states = this.#states.get(keyText(key)) ?? [];
    return states.findLast((person) => isOlder(person, decidedOn)) ?? this.person(key);
  }
}

export function keyText({ mondayDate, employeeId }: EmployeeWeekKey): string {
  return JSON.stringify({ mondayDate, employeeId });
}

/** Where there is no timesheet, no version tells that the answer is an old one. */
function isOlder(person: Person | null, decidedOn: number): boolean {
  return person !== null && person.status !== null && (person.version ?? 1) < decidedOn;
}
