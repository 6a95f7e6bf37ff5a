import type { ApprovalState } from '../../../core/timesheets/mirror/normal-form.ts';
import type { Clock } from '../../../core/values/clock.ts';
import { addDays, mondayOf, type PlainDate } from '../../../core/values/week.ts';
import { employeeOf } from '../../sample/people.ts';
import { randomOf } from '../../sample/random.ts';
import {
  type CompanyPlan,
  drawEntries,
  drawLeave,
  drawPlans,
  type EntriesDrawn,
  type LeaveDay,
  type LoggedEntry,
} from './draw-week.ts';

export interface CompanyOptions extends EntriesDrawn {
  readonly people: number;
  readonly clock: Clock;
  /** One of so many is in no team; 40 where nothing is said. */
  readonly teamlessEvery?: number;
  /** The week that all others repeat; none where nothing is said. */
  readonly everyWeekLike?: PlainDate;
}

export interface CompanyPerson {
  readonly index: number;
  readonly name: string;
  readonly email: string;
  /** Has left, and is still listed. */
  readonly isArchived: boolean;
  /** Null where the person is in none. */
  readonly team: number | null;
  readonly weeklySeconds: number;
}

/** Days that are approved as one, the last one included. */
export interface CompanyPeriod {
  readonly from: PlainDate;
  readonly to: PlainDate;
}

export interface CompanyApproval {
  readonly state: ApprovalState;
  /** ISO instant; null where it never changed. */
  readonly changedAt: string | null;
}

const TEAM_SIZE = 25;
const TEAMLESS_EVERY = 40;
/** One of so many has left. */
const ARCHIVED_EVERY = 30;
const WEEKLY_SECONDS = 40 * 3600;
const SUBMITTED_AT = 'T09:00:00.000Z';
const STATES: readonly { readonly upTo: number; readonly state: ApprovalState }[] = [
  { upTo: 70, state: 'APPROVED' },
  { upTo: 85, state: 'SUBMITTED' },
  { upTo: 100, state: 'DRAFT' },
];

/**
 * The company of all timesheet stand-ins. What it did in a week follows from its seed, until somebody changes it: entries
 * are edited, moved, deleted and logged, periods approved and withdrawn, people leave.
 */
export class TimesheetCompany {
  readonly #people: CompanyPerson[];
  readonly #options: CompanyOptions;
  /** By Monday, then by person. */
  readonly #weeks = new Map<PlainDate, LoggedEntry[][]>();
  readonly #approvals = new Map<string, CompanyApproval>();
  readonly #made = new Map<string, unknown>();

  constructor(options: CompanyOptions) {
    this.#options = options;
    this.#people = Array.from({ length: options.people }, (_, index) => personOf(index, options));
  }

  /** By index. */
  get people(): readonly CompanyPerson[] {
    return this.#people;
  }

  get teams(): number[] {
    return [...new Set(this.people.flatMap(({ team }) => team ?? []))];
  }

  /** By id. */
  entriesIn(period: CompanyPeriod): LoggedEntry[] {
    return this.people.flatMap(({ index }) => this.entriesOf(index, period)).sort((a, b) => a.id - b.id);
  }

  entriesOf(person: number, period: CompanyPeriod): LoggedEntry[] {
    const entries = mondaysIn(period).flatMap((monday) => this.#week(monday)[person] ?? []);
    return entries.filter(({ date }) => isIn(period, date));
  }

  leaveIn(period: CompanyPeriod): LeaveDay[] {
    return this.people.flatMap(({ index }) => this.leaveOf(index, period));
  }

  leaveOf(person: number, period: CompanyPeriod): LeaveDay[] {
    const leave = mondaysIn(period).flatMap((monday) =>
      drawLeave(this.#options.seed, person, monday, this.#likeOf(monday)),
    );
    return leave.filter(({ date }) => isIn(period, date));
  }

  plansIn(monday: PlainDate): CompanyPlan[] {
    return this.people.flatMap(({ index }) => drawPlans(this.#options.seed, index, monday, this.#likeOf(monday)));
  }

  approvalOf(person: number, { from }: CompanyPeriod): CompanyApproval {
    return this.#approvals.get(`${person} ${from}`) ?? this.#drawApproval(person, from);
  }

  /** What stand-ins made of the company by the same key before, until it changes: pages of a list are cut from one. */
  made<T>(key: string, make: () => T): T {
    if (!this.#made.has(key)) this.#made.set(key, make());
    return this.#made.get(key) as T;
  }

  /** Approvals that somebody changed at the instant or later, by person and first day. */
  changesSince(instant: string): { person: number; from: PlainDate }[] {
    const changed = [...this.#approvals].filter(([, { changedAt }]) => (changedAt ?? '') >= instant);
    return changed.map(([key]) => ({ person: Number.parseInt(key, 10), from: key.split(' ')[1] as PlainDate }));
  }

  approve(person: number, { from }: CompanyPeriod, state: ApprovalState): void {
    this.#made.clear();
    this.#approvals.set(`${person} ${from}`, { state, changedAt: this.#options.clock.now() });
  }

  edit(id: number, changes: Partial<Omit<LoggedEntry, 'id' | 'person' | 'date'>>): void {
    this.#replace(id, (entry) => [{ ...entry, ...changes, updatedAt: this.#options.clock.now() }]);
  }

  remove(id: number): void {
    this.#replace(id, () => []);
  }

  /** To another day, person or task. */
  move(id: number, to: Partial<Pick<LoggedEntry, 'person' | 'date' | 'task'>>): void {
    const moved = [...this.#weeks.values()].flat(2).find((entry) => entry.id === id);
    if (!moved) return;
    this.remove(id);
    this.log({ ...moved, ...to });
  }

  /** The person leaves, and is still listed. */
  archive(person: number): void {
    this.#made.clear();
    this.#people[person] = { ...(this.#people[person] as CompanyPerson), isArchived: true };
  }

  /** One more entry. */
  log(entry: LoggedEntry): void {
    this.#made.clear();
    const entries = this.#week(mondayOf(entry.date))[entry.person];
    entries?.push({ ...entry, updatedAt: this.#options.clock.now() });
    entries?.sort((a, b) => a.id - b.id);
  }

  #replace(id: number, change: (entry: LoggedEntry) => LoggedEntry[]): void {
    this.#made.clear();
    for (const [monday, people] of this.#weeks) {
      const changed = people.map((entries) => entries.flatMap((entry) => (entry.id === id ? change(entry) : [entry])));
      this.#weeks.set(monday, changed);
    }
  }

  #week(monday: PlainDate): LoggedEntry[][] {
    const known = this.#weeks.get(monday);
    if (known) return known;
    const like = this.#likeOf(monday);
    const drawn = this.people.map(({ index }) => drawEntries(this.#options, index, monday, like));
    this.#weeks.set(monday, drawn);
    return drawn;
  }

  #likeOf(day: PlainDate): PlainDate {
    return this.#options.everyWeekLike ?? day;
  }

  #drawApproval(person: number, from: PlainDate): CompanyApproval {
    const percent = randomOf(this.#options.seed, 'approval', this.#likeOf(from), person).below(100);
    const state = STATES.find(({ upTo }) => percent < upTo)?.state ?? 'DRAFT';
    return { state, changedAt: state === 'DRAFT' ? null : `${from}${SUBMITTED_AT}` };
  }
}

function personOf(index: number, { teamlessEvery = TEAMLESS_EVERY }: CompanyOptions): CompanyPerson {
  const { name, email } = employeeOf(index);
  return {
    index,
    name,
    email,
    isArchived: index % ARCHIVED_EVERY === ARCHIVED_EVERY - 1,
    team: index % teamlessEvery === teamlessEvery - 1 ? null : Math.floor(index / TEAM_SIZE) + 1,
    weeklySeconds: WEEKLY_SECONDS,
  };
}

function mondaysIn({ from, to }: CompanyPeriod): PlainDate[] {
  const mondays: PlainDate[] = [];
  for (let monday = mondayOf(from); monday <= to; monday = addDays(monday, 7)) mondays.push(monday);
  return mondays;
}

function isIn({ from, to }: CompanyPeriod, day: PlainDate): boolean {
  return from <= day && day <= to;
}
