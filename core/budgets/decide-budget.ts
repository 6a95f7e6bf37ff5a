import { type FigureReaders, settledAfter } from '../values/figure-readers.ts';
import { plainDateAt } from '../values/week.ts';
import type { DecisionStore } from './budget-store.ts';
import { type BudgetDecision, type DecisionRequest, nextDecision } from './decision.ts';
import type { BudgetFigures } from './figures.ts';
import { refreshBudget } from './refresh.ts';
import { BudgetContendedError, contextOf, TRIES_MAX, type TrackingPorts } from './track-week.ts';
import type { CwoBudget } from './tracking.ts';
import { sumLines, type WeekSum } from './week-sum.ts';

/** Somebody else has decided since. */
export class DecisionConflictError extends Error {
  override readonly name = 'DecisionConflictError';
  /** The last decision; null where there is none. */
  readonly current: BudgetDecision | null;

  constructor(cwoId: string, current: BudgetDecision | null) {
    super(`the budget of ${cwoId} stands at version ${current?.version ?? 0}: look at it and decide again`);
    this.current = current;
  }
}

export interface DecisionCommand {
  readonly cwoId: string;
  /** The version the writer saw; 0 where there was no decision. */
  readonly seenVersion: number;
  readonly request: DecisionRequest;
  /** The figures of the suggestion that the request names. */
  readonly suggested: BudgetFigures | null;
}

export interface DecisionPorts extends TrackingPorts {
  readonly decisions: DecisionStore;
  readonly publications: FigureReaders;
}

const PAUSE_MS = 50;

/**
 * Adds a decision, and with it refreshes the weeks it holds for and TOTAL, in the one transaction that decides.
 * @throws DecisionConflictError where the version seen is not the last
 * @throws DecisionRefusedError where the rules do not allow it
 */
export async function decideBudget(command: DecisionCommand, ports: DecisionPorts): Promise<BudgetDecision> {
  const { cwoId, seenVersion, request, suggested } = command;
  for (let tries = 1; tries <= TRIES_MAX; tries += 1) {
    if (tries > 1) await ports.clock.pause(PAUSE_MS * 2 ** tries);
    const before = await ports.budgets.read(cwoId);
    const current = before.decisions.at(-1) ?? null;
    if ((current?.version ?? 0) !== seenVersion) throw new DecisionConflictError(cwoId, current);
    const context = contextOf(null, ports);
    const today = plainDateAt(context.now, ports.settings.timeZone);
    const decision = nextDecision(request, before.decisions, { suggested, today, decidedAt: context.now });
    const change = refreshBudget(before, { sums: await sumsOf(before, decision, ports), decision }, context);
    await ports.publications.expectChange(
      change.weeks.map(({ mondayDate }) => mondayDate),
      settledAfter(context.now),
    );
    if (await ports.decisions.write(change)) return decision;
  }
  throw new BudgetContendedError(`the budget of ${cwoId} lost ${TRIES_MAX} races`);
}

/** The tracked weeks that it holds for, summed again; SKIPPED changes none. */
async function sumsOf(
  { cwoId, weeks }: CwoBudget,
  { kind, effectiveFrom }: BudgetDecision,
  { lines }: TrackingPorts,
): Promise<Map<string, WeekSum>> {
  const sums = new Map<string, WeekSum>();
  if (kind === 'SKIPPED') return sums;
  for (const { mondayDate } of weeks) {
    if (mondayDate >= effectiveFrom) sums.set(mondayDate, await sumLines(lines.read(cwoId, mondayDate)));
  }
  return sums;
}
