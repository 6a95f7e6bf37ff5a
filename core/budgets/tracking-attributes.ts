import { formatUsd4 } from '../values/money.ts';
import { sharePct, utilizationPct } from './percent.ts';
import type { TrackedTotal, TrackedWeek } from './tracking.ts';

/** What rows of TokenBudgetTracking have in common, as they rest and as every reader is told them. */
interface RowAttributes {
  readonly cwoId: string;
  readonly budgetTokens: bigint | null;
  readonly actualTokens: bigint;
  /** `62.50`, at most `999.99`; null without a budget. */
  readonly utilizationPct: string | null;
  /** `300.0000` */
  readonly budgetUsd: string | null;
  readonly actualUsd: string;
  readonly utilizationUsdPct: string | null;
  /** The ESTIMATED share of the tokens; null where there are none. */
  readonly provisionalPct: string | null;
  readonly provisionalUsdPct: string | null;
  readonly runId: string | null;
  readonly createdAt: string;
  readonly updatedAt: string;
  readonly version: number;
}

/** A week row in the words of `docs/budgets.md`. */
export interface WeekAttributes extends RowAttributes {
  readonly mondayDate: string;
  readonly employees: number;
}

/** The TOTAL row. */
export interface TotalAttributes extends RowAttributes {
  readonly weeksTracked: number;
}

export function toWeekAttributes(cwoId: string, week: TrackedWeek): WeekAttributes {
  const { mondayDate, employees } = week;
  return { ...rowAttributes(cwoId, week), mondayDate, employees };
}

export function toTotalAttributes(cwoId: string, total: TrackedTotal): TotalAttributes {
  return { ...rowAttributes(cwoId, total), weeksTracked: total.weeksTracked };
}

function rowAttributes(cwoId: string, row: TrackedWeek | TrackedTotal): RowAttributes {
  const { budget, actual, estimated, runId, createdAt, updatedAt, version } = row;
  return {
    cwoId,
    budgetTokens: budget.TOKENS,
    actualTokens: actual.tokens,
    utilizationPct: utilizationPct(actual.tokens, budget.TOKENS),
    budgetUsd: budget.USD === null ? null : formatUsd4(budget.USD),
    actualUsd: formatUsd4(actual.costUsd4),
    utilizationUsdPct: utilizationPct(actual.costUsd4, budget.USD),
    provisionalPct: sharePct(estimated.tokens, actual.tokens),
    provisionalUsdPct: sharePct(estimated.costUsd4, actual.costUsd4),
    runId,
    createdAt,
    updatedAt,
    version,
  };
}
