import type { BudgetScope, BudgetUnit } from './figures.ts';

export const ALERT_LEVELS = ['NOTIFY', 'ESCALATE'] as const;
export type AlertLevel = (typeof ALERT_LEVELS)[number];
export const ALERT_DIRECTIONS = ['UP', 'DOWN'] as const;
export type AlertDirection = (typeof ALERT_DIRECTIONS)[number];

/** A share of the budget in whole per cent, at which somebody hears of it. */
export interface Threshold {
  readonly pct: number;
  readonly level: AlertLevel;
}

/** Ascending, for each scope and unit. */
export type Thresholds = Readonly<Record<BudgetScope, Readonly<Record<BudgetUnit, readonly Threshold[]>>>>;

/** What became of a threshold of a row: it is raised and lowered in episodes, which count from 1. */
export interface ThresholdState {
  readonly raised: boolean;
  readonly episode: number;
  /** Whether anybody was told that it was raised. */
  readonly told: boolean;
}

/** By per cent; a threshold that was never raised is absent. */
export type ThresholdStates = Readonly<Record<string, ThresholdState>>;

/** A figure of a row against its budget. */
export interface Utilization {
  readonly actual: bigint;
  readonly budget: bigint | null;
  /** The part of it that is ESTIMATED. */
  readonly estimated: bigint;
}

/** A threshold that was crossed and is to be told. */
export interface Crossing extends Threshold {
  readonly episode: number;
  readonly direction: AlertDirection;
}

/** Below its threshold by this much, in per cent of the budget, a raised one is lowered. */
const RECOVERY_PCT = 5;

/** Whether more than half of the figure is ESTIMATED: nothing is escalated on it. */
export function isProvisional({ actual, estimated }: Pick<Utilization, 'actual' | 'estimated'>): boolean {
  return 2n * estimated > actual;
}

/**
 * What a refresh does to the thresholds of one row and unit (`docs/budgets.md`, "Alerts"): on exact ratios, whatever their
 * two decimals show. Of several that are raised at once only the highest is told, of several lowered the highest whose
 * raising was told.
 * @param isSilent the row is too old to tell anybody: its states change all the same
 */
export function crossThresholds(
  utilization: Utilization,
  thresholds: readonly Threshold[],
  { states, isSilent }: { readonly states: ThresholdStates; readonly isSilent: boolean },
): { readonly states: ThresholdStates; readonly crossings: readonly Crossing[] } {
  const stateOf = ({ pct }: Threshold) => states[pct] ?? { raised: false, episode: 0, told: false };
  const raised = thresholds.filter((one) => !stateOf(one).raised && isReached(one, utilization));
  const lowered = thresholds.filter((one) => stateOf(one).raised && isLeft(one, utilization));
  const toldUp = isSilent ? undefined : raised.at(-1);
  const isDownTold = !isSilent && utilization.budget !== null;
  const toldDown = isDownTold ? lowered.findLast((one) => stateOf(one).told) : undefined;

  const after: Record<string, ThresholdState> = { ...states };
  for (const one of raised) after[one.pct] = { raised: true, episode: stateOf(one).episode + 1, told: one === toldUp };
  for (const one of lowered) after[one.pct] = { raised: false, episode: stateOf(one).episode, told: false };
  const crossing = (direction: AlertDirection, one: Threshold | undefined): Crossing[] =>
    one ? [{ ...one, direction, episode: (after[one.pct] as ThresholdState).episode }] : [];
  return { states: after, crossings: [...crossing('UP', toldUp), ...crossing('DOWN', toldDown)] };
}

function isReached({ pct, level }: Threshold, utilization: Utilization): boolean {
  const { actual, budget } = utilization;
  if (budget === null || (level === 'ESCALATE' && isProvisional(utilization))) return false;
  return actual * 100n >= budget * BigInt(pct);
}

function isLeft({ pct }: Threshold, { actual, budget }: Utilization): boolean {
  return budget === null || actual * 100n < budget * BigInt(pct - RECOVERY_PCT);
}
