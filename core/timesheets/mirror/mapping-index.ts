import type { PlainDate, Week } from '../../values/week.ts';
import {
  type CwoRow,
  isOf,
  isValidOn,
  type LeaveRow,
  type Mapping,
  overlaps,
  type PersonRow,
  type PlanRow,
} from './mapping.ts';
import { WorkItemIndex } from './work-item-index.ts';

/** A user of a source as people are found by. */
export interface ListedUser {
  readonly user: string;
  /** Trimmed, in lower case; null where the source does not tell. */
  readonly email: string | null;
}

/** A mapping by what it is asked for. */
export class MappingIndex {
  readonly workItems: WorkItemIndex;
  readonly #byUser: ReadonlyMap<string | null, readonly PersonRow[]>;
  readonly #byEmail: ReadonlyMap<string | null, readonly PersonRow[]>;
  readonly #cwos: ReadonlyMap<string, readonly CwoRow[]>;
  readonly #cwosByCode: ReadonlyMap<string, readonly CwoRow[]>;
  readonly #plans: ReadonlyMap<string, readonly PlanRow[]> | null;
  readonly #leave: ReadonlyMap<string, readonly LeaveRow[]> | null;
  readonly #holidays: ReadonlySet<string>;

  constructor({ people, cwos, workItems, plans, holidays, leave }: Mapping) {
    this.workItems = new WorkItemIndex(workItems);
    this.#byUser = Map.groupBy(people, ({ userId }) => userId);
    this.#byEmail = Map.groupBy(people, ({ email }) => email);
    this.#cwos = Map.groupBy(cwos, ({ cwoId }) => cwoId);
    this.#cwosByCode = Map.groupBy(cwos, ({ code }) => code);
    this.#plans = plans && Map.groupBy(plans, ({ employeeId }) => employeeId);
    this.#leave = leave && Map.groupBy(leave, ({ employeeId }) => employeeId);
    this.#holidays = new Set(holidays.map(({ calendar, date }) => `${date} ${calendar}`));
  }

  /** By the user's id, else by the address; null where nobody is mapped on that day. */
  personOn(source: string, { user, email }: ListedUser, day: PlainDate): PersonRow | null {
    const isFitting = (row: PersonRow) => isOf(row, source) && isValidOn(row, day);
    const byUser = this.#byUser.get(user)?.find(isFitting);
    return byUser ?? (email === null ? null : (this.#byEmail.get(email)?.find(isFitting) ?? null));
  }

  /** The CWO's row of the week, or any where it does not run then. */
  cwoIn(cwoId: string, { mondayDate, sundayDate }: Week): CwoRow | null {
    const rows = this.#cwos.get(cwoId) ?? [];
    return rows.find((row) => overlaps(runOf(row), { from: mondayDate, to: sundayDate })) ?? rows[0] ?? null;
  }

  /** The CWO with the code that runs on the day, or any with it. */
  cwoOfCode(code: string, day: PlainDate): CwoRow | null {
    const rows = this.#cwosByCode.get(code) ?? [];
    return rows.find((row) => isValidOn(runOf(row), day)) ?? rows[0] ?? null;
  }

  isHoliday(calendar: string | null, day: PlainDate): boolean {
    return calendar !== null && this.#holidays.has(`${day} ${calendar}`);
  }

  /** Null where plans are the source's. */
  plansOf(employeeId: string): readonly PlanRow[] | null {
    return this.#plans && (this.#plans.get(employeeId) ?? []);
  }

  /** Null where leave is the source's. */
  leaveOf(employeeId: string): readonly LeaveRow[] | null {
    return this.#leave && (this.#leave.get(employeeId) ?? []);
  }
}

function runOf({ startDate, endDate }: CwoRow) {
  return { from: startDate, to: endDate };
}
