import { sha256 } from '../../../adapters/system/hash.ts';
import type { BudgetStore, DecisionStore, Unwritten } from '../../../core/budgets/budget-store.ts';
import type { DecisionPorts } from '../../../core/budgets/decide-budget.ts';
import type { BudgetDecision } from '../../../core/budgets/decision.ts';
import { type BudgetFigures, NO_FIGURES } from '../../../core/budgets/figures.ts';
import type { BudgetChange, RefreshContext } from '../../../core/budgets/refresh.ts';
import type { Thresholds } from '../../../core/budgets/thresholds.ts';
import type { CwoBudget } from '../../../core/budgets/tracking.ts';
import type { CwoLine } from '../../../core/budgets/week-sum.ts';
import { TestClock } from '../../doubles/test-clock.ts';

/** Budgets, lines and decisions as the tests of budgets tell of them. */

const USUAL = [
  { pct: 70, level: 'NOTIFY' },
  { pct: 90, level: 'ESCALATE' },
] as const;
export const THRESHOLDS: Thresholds = { WEEK: { TOKENS: USUAL, USD: USUAL }, TOTAL: { TOKENS: USUAL, USD: USUAL } };
export const NOW = '2026-11-25T10:00:00.000Z';
export const CONTEXT: RefreshContext = {
  now: NOW,
  runId: 'R1',
  thresholds: THRESHOLDS,
  toldFrom: '2026-11-09',
  sha256,
};

export function emptyBudget(cwoId = 'C1'): CwoBudget {
  return { cwoId, weeks: [], total: null, decisions: [] };
}

export function decided(figures: Partial<BudgetFigures>, changes: Partial<BudgetDecision> = {}): BudgetDecision {
  return {
    version: 1,
    kind: 'SET',
    figures: { ...NO_FIGURES, ...figures },
    effectiveFrom: '2026-11-02',
    suggestionId: null,
    decidedBy: 'E9',
    decidedAt: NOW,
    note: null,
    ...changes,
  };
}

export function cwoLine(tokens: bigint, changes: Partial<CwoLine> = {}): CwoLine {
  return { tokens, costUsd4: tokens * 10n, basis: 'ACTUAL', role: 'Engineer', ...changes };
}

/** The rows once the change is written. */
export function afterChange({ before, weeks, total, decision }: BudgetChange): CwoBudget {
  const rows = new Map([...before.weeks, ...weeks].map((week) => [week.mondayDate, week]));
  return {
    cwoId: before.cwoId,
    weeks: [...rows.values()].sort((a, b) => (a.mondayDate < b.mondayDate ? -1 : 1)),
    total,
    decisions: decision ? [...before.decisions, decision] : before.decisions,
  };
}

/** Budgets in memory, where the version of TOTAL decides. */
export class MemoryBudgets implements BudgetStore, DecisionStore {
  readonly rests = new Map<string, CwoBudget>();
  /** Called before each change is written, for what others do in the meantime; what it throws keeps that change out. */
  beforeWrite: (change: BudgetChange) => void = () => {};

  async read(cwoId: string): Promise<CwoBudget> {
    return this.rests.get(cwoId) ?? emptyBudget(cwoId);
  }

  write(changes: readonly BudgetChange[]): Promise<readonly Unwritten[]>;
  write(change: BudgetChange): Promise<boolean>;
  async write(changes: BudgetChange | readonly BudgetChange[]): Promise<readonly Unwritten[] | boolean> {
    if ('before' in changes) return this.#write(changes).length === 0;
    return changes.flatMap((change) => this.#write(change));
  }

  #write(change: BudgetChange): Unwritten[] {
    const { cwoId, total } = change.before;
    try {
      this.beforeWrite(change);
    } catch (failure) {
      return [{ change, failure }];
    }
    if (this.rests.get(cwoId)?.total?.version !== total?.version) return [{ change, failure: null }];
    this.rests.set(cwoId, afterChange(change));
    return [];
  }
}

/** @param lines by CWO and week, `C1/2026-11-16` */
export function portsOf(budgets: MemoryBudgets, lines: ReadonlyMap<string, readonly CwoLine[]>) {
  const clock = new TestClock(NOW);
  return {
    budgets,
    decisions: budgets,
    lines: {
      async *read(cwoId: string, mondayDate: string) {
        yield* lines.get(`${cwoId}/${mondayDate}`) ?? [];
      },
    },
    publications: { expectChange: async () => {} },
    clock,
    sha256,
    settings: { thresholds: THRESHOLDS, timeZone: 'Europe/Berlin' },
  } satisfies DecisionPorts;
}
