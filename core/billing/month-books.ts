import type { EvidenceStore } from '../ledger/evidence.ts';
import type { LedgerReader } from '../ledger/ledger.ts';
import { compareIds } from '../values/ids.ts';
import type { MondayDate } from '../values/week.ts';
import {
  type ClientKey,
  type ClosedMonth,
  type Closings,
  type Forced,
  type FrozenMonth,
  FrozenMonthMissingError,
  type FrozenMonths,
  isClosed,
} from './closed-month.ts';
import { baselineOf, type Changes, changesOf, sumOfChanges } from './corrections.ts';
import { EvidenceReader } from './known-evidence.ts';
import { type EmployeeWeekFacts, employeeWeekFacts, type LineFact } from './line-facts.ts';
import { type Month, type MonthPolicy, monthAfter, policyOfWeek, weeksOfMonth } from './months.ts';
import { type RechargeDecision, type RechargeStore, rechargedIn } from './recharge.ts';

/** When a week may last have changed: instants of its publication record. */
export interface WeekChange {
  readonly mondayDate: MondayDate;
  readonly raisedAt: string | null;
  readonly settlesAt: string | null;
}

export interface BooksPorts {
  readonly ledger: Pick<LedgerReader, 'listWeek'>;
  readonly evidence: Pick<EvidenceStore, 'find'>;
  readonly closings: Closings;
  readonly frozenMonths: FrozenMonths;
  readonly recharges: Pick<RechargeStore, 'list'>;
  /** Every week that was ever run. */
  readonly listWeeks: () => Promise<readonly WeekChange[]>;
  readonly monthPolicy: MonthPolicy;
}

/** What is on record of months, read before anything else: what is written meanwhile, somebody else's write tells. */
export interface BookRecords {
  /** Closed months, and those that were reopened. */
  readonly records: readonly ClosedMonth[];
  readonly decisions: readonly RechargeDecision[];
  readonly weeks: readonly WeekChange[];
}

export async function readRecords({ closings, recharges, listWeeks }: BooksPorts): Promise<BookRecords> {
  return { records: await closings.list(), decisions: await recharges.list(), weeks: await listWeeks() };
}

/** What is closed, and what open months come to. Reads what it needs of the ledger, each week once. */
export class MonthBooks {
  readonly #ports: BooksPorts;
  readonly #records: readonly ClosedMonth[];
  readonly #closed: readonly ClosedMonth[];
  readonly #decisions: readonly RechargeDecision[];
  readonly weeks: readonly WeekChange[];
  readonly #evidence: EvidenceReader;

  constructor(ports: BooksPorts, { records, decisions, weeks }: BookRecords) {
    this.#ports = ports;
    this.#records = records;
    this.#closed = records.filter(isClosed);
    this.#decisions = decisions;
    this.weeks = weeks;
    this.#evidence = new EvidenceReader(ports.evidence);
  }

  recordOf(month: Month, clientId: ClientKey): ClosedMonth | null {
    return this.#records.find((one) => one.month === month && one.clientId === clientId) ?? null;
  }

  /** Null where it is not closed. */
  closedOf(month: Month, clientId: ClientKey): ClosedMonth | null {
    return this.#closed.find((one) => one.month === month && one.clientId === clientId) ?? null;
  }

  /** By month ascending. */
  closedMonthsOf(clientId: ClientKey): ClosedMonth[] {
    return this.#closed.filter((one) => one.clientId === clientId).sort((a, b) => compareIds(a.month, b.month));
  }

  /**
   * The policy that is frozen in a month that is closed now: the one by which its weeks are read. A month that was closed
   * before, for somebody else or after it, may have decided that already.
   */
  policyOf(month: Month): MonthPolicy {
    return this.#policyOfWeek(weeksOfMonth(month).at(-1) as MondayDate);
  }

  #policyOfWeek(mondayDate: MondayDate): MonthPolicy {
    return policyOfWeek(mondayDate, this.#closed, this.#ports.monthPolicy);
  }

  /** @throws FrozenMonthMissingError */
  async frozen(closed: ClosedMonth): Promise<FrozenMonth> {
    const found = await this.#ports.frozenMonths.find(closed.contentHash);
    if (!found) throw new FrozenMonthMissingError(closed);
    return found;
  }

  /** The employee-weeks of a week, by employee ascending, with what falls of them to each month. */
  async *readWeek(mondayDate: MondayDate): AsyncGenerator<EmployeeWeekFacts> {
    const policy = this.#policyOfWeek(mondayDate);
    for await (const head of this.#ports.ledger.listWeek(mondayDate)) {
      yield await employeeWeekFacts(head, policy, this.#evidence);
    }
  }

  /** What an open month comes to now of a client, as it would be frozen. */
  async stateOf(month: Month, clientId: ClientKey, forced: Forced | null): Promise<FrozenMonth> {
    const reading = new WeekFacts(this);
    const current = await reading.ofMonth(month);
    return this.#stateOf(month, clientId, { current, reading, forced });
  }

  /** The same of everybody who has lines in the month, of what is nobody's, and of those corrected in it. */
  async stateOfAll(month: Month, forced: Forced | null): Promise<FrozenMonth[]> {
    const reading = new WeekFacts(this);
    const current = await reading.ofMonth(month);
    const states: FrozenMonth[] = [];
    for (const clientId of this.#clientsOf(month, current)) {
      states.push(await this.#stateOf(month, clientId, { current, reading, forced }));
    }
    return states;
  }

  async #stateOf(
    month: Month,
    clientId: ClientKey,
    read: {
      readonly current: readonly EmployeeWeekFacts[];
      readonly reading: WeekFacts;
      readonly forced: Forced | null;
    },
  ): Promise<FrozenMonth> {
    const changes = await this.#changesFor(month, clientId, read.reading);
    return this.#freeze(month, clientId, { ...read, changes });
  }

  #clientsOf(month: Month, current: readonly EmployeeWeekFacts[]): ClientKey[] {
    const ofLines = current.flatMap(({ lines }) => lines.filter((line) => line.month === month));
    const ofClosed = this.#closed.filter(({ clientId }) => this.#correctedIn(month, clientId).length > 0);
    const clients = new Set<ClientKey>([null, ...[...ofLines, ...ofClosed].map(({ clientId }) => clientId)]);
    return [...clients].sort((a, b) => compareIds(a ?? '', b ?? ''));
  }

  /** The closed months of which this is the earliest open one after them. */
  #correctedIn(month: Month, clientId: ClientKey): ClosedMonth[] {
    const closed = this.closedMonthsOf(clientId);
    const months = new Set(closed.map((one) => one.month));
    return closed.filter((one) => {
      if (one.month >= month || months.has(month)) return false;
      let next = monthAfter(one.month);
      while (months.has(next)) next = monthAfter(next);
      return next === month;
    });
  }

  async #changesFor(month: Month, clientId: ClientKey, reading: WeekFacts): Promise<Changes> {
    const all: Changes[] = [];
    for (const closed of this.#correctedIn(month, clientId)) all.push(await this.#changesOf(closed, reading));
    return {
      corrections: all.flatMap(({ corrections }) => corrections),
      waiting: all.flatMap(({ waiting }) => waiting),
    };
  }

  /** Looks at the weeks alone that may have changed since the month was closed. */
  async #changesOf(closed: ClosedMonth, reading: WeekFacts): Promise<Changes> {
    const { month, clientId, at } = closed;
    const touched = new Set(weeksOfMonth(month));
    const changed = this.weeks.filter(
      ({ mondayDate, raisedAt, settlesAt }) =>
        touched.has(mondayDate) && ((raisedAt ?? '') >= at || (settlesAt ?? '') >= at),
    );
    if (changed.length === 0) return { corrections: [], waiting: [] };
    const current: EmployeeWeekFacts[] = [];
    for (const { mondayDate } of changed) current.push(...(await reading.of(mondayDate)));
    const frozen = await this.frozen(closed);
    const later: FrozenMonth[] = [];
    for (const one of this.closedMonthsOf(clientId)) if (one.month > month) later.push(await this.frozen(one));
    const recharged = rechargedIn(month, this.#decisions);
    return changesOf({ month, frozen, baseline: baselineOf(frozen, later), current, recharged });
  }

  #freeze(
    month: Month,
    clientId: ClientKey,
    read: {
      readonly current: readonly EmployeeWeekFacts[];
      readonly changes: Changes;
      readonly forced: Forced | null;
    },
  ): FrozenMonth {
    const isMine = (line: LineFact) => line.month === month && line.clientId === clientId;
    const lines = read.current.flatMap((week) => week.lines.filter(isMine));
    const open = read.current.some(({ isActual, lines: some }) => !isActual && some.some(isMine));
    const { corrections, waiting } = read.changes;
    const mine = new Set(lines.map(({ cwoId }) => cwoId));
    return {
      ...{ month, clientId, policy: this.policyOf(month), lines, corrections },
      waiting: { lines: waiting.length, ...sumOfChanges(waiting) },
      recharged: [...rechargedIn(month, this.#decisions)].filter((cwoId) => mine.has(cwoId)).sort(compareIds),
      isProvisional: open || waiting.length > 0,
      forced: read.forced,
    };
  }
}

/** Weeks that were read, for the months that look at them again. */
class WeekFacts {
  readonly #books: MonthBooks;
  readonly #read = new Map<MondayDate, EmployeeWeekFacts[]>();

  constructor(books: MonthBooks) {
    this.#books = books;
  }

  async ofMonth(month: Month): Promise<EmployeeWeekFacts[]> {
    const facts: EmployeeWeekFacts[] = [];
    for (const week of weeksOfMonth(month)) facts.push(...(await this.of(week)));
    return facts;
  }

  async of(mondayDate: MondayDate): Promise<readonly EmployeeWeekFacts[]> {
    const known = this.#read.get(mondayDate);
    if (known) return known;
    const facts = await Array.fromAsync(this.#books.readWeek(mondayDate));
    this.#read.set(mondayDate, facts);
    return facts;
  }
}
