import { expect } from 'vitest';
import type { EmployeeWeekKey } from '../../../../core/ledger/ledger.ts';
import type { EmployeeAnswer } from '../../../../core/timesheets/timesheets.ts';
import { answering } from '../../../../local/stand-ins/stand-in.ts';
import { TimesheetCompany } from '../../../../local/stand-ins/timesheets/company.ts';
import { type Gate, OPEN, RunDiedError } from '../../model/gates.ts';
import { runWaiting, sweep } from '../../model/sweeping.ts';
import { System } from '../../model/system.ts';
import { employeesOf, type Mapped, mappingOf } from './mapped.ts';
import { MirrorNotary } from './mirror-notary.ts';
import { PulledMirror, type PulledSystem } from './pulled-mirror.ts';

export const MONDAYS = ['2026-11-09', '2026-11-16'];
/** By then the lease of a sync that died has run out, and what changed before is no change of the last minute. */
const LEASE_AND_MORE_MS = 31 * 60_000;

export interface Beginning {
  readonly seed: number;
  readonly people: number;
  readonly weeks: number;
}

/** A ledger whose timesheets and feed are a mirror's. */
class MirroredLedger extends System {
  readonly mirror: PulledMirror;
  /** Weeks that were approved in a past that this mirror has not seen, `2026-11-16 E-1`. */
  readonly #past: ReadonlySet<string>;

  constructor(system: PulledSystem, past: ReadonlySet<string>) {
    super();
    this.mirror = new PulledMirror(system, this.clock);
    this.#past = past;
  }

  override ports(gate: Gate) {
    const { timesheets, feed } = this.mirror.ports(gate);
    const fetchWeek = async (mondayDate: string, employeeIds: readonly string[]) => {
      const { employees, chain } = await timesheets.fetchWeek(mondayDate, employeeIds);
      const withPast = [...employees].map(
        ([id, answer]) => [id, this.#reopened(`${mondayDate} ${id}`, answer)] as const,
      );
      return { employees: new Map(withPast), chain };
    };
    return { ...super.ports(gate), timesheets: { fetchWeek }, feed };
  }

  /** What a mirror says that has seen the past: of what was approved and now is a draft, or handed in again. */
  #reopened(key: string, answer: EmployeeAnswer): EmployeeAnswer {
    if (answer.kind !== 'KNOWN' || answer.record.timesheet === null || !this.#past.has(key)) return answer;
    const { status } = answer.record.timesheet;
    if (status !== 'DRAFT' && status !== 'SUBMITTED') return answer;
    const timesheet = { ...answer.record.timesheet, status: 'REOPENED' as const };
    return { ...answer, record: { ...answer.record, timesheet } };
  }
}

/** A company, the stand-in of its timesheet system, the mirror that pulls it and the ledger that asks the mirror. */
export class PulledWorld {
  readonly company: TimesheetCompany;
  readonly standIn: ReturnType<typeof answering>;
  readonly weeks: readonly string[];
  /** What the history is an example of. */
  readonly sights = new Set<string>();
  readonly #system: PulledSystem;
  readonly #ledger: MirroredLedger;
  readonly #notary: MirrorNotary;
  #mapped: Mapped = { shift: 0, role: 'DEV', cwoShift: 0, lostPerson: -1, lostTask: -1 };
  #runs = 0;

  constructor(system: PulledSystem, { seed, people, weeks }: Beginning) {
    this.#system = system;
    this.#ledger = new MirroredLedger(system, new Set());
    this.#notary = new MirrorNotary(this.#ledger.mirror);
    const { clock } = this.#ledger;
    this.weeks = MONDAYS.slice(-weeks);
    this.company = new TimesheetCompany({ seed, people, clock, teamlessEvery: 3, entriesPerDay: 1 });
    const routes = system.routes(this.company, MONDAYS.at(-1) as string);
    this.standIn = answering({ routes, isAllowed: system.isAllowed, clock });
  }

  /** Every week is mirrored and run: from here on sweeps alone bring changes into the ledger. */
  async begin(): Promise<void> {
    await this.remap({});
    await this.sync(false);
    for (const monday of this.weeks) {
      useAi(this.#ledger, monday, this.company);
      await this.runWeek(monday);
    }
  }

  advance(ms: number): void {
    this.#ledger.clock.advance(ms);
  }

  async remap(changes: Partial<Mapped>): Promise<void> {
    this.#mapped = { ...this.#mapped, ...changes };
    await this.#useMapping(this.#ledger);
  }

  /** @returns false where it did not come to its end */
  async sync(remap: boolean, gate: Gate = OPEN): Promise<boolean> {
    const isDone = await survived(this.#ledger.mirror.sync({ weeks: this.weeks, remap, gate }));
    if (isDone) await this.#notary.checkFeed();
    this.sights.add(isDone === null ? 'a sync died' : 'a sync ended');
    return isDone === true;
  }

  runWeek(monday: string, gate: Gate = OPEN): Promise<void> {
    this.#runs += 1;
    return runWeek(this.#ledger, monday, `run-${this.#runs}`, gate);
  }

  async sweep(gate: Gate = OPEN): Promise<void> {
    await sweep(this.#ledger, gate);
  }

  /** The last sync and sweep of a history. */
  async end(): Promise<void> {
    this.advance(LEASE_AND_MORE_MS);
    expect(await this.sync(false)).toBe(true);
    expect(await sweep(this.#ledger, OPEN)).toMatchObject({ isAdvanced: true, hasMore: false, parked: [] });
  }

  /** The ledger is that of an installation that saw only the end, but for what was approved in the past. */
  async checkAsFresh(): Promise<void> {
    const fresh = new MirroredLedger(this.#system, this.#notary.approved);
    fresh.clock.advance(this.#ledger.clock.ms - fresh.clock.ms);
    await this.#useMapping(fresh);
    await fresh.mirror.sync({ weeks: this.weeks });
    for (const monday of this.weeks) {
      useAi(fresh, monday, this.company);
      await runWeek(fresh, monday, `run-${monday}`, OPEN);
      for (const employeeId of employeesOf(this.company)) {
        const key = { employeeId, mondayDate: monday };
        expect(decided(this.#ledger, key), `${monday} ${employeeId}`).toEqual(decided(fresh, key));
      }
      const ids = employeesOf(this.company);
      const found = await statuses(this.#ledger, monday, ids);
      expect(found).toEqual(await statuses(fresh, monday, ids));
      for (const status of found) this.sights.add(String(status));
    }
  }

  #useMapping({ mirror }: MirroredLedger): Promise<void> {
    return mirror.useMapping(mappingOf(this, this.#system, this.#mapped));
  }
}

/** Each employee has used something else of it. */
function useAi({ lake }: MirroredLedger, monday: string, company: TimesheetCompany): void {
  const rows = employeesOf(company).map((employeeId, index) => {
    return { employeeId, source: 'tool', tokens: BigInt(1_000 + 7 * index), cost: `${10 + index}.333350` };
  });
  lake.put(monday, rows);
}

function runWeek(ledger: MirroredLedger, monday: string, name: string, gate: Gate): Promise<void> {
  ledger.start(name, { trigger: 'MANUAL', weekStartDate: monday });
  return runWaiting(ledger, gate);
}

/** @returns null where it died */
async function survived<T>(going: Promise<T>): Promise<T | null> {
  try {
    return await going;
  } catch (error) {
    if (error instanceof RunDiedError) return null;
    throw error;
  }
}

/** All of a decision but why nothing is known of somebody: a fresh mirror lacks whoever was emptied. */
function decided(ledger: MirroredLedger, key: EmployeeWeekKey): unknown {
  const { allocation } = ledger.head(key)?.revision ?? {};
  const lines = allocation?.lines.map(({ reason: _, ...line }) => line);
  return { ...allocation, lines };
}

/** A week that was emptied has none, as one of which nothing is known. */
async function statuses(ledger: MirroredLedger, monday: string, ids: readonly string[]): Promise<unknown[]> {
  const { employees } = await ledger.ports(OPEN).timesheets.fetchWeek(monday, ids);
  return ids.map((id) => {
    const answer = employees.get(id);
    return answer?.kind === 'KNOWN' ? (answer.record.timesheet?.status ?? null) : null;
  });
}
