import { compareIds } from '../values/ids.ts';
import type { MondayDate } from '../values/week.ts';
import type { BookRecords, BooksPorts, WeekChange } from './book-records.ts';
import {
  type ClientKey,
  type ClosedMonth,
  type Forced,
  type FrozenMonth,
  FrozenMonthMissingError,
  isClosed,
  NOTHING_FROZEN,
  nothingOf,
} from './closed-month.ts';
import { baselineOf, type Changes, changesOf } from './corrections.ts';
import { EvidenceReader } from './known-evidence.ts';
import { type EmployeeWeekFacts, employeeWeekFacts, type LineFact } from './line-facts.ts';
import { type Month, type MonthPolicy, monthAfter, policyOfWeek, weeksOfMonth } from './months.ts';
import { type RechargeDecision, rechargedIn } from './recharge.ts';

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

  recordsOf(month: Month): ClosedMonth[] {
    return this.#records.filter((one) => one.month === month);
  }

  recordOf(month: Month, clientId: ClientKey): ClosedMonth | null {
    return this.#records.find((one) => one.month === month && one.clientId === clientId) ?? null;
  }

  /**
   * Null where it is not closed. Once a month is closed for everybody it is closed for those as well who had nothing in it:
   * what comes to them later is a correction.
   */
  closedOf(month: Month, clientId: ClientKey): ClosedMonth | null {
    const own = this.recordOf(month, clientId);
    if (own) return isClosed(own) ? own : null;
    const ofAll = clientId === null ? null : this.recordOf(month, null);
    return ofAll && isClosed(ofAll)
      ? { ...ofAll, clientId, version: 0, contentHash: NOTHING_FROZEN, invoices: [] }
      : null;
  }

  /** By month ascending. */
  closedMonthsOf(clientId: ClientKey): ClosedMonth[] {
    const months = [...new Set(this.#closed.map(({ month }) => month))].sort(compareIds);
    return months.flatMap((month) => this.closedOf(month, clientId) ?? []);
  }

  /** The later months that are closed for those for whom the record closes its month. */
  closedAfter({ month, clientId }: ClosedMonth): ClosedMonth[] {
    const byRecordOfAll = (other: ClientKey) => clientId === null && this.closedOf(month, other)?.version === 0;
    const others = [...new Set(this.#closed.map((one) => one.clientId))].filter(byRecordOfAll);
    return [clientId, ...others].flatMap((one) => this.closedMonthsOf(one)).filter((one) => one.month > month);
  }

  /**
   * The policy that is frozen in a month that is closed now: the one by which its weeks are read. A month that was closed
   * before, for somebody else or after it, may have decided that already.
   */
  policyOf(month: Month): MonthPolicy {
    return this.#policyOfWeek(weeksOfMonth(month).at(-1) as MondayDate);
  }

  #policyOfWeek(mondayDate: MondayDate): MonthPolicy {
    return policyOfWeek(mondayDate, this.#records, this.#ports.monthPolicy);
  }

  /** @throws FrozenMonthMissingError */
  async frozen(closed: ClosedMonth): Promise<FrozenMonth> {
    if (closed.contentHash === NOTHING_FROZEN) return nothingOf(closed);
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
    for (const clientId of await this.#clientsOf(month, current, reading)) {
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

  /** Everybody who has lines in the month, what is nobody's, and those who have or get lines of months corrected in it. */
  async #clientsOf(month: Month, current: readonly EmployeeWeekFacts[], reading: WeekFacts): Promise<ClientKey[]> {
    const ofLines = current.flatMap(({ lines }) => lines.filter((line) => line.month === month));
    const ofClosed = this.#closed.filter(({ clientId }) => this.#correctedIn(month, clientId).length > 0);
    const clients = new Set<ClientKey>([null, ...[...ofLines, ...ofClosed].map(({ clientId }) => clientId)]);
    for (const closed of this.#correctedIn(month, null)) {
      for (const week of await this.#changedSince(closed, reading)) {
        for (const line of week.lines) if (line.month === closed.month) clients.add(line.clientId);
      }
    }
    return [...clients].sort((a, b) => compareIds(a ?? '', b ?? ''));
  }

  /**
   * The record that a closing of the month rests on: of the last closed month before it, whose papers it corrects. Where
   * that was closed for everybody alone, the record by which it was.
   */
  restsOn(month: Month, clientId: ClientKey): ClosedMonth | null {
    const last = this.#correctedIn(month, clientId).at(-1);
    return last ? (this.recordOf(last.month, last.version === 0 ? null : clientId) ?? null) : null;
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
      told: all.flatMap(({ told }) => told),
    };
  }

  /** The weeks alone that may have changed since the month was closed. */
  async #changedSince({ month, at }: ClosedMonth, reading: WeekFacts): Promise<EmployeeWeekFacts[]> {
    const touched = new Set(weeksOfMonth(month));
    const facts: EmployeeWeekFacts[] = [];
    for (const { mondayDate, raisedAt, settlesAt } of this.weeks) {
      const mayHaveChanged = (raisedAt ?? '') >= at || (settlesAt ?? '') >= at;
      if (touched.has(mondayDate) && mayHaveChanged) facts.push(...(await reading.of(mondayDate)));
    }
    return facts;
  }

  async #changesOf(closed: ClosedMonth, reading: WeekFacts): Promise<Changes> {
    const { month, clientId } = closed;
    const current = await this.#changedSince(closed, reading);
    if (current.length === 0) return { corrections: [], waiting: [], told: [] };
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
    const open = read.current.flatMap((week) => (week.isActual ? [] : week.lines.filter(isMine)));
    const idsOf = (some: readonly LineFact[]) => [...new Set(some.map(({ cwoId }) => cwoId))].sort(compareIds);
    const recharged = rechargedIn(month, this.#decisions);
    return {
      ...{ month, clientId, policy: this.policyOf(month), lines, ...read.changes },
      recharged: idsOf(lines).filter((cwoId) => recharged.has(cwoId)),
      unsettled: idsOf(open),
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
