import { addDays, isMonday, type MondayDate, mondayOf } from '../values/week.ts';
import { type Budget, type BudgetFigures, NO_FIGURES, totalBudget, weeklyBudget } from './figures.ts';

export const DECISION_KINDS = ['CONFIRMED', 'ADJUSTED', 'SET', 'SKIPPED'] as const;
export type DecisionKind = (typeof DECISION_KINDS)[number];

/** What somebody decided on the budget of a CWO. Decisions are only ever added. */
export interface BudgetDecision {
  /** Counts from 1 per CWO. */
  readonly version: number;
  readonly kind: DecisionKind;
  /** All four as they stand after it. */
  readonly figures: BudgetFigures;
  readonly effectiveFrom: MondayDate;
  readonly suggestionId: string | null;
  readonly decidedBy: string;
  readonly decidedAt: string;
  readonly note: string | null;
}

/** What is asked for: a figure that is absent is kept, one that is null emptied. */
export interface DecisionRequest {
  readonly kind: DecisionKind;
  readonly figures: Partial<BudgetFigures>;
  readonly effectiveFrom: MondayDate | null;
  readonly suggestionId: string | null;
  readonly decidedBy: string;
  readonly note: string | null;
}

/** A decision that the rules do not allow. The message says what to do instead. */
export class DecisionRefusedError extends Error {
  override readonly name = 'DecisionRefusedError';
}

/** The latest `effectiveFrom`: three years ahead may be planning, more is a slip of the pen. */
const WEEKS_AHEAD_MAX = 156;

/**
 * The decision that follows on those made (`docs/budgets.md`, "Deciding").
 * @param made by version ascending
 * @param suggested the figures of the suggestion that a CONFIRMED takes over; those it leaves open are kept
 * @param today the day of the decision in the company's time zone
 * @throws DecisionRefusedError
 */
export function nextDecision(
  request: DecisionRequest,
  made: readonly BudgetDecision[],
  { suggested, today, decidedAt }: NextDecisionContext,
): BudgetDecision {
  const last = made.at(-1);
  const { kind, suggestionId, decidedBy, note } = request;
  return {
    version: (last?.version ?? 0) + 1,
    kind,
    figures: figuresAfter(request, last?.figures ?? NO_FIGURES, suggested),
    effectiveFrom: effectiveFromOf(request, last, mondayOf(today)),
    suggestionId,
    decidedBy,
    decidedAt,
    note,
  };
}

export interface NextDecisionContext {
  readonly suggested: BudgetFigures | null;
  readonly today: string;
  readonly decidedAt: string;
}

function figuresAfter(
  { kind, figures }: DecisionRequest,
  before: BudgetFigures,
  suggested: BudgetFigures | null,
): BudgetFigures {
  const isNaming = Object.keys(figures).length > 0;
  if (kind === 'ADJUSTED' || kind === 'SET') {
    if (!isNaming) throw new DecisionRefusedError(`${kind} names at least one figure`);
    return { ...before, ...figures };
  }
  if (isNaming) throw new DecisionRefusedError(`${kind} names no figure of its own: use ADJUSTED or SET`);
  if (kind === 'SKIPPED') return before;
  const proposed = Object.entries(suggested ?? {}).filter(([, figure]) => figure !== null);
  if (proposed.length === 0) throw new DecisionRefusedError('there is no suggestion with a figure to confirm');
  return { ...before, ...Object.fromEntries(proposed) };
}

/** SKIPPED changes nothing, so the figures go on holding from when they held. */
function effectiveFromOf(
  { kind, effectiveFrom }: DecisionRequest,
  last: BudgetDecision | undefined,
  thisMonday: MondayDate,
): MondayDate {
  if (kind === 'SKIPPED') {
    if (effectiveFrom !== null) throw new DecisionRefusedError('SKIPPED changes nothing, so it has no effectiveFrom');
    return last?.effectiveFrom ?? thisMonday;
  }
  if (effectiveFrom === null) return thisMonday;
  if (!isMonday(effectiveFrom)) throw new DecisionRefusedError(`effectiveFrom ${effectiveFrom} is not a Monday`);
  if (effectiveFrom < thisMonday) {
    throw new DecisionRefusedError(`effectiveFrom is not before ${thisMonday}: history is not rewritten`);
  }
  const latest = addDays(thisMonday, 7 * WEEKS_AHEAD_MAX);
  if (effectiveFrom > latest) throw new DecisionRefusedError(`effectiveFrom is not after ${latest}`);
  return effectiveFrom;
}

/** The weekly budget of a Monday: that of the last decision by version that holds from then or before. */
export function weeklyBudgetOf(mondayDate: MondayDate, made: readonly BudgetDecision[]): Budget {
  const holding = made.findLast(({ effectiveFrom }) => effectiveFrom <= mondayDate);
  return weeklyBudget(holding?.figures ?? NO_FIGURES);
}

/** The budget of the CWO as a whole: that of the last decision. */
export function totalBudgetOf(made: readonly BudgetDecision[]): Budget {
  return totalBudget(made.at(-1)?.figures ?? NO_FIGURES);
}
