import type { BudgetDecision } from '../../../core/budgets/decision.ts';
import type { Budget, BudgetUnit } from '../../../core/budgets/figures.ts';
import type { ThresholdStates } from '../../../core/budgets/thresholds.ts';
import type { CwoBudget, TrackedTotal, TrackedWeek } from '../../../core/budgets/tracking.ts';
import { toTotalAttributes, toWeekAttributes } from '../../../core/budgets/tracking-attributes.ts';
import type { Amount } from '../../../core/values/money.ts';
import type { Key } from '../keys.ts';
import { DECISION_ROW, decisionKey, TOTAL_ROW, totalKey, WEEK_ROW, weekKey } from './keys.ts';

/** A number of the table: a bigint past 2^53. */
type Integer = number | bigint;

/** What a row holds for us, beside the attributes for its readers: integers, as money is never read from its text. */
interface OwnAttributes {
  readonly budgetTokens: Integer | null;
  readonly budgetUsd4: Integer | null;
  readonly actualTokens: Integer;
  readonly actualUsd4: Integer;
  readonly estimatedTokens: Integer;
  readonly estimatedUsd4: Integer;
  readonly states: Readonly<Record<BudgetUnit, ThresholdStates>>;
}

type WeekItem = Key & OwnAttributes & Omit<TrackedWeek, 'budget' | 'actual' | 'estimated'>;
type TotalItem = Key &
  OwnAttributes &
  Omit<TrackedTotal, 'budget' | 'actual' | 'estimated'> & {
    /** How often the week rows and decisions beside it have been written. */
    readonly writes: number;
  };
type DecisionItem = Key &
  Omit<BudgetDecision, 'figures'> & {
    readonly figures: Readonly<Record<keyof BudgetDecision['figures'], Integer | null>>;
  };

export type BudgetItem = WeekItem | TotalItem | DecisionItem;

export function toWeekItem(cwoId: string, week: TrackedWeek): WeekItem {
  return { ...weekKey(cwoId, week.mondayDate), ...toWeekAttributes(cwoId, week), ...ownAttributes(week) };
}

/** @param beside the week rows and decisions that it is written with or leaves as they are */
export function toTotalItem(cwoId: string, total: TrackedTotal, beside: readonly Versioned[]): TotalItem {
  const { newestWeek } = total;
  const writes = writesOf(beside);
  return { ...totalKey(cwoId), ...toTotalAttributes(cwoId, total), ...ownAttributes(total), newestWeek, writes };
}

type Versioned = Pick<TrackedWeek, 'version'> | BudgetDecision;

function writesOf(beside: readonly Versioned[]): number {
  return beside.reduce((sum, one) => sum + ('kind' in one ? 1 : one.version), 0);
}

/**
 * Whether no item is older than TOTAL: a query is no snapshot, and what it meets of a transaction may be half of it. An
 * older TOTAL does no harm, as whoever rests on it loses.
 */
export function isWhole(items: readonly BudgetItem[]): boolean {
  const total = items.find(isTotal);
  return total === undefined || total.writes === writesOf(items.filter((item) => item !== total));
}

function isTotal(item: BudgetItem): item is TotalItem {
  return item.sk === TOTAL_ROW;
}

export function toDecisionItem(cwoId: string, decision: BudgetDecision): DecisionItem {
  return { ...decisionKey(cwoId, decision.version), ...decision };
}

/** @param items those of the CWO's partition, by sort key ascending */
export function toCwoBudget(cwoId: string, items: readonly BudgetItem[]): CwoBudget {
  const total = items.find(isTotal);
  return {
    cwoId,
    weeks: items.filter((item): item is WeekItem => item.sk.startsWith(WEEK_ROW)).map(toWeek),
    total: total ? toTotal(total) : null,
    decisions: items.filter((item): item is DecisionItem => item.sk.startsWith(DECISION_ROW)).map(toDecision),
  };
}

function toWeek(item: WeekItem): TrackedWeek {
  const { mondayDate, employees } = item;
  return { ...toRow(item), mondayDate, employees };
}

function toTotal(item: TotalItem): TrackedTotal {
  const { weeksTracked, newestWeek } = item;
  return { ...toRow(item), weeksTracked, newestWeek };
}

function toDecision({ pk: _pk, sk: _sk, figures, ...decision }: DecisionItem): BudgetDecision {
  const exact = Object.entries(figures).map(([name, figure]) => [name, toBigint(figure)]);
  return { ...decision, figures: Object.fromEntries(exact) };
}

function ownAttributes({ budget, actual, estimated, states }: TrackedWeek | TrackedTotal) {
  return {
    budgetTokens: budget.TOKENS,
    budgetUsd4: budget.USD,
    actualTokens: actual.tokens,
    actualUsd4: actual.costUsd4,
    estimatedTokens: estimated.tokens,
    estimatedUsd4: estimated.costUsd4,
    states,
  };
}

function toRow(item: WeekItem | TotalItem) {
  const { budgetTokens, budgetUsd4, states, runId, createdAt, updatedAt, version } = item;
  const budget: Budget = { TOKENS: toBigint(budgetTokens), USD: toBigint(budgetUsd4) };
  const actual: Amount = { tokens: BigInt(item.actualTokens), costUsd4: BigInt(item.actualUsd4) };
  const estimated: Amount = { tokens: BigInt(item.estimatedTokens), costUsd4: BigInt(item.estimatedUsd4) };
  return { budget, actual, estimated, states, runId, createdAt, updatedAt, version };
}

function toBigint(figure: Integer | null): bigint | null {
  return figure === null ? null : BigInt(figure);
}
