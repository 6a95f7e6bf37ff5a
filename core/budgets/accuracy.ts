import { sharePct } from './percent.ts';
import { asksForDecision, type BudgetSuggestion } from './suggestion.ts';

/** What a CWO used over its whole life. */
export interface CwoLifeUse {
  /** Those of the CWO. */
  readonly weeks: number;
  readonly tokens: bigint;
  readonly tokensByRole: ReadonlyMap<string, bigint>;
}

/** Tokens over the weeks of a CWO: those suggested, before the buffer, against those used. */
export interface Comparison {
  readonly suggested: bigint;
  readonly actual: bigint;
}

export interface RoleComparison extends Comparison {
  readonly role: string;
  /** Weeks that the benchmark of the role rested on. */
  readonly historyWeeks: number;
}

/** How a suggestion compares with what was used once its CWO had ended. */
export interface SuggestionAccuracy
  extends Pick<BudgetSuggestion, 'cwoId' | 'suggestionId' | 'createdAt' | 'sureness'> {
  readonly weeks: number;
  readonly inAll: Comparison;
  /** Those with history, by role ascending. */
  readonly roles: readonly RoleComparison[];
}

/** How far suggestions of so much history were from what was used: whether it is better with time is read from them. */
export interface HistoryAccuracy {
  readonly historyWeeks: number;
  /** A role of a suggestion is one. */
  readonly comparisons: number;
  /** Σ |suggested − actual| ÷ Σ actual; null where nothing was used. */
  readonly errorPct: string | null;
}

/**
 * Compares a suggestion with what was used (`docs/budgets.md`, "Accuracy"). The buffer is left out: it is there to be wrong on
 * one side.
 * @returns null where it had no figure, or came when the CWO had ended
 */
export function compareSuggestion(suggestion: BudgetSuggestion, use: CwoLifeUse): SuggestionAccuracy | null {
  const { cwoId, suggestionId, createdAt, sureness, sum } = suggestion;
  if (sum === null || !asksForDecision(suggestion)) return null;
  const weeks = BigInt(use.weeks);
  const roles = new Map<string, RoleComparison>();
  for (const { role, benchmark, perWeek } of suggestion.roles) {
    if (!benchmark || !perWeek) continue;
    const suggested = (roles.get(role)?.suggested ?? 0n) + perWeek.tokens * weeks;
    roles.set(role, { role, historyWeeks: benchmark.weeks, suggested, actual: use.tokensByRole.get(role) ?? 0n });
  }
  return {
    cwoId,
    suggestionId,
    createdAt,
    sureness,
    weeks: use.weeks,
    inAll: { suggested: sum.tokens * weeks, actual: use.tokens },
    roles: [...roles.values()].sort((a, b) => (a.role < b.role ? -1 : 1)),
  };
}

/** `5.26`: suggested above actual, in per cent of actual, below 0 where it was too little; null where nothing was used. */
export function errorPct({ suggested, actual }: Comparison): string | null {
  return sharePct(suggested - actual, actual);
}

/** By weeks of history ascending. */
export function accuracyByHistory(compared: readonly SuggestionAccuracy[]): HistoryAccuracy[] {
  const groups = Map.groupBy(
    compared.flatMap(({ roles }) => roles),
    ({ historyWeeks }) => historyWeeks,
  );
  return [...groups]
    .map(([historyWeeks, roles]) => {
      const off = roles.reduce((sum, { suggested, actual }) => sum + distance(suggested, actual), 0n);
      const actual = roles.reduce((sum, one) => sum + one.actual, 0n);
      return { historyWeeks, comparisons: roles.length, errorPct: sharePct(off, actual) };
    })
    .sort((a, b) => a.historyWeeks - b.historyWeeks);
}

function distance(a: bigint, b: bigint): bigint {
  return a > b ? a - b : b - a;
}
