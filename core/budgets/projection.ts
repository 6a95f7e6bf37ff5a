import { addDays, type MondayDate } from '../values/week.ts';
import { nearestRank } from './benchmarks.ts';
import { amountIn, type BudgetUnit } from './figures.ts';
import type { CwoBudget } from './tracking.ts';

/** When the budget of a CWO as a whole runs out: the earliest and the latest week by its pace of late. */
export interface Projection {
  readonly earliestWeek: MondayDate;
  /** Null where the lower pace leaves some for ten years. */
  readonly latestWeek: MondayDate | null;
}

const WEEKS_MIN = 4;
const WEEKS_MAX = 8;
/** What is further away is no forecast. */
const WEEKS_AHEAD_MAX = 520n;

/**
 * From the last 4 to 8 tracked weeks, at the highest and the lowest quartile of their pace (nearest rank). Null without a
 * budget, under 4 weeks, or where even the higher pace leaves some for ten years.
 */
export function projectTotal({ weeks, total }: CwoBudget, unit: BudgetUnit): Projection | null {
  const budget = total?.budget[unit] ?? null;
  if (!total?.newestWeek || budget === null || weeks.length < WEEKS_MIN) return null;
  const paces = weeks
    .slice(-WEEKS_MAX)
    .map(({ actual }) => amountIn(unit, actual))
    .sort((a, b) => (a < b ? -1 : a > b ? 1 : 0));
  const left = budget - amountIn(unit, total.actual);
  const newest = total.newestWeek;
  const weekAt = (pace: bigint) => {
    const weeks = weeksUntil(left, pace);
    return weeks === null ? null : addDays(newest, 7 * weeks);
  };
  const earliestWeek = weekAt(nearestRank(paces, 75));
  return earliestWeek === null ? null : { earliestWeek, latestWeek: weekAt(nearestRank(paces, 25)) };
}

/** How many weeks after the newest nothing is left: 0 where that is so already, null where it is not in ten years. */
function weeksUntil(left: bigint, pace: bigint): number | null {
  if (left <= 0n) return 0;
  if (pace <= 0n || left > pace * WEEKS_AHEAD_MAX) return null;
  return Number((left + pace - 1n) / pace);
}
