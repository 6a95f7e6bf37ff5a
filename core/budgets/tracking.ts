import type { Amount } from '../values/money.ts';
import type { MondayDate } from '../values/week.ts';
import type { BudgetDecision } from './decision.ts';
import type { Budget, BudgetUnit } from './figures.ts';
import type { ThresholdStates } from './thresholds.ts';

/** A row of TokenBudgetTracking: what was used of which budget. */
interface TrackedRow {
  readonly budget: Budget;
  readonly actual: Amount;
  /** The part of it whose lines are ESTIMATED. */
  readonly estimated: Amount;
  readonly states: Readonly<Record<BudgetUnit, ThresholdStates>>;
  /** The run that refreshed it last; null where none has. */
  readonly runId: string | null;
  readonly createdAt: string;
  readonly updatedAt: string;
  /** Raised by every refresh, also by one that changes nothing: whoever wrote on an older one loses. */
  readonly version: number;
}

/** What a CWO used in a week. */
export interface TrackedWeek extends TrackedRow {
  readonly mondayDate: MondayDate;
  readonly employees: number;
}

/** What a CWO used as a whole: the sums of its week rows. */
export interface TrackedTotal extends TrackedRow {
  readonly weeksTracked: number;
  readonly newestWeek: MondayDate | null;
}

/** All that is decided on and tracked of a CWO. */
export interface CwoBudget {
  readonly cwoId: string;
  /** Ascending. */
  readonly weeks: readonly TrackedWeek[];
  /** Null before the first week and the first decision. */
  readonly total: TrackedTotal | null;
  /** By version ascending. */
  readonly decisions: readonly BudgetDecision[];
}
