import type { Sha256 } from '../values/hash.ts';
import { addAmounts, ZERO_AMOUNT } from '../values/money.ts';
import { addDays, type MondayDate } from '../values/week.ts';
import { alertIdOf, type BudgetAlert } from './alert.ts';
import { type BudgetDecision, totalBudgetOf, weeklyBudgetOf } from './decision.ts';
import { amountIn, BUDGET_UNITS, type BudgetScope, type BudgetUnit } from './figures.ts';
import { namedRoles, type RoleUse } from './role-use.ts';
import { type Crossing, crossThresholds, type Threshold, type ThresholdStates, type Thresholds } from './thresholds.ts';
import type { CwoBudget, TrackedTotal, TrackedWeek } from './tracking.ts';
import type { WeekSum } from './week-sum.ts';

/** What is written of a CWO at once, on the rows that were read: all of it or nothing. */
export interface BudgetChange {
  readonly before: CwoBudget;
  readonly weeks: readonly TrackedWeek[];
  readonly total: TrackedTotal;
  readonly decision: BudgetDecision | null;
  readonly alerts: readonly BudgetAlert[];
}

export interface RefreshContext {
  readonly now: string;
  /** Null where a decision refreshes. */
  readonly runId: string | null;
  readonly thresholds: Thresholds;
  /** Weeks before it change silently. */
  readonly toldFrom: MondayDate;
  readonly sha256: Sha256;
}

/**
 * The rows of a CWO after its lines were summed again or something was decided. A week that has lost its lines is written
 * too, also where it had no row: whoever summed them before is to lose.
 */
export function refreshBudget(
  before: CwoBudget,
  { sums, decision }: { readonly sums: ReadonlyMap<MondayDate, WeekSum>; readonly decision: BudgetDecision | null },
  context: RefreshContext,
): BudgetChange {
  const decisions = decision ? [...before.decisions, decision] : before.decisions;
  const rows = new Map(before.weeks.map((week) => [week.mondayDate, week]));
  const weeks: TrackedWeek[] = [];
  const alerts: BudgetAlert[] = [];
  for (const [mondayDate, sum] of sums) {
    const row = rows.get(mondayDate);
    const { actual, estimated, employees } = sum;
    const budget = weeklyBudgetOf(mondayDate, decisions);
    const week = { ...refreshedRow(row, context), mondayDate, budget, actual, estimated, employees };
    rows.set(mondayDate, week);
    const alerting = { cwoId: before.cwoId, scope: 'WEEK', rows, newestWeek: mondayDate, roles: sum.roles } as const;
    const crossed = cross(week, { ...alerting, isSilent: mondayDate < context.toldFrom }, context);
    weeks.push({ ...week, states: crossed.states });
    alerts.push(...crossed.alerts);
  }
  const total = { ...totalOf(before.total, rows, context), budget: totalBudgetOf(decisions) };
  const newestWeek = total.newestWeek ?? '';
  const roles = sums.get(newestWeek)?.roles ?? [];
  const alerting = { cwoId: before.cwoId, scope: 'TOTAL', rows, newestWeek, roles, isSilent: false } as const;
  const crossed = cross(total, alerting, context);
  return {
    before,
    weeks,
    total: { ...total, states: crossed.states },
    decision,
    alerts: [...alerts, ...crossed.alerts],
  };
}

const NO_STATES = { TOKENS: {}, USD: {} } as const;

function refreshedRow(row: TrackedWeek | TrackedTotal | null | undefined, { now, runId }: RefreshContext) {
  return {
    states: row?.states ?? NO_STATES,
    runId: runId ?? row?.runId ?? null,
    createdAt: row?.createdAt ?? now,
    updatedAt: now,
    version: (row?.version ?? 0) + 1,
  };
}

function totalOf(before: TrackedTotal | null, rows: ReadonlyMap<MondayDate, TrackedWeek>, context: RefreshContext) {
  const weeks = [...rows.values()];
  const mondays = [...rows.keys()].sort();
  return {
    ...refreshedRow(before, context),
    actual: weeks.map(({ actual }) => actual).reduce(addAmounts, ZERO_AMOUNT),
    estimated: weeks.map(({ estimated }) => estimated).reduce(addAmounts, ZERO_AMOUNT),
    weeksTracked: weeks.length,
    newestWeek: mondays.at(-1) ?? null,
  };
}

interface Alerting {
  readonly cwoId: string;
  readonly scope: BudgetScope;
  readonly rows: ReadonlyMap<MondayDate, TrackedWeek>;
  readonly newestWeek: MondayDate;
  readonly roles: readonly RoleUse[];
  readonly isSilent: boolean;
}

type Row = Pick<TrackedTotal, 'budget' | 'actual' | 'estimated' | 'states' | 'runId'>;

function cross(row: Row, alerting: Alerting, context: RefreshContext) {
  const states = {} as Record<BudgetUnit, ThresholdStates>;
  const alerts: BudgetAlert[] = [];
  for (const unit of BUDGET_UNITS) {
    const utilization = {
      actual: amountIn(unit, row.actual),
      budget: row.budget[unit],
      estimated: amountIn(unit, row.estimated),
    };
    const thresholds: readonly Threshold[] = context.thresholds[alerting.scope][unit];
    const { isSilent } = alerting;
    const crossed = crossThresholds(utilization, thresholds, { states: row.states[unit], isSilent });
    states[unit] = crossed.states;
    alerts.push(...crossed.crossings.map((crossing) => alertOf(row, unit, crossing, alerting, context)));
  }
  return { states, alerts };
}

function alertOf(
  row: Row,
  unit: BudgetUnit,
  crossing: Crossing,
  { cwoId, scope, rows, newestWeek, roles }: Alerting,
  { now, sha256 }: RefreshContext,
): BudgetAlert {
  const weekOf = (mondayDate: MondayDate) => rows.get(mondayDate)?.actual;
  const after = weekOf(newestWeek) ?? ZERO_AMOUNT;
  const before = weekOf(addDays(newestWeek, -7));
  const name = { cwoId, scope, mondayDate: scope === 'WEEK' ? newestWeek : null, unit, ...crossing };
  return {
    ...name,
    alertId: alertIdOf(name, sha256),
    // A crossing is of a row with a budget: without one nothing is told.
    budget: row.budget[unit] as bigint,
    actual: amountIn(unit, row.actual),
    estimated: amountIn(unit, row.estimated),
    costUsd4: row.actual.costUsd4,
    change: before ? { before: amountIn(unit, before), after: amountIn(unit, after) } : null,
    newestWeek,
    roles: namedRoles(roles),
    runId: row.runId,
    raisedAt: now,
  };
}
