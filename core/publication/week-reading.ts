import type { AllocationLine } from '../allocation/allocation.ts';
import type { Closings } from '../billing/closed-month.ts';
import { EvidenceReader } from '../billing/known-evidence.ts';
import { type MonthPolicy, policyOfWeek } from '../billing/months.ts';
import type { TrackedCwo, TrackedWeeks } from '../budgets/budget-store.ts';
import { toWeekAttributes } from '../budgets/tracking-attributes.ts';
import type { EvidenceStore } from '../ledger/evidence.ts';
import type { LedgerReader } from '../ledger/ledger.ts';
import type { Head, RevisionRecord } from '../ledger/revision.ts';
import { type Amount, addAmounts, ZERO_AMOUNT } from '../values/money.ts';
import type { MondayDate } from '../values/week.ts';
import type { PseudonymStore, Pseudonyms } from './pseudonyms.ts';
import type { PublishedTotals } from './publication.ts';
import type { WrittenTables } from './published-tables.ts';
import type { WeekRows } from './rows.ts';
import { type LedgerRows, ledgerRowsOf, type TellingContext } from './week-rows.ts';

export interface WeekReadingPorts {
  readonly ledger: Pick<LedgerReader, 'listWeek' | 'readSuperseded'>;
  readonly evidence: Pick<EvidenceStore, 'find'>;
  readonly trackedWeeks: Pick<TrackedWeeks, 'readWeek'>;
  readonly pseudonyms: PseudonymStore;
  readonly closings: Pick<Closings, 'list'>;
  /** As configured now. */
  readonly monthPolicy: MonthPolicy;
}

/** Heads that are told at once: the revisions before them are read side by side. */
const HEADS_AT_ONCE = 64;
const NOTHING: WeekRows = { allocation: [], revision: [], source: [], month: [], budgetTracking: [] };

/** The rows of a week, read once for all its tables, and what those that were taken must sum to. */
export class WeekReading {
  readonly #mondayDate: MondayDate;
  readonly #ports: WeekReadingPorts;
  readonly #totals = new Map<keyof WeekRows, PublishedTotals>();

  constructor(mondayDate: MondayDate, ports: WeekReadingPorts) {
    this.#mondayDate = mondayDate;
    this.#ports = ports;
  }

  /** By the heads, whatever the rows say: the parts of lines sum to the lines. */
  get totals(): WrittenTables<WeekRows> {
    const of = (table: keyof WeekRows) => this.#totals.get(table) ?? { rows: 0, ...ZERO_AMOUNT };
    return {
      allocation: of('allocation'),
      revision: of('revision'),
      source: of('source'),
      month: of('month'),
      budgetTracking: of('budgetTracking'),
    };
  }

  async *rows(): AsyncGenerator<WeekRows> {
    const { ledger, trackedWeeks } = this.#ports;
    const context = await this.#context();
    let heads: Head[] = [];
    for await (const head of ledger.listWeek(this.#mondayDate)) {
      heads.push(head);
      if (heads.length < HEADS_AT_ONCE) continue;
      yield await this.#tell(heads, context);
      heads = [];
    }
    yield await this.#tell(heads, context);
    yield this.#tellBudgets(await trackedWeeks.readWeek(this.#mondayDate));
  }

  async #context(): Promise<TellingContext> {
    const { evidence, pseudonyms, closings, monthPolicy } = this.#ports;
    const told: Pseudonyms = await pseudonyms.list();
    const policy = policyOfWeek(this.#mondayDate, await closings.list(), monthPolicy);
    return { policy, evidence: new EvidenceReader(evidence), pseudonyms: told };
  }

  async #tell(heads: readonly Head[], context: TellingContext): Promise<WeekRows> {
    const { ledger } = this.#ports;
    const before = await Promise.all(
      heads.map((head) => (head.revision.revision === 1 ? [] : ledger.readSuperseded(head))),
    );
    const told: LedgerRows[] = [];
    for (const [at, head] of heads.entries()) {
      const superseded = before[at] as RevisionRecord[];
      const rows = await ledgerRowsOf(head, superseded, context);
      this.#count(head, superseded, rows);
      told.push(rows);
    }
    return {
      ...NOTHING,
      allocation: told.flatMap(({ allocation }) => allocation),
      revision: told.flatMap(({ revision }) => revision),
      source: told.flatMap(({ source }) => source),
      month: told.flatMap(({ month }) => month),
    };
  }

  #count({ revision: { allocation } }: Head, superseded: readonly RevisionRecord[], rows: LedgerRows): void {
    const lines = sumOf(allocation.lines);
    const earlier = sumOf(superseded.flatMap(({ revision }) => revision.allocation.lines));
    this.#add('allocation', allocation.lines.length, lines);
    this.#add('revision', rows.revision.length, addAmounts(earlier, lines));
    this.#add('source', rows.source.length, lines);
    this.#add('month', rows.month.length, lines);
  }

  #tellBudgets(cwos: readonly TrackedCwo[]): WeekRows {
    const tracked = cwos.flatMap(({ cwoId, week }) => (week ? [{ cwoId, week }] : []));
    for (const { week } of tracked) this.#add('budgetTracking', 1, week.actual);
    return { ...NOTHING, budgetTracking: tracked.map(({ cwoId, week }) => toWeekAttributes(cwoId, week)) };
  }

  #add(table: keyof WeekRows, rows: number, amount: Amount): void {
    const { rows: before, ...sum } = this.totals[table];
    this.#totals.set(table, { rows: before + rows, ...addAmounts(sum, amount) });
  }
}

function sumOf(lines: readonly AllocationLine[]): Amount {
  return lines.reduce<Amount>(addAmounts, ZERO_AMOUNT);
}
