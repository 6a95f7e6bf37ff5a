import type { AlertPhase } from './alert-phase.ts';
import { type DecisionCommand, type DecisionPorts, decideBudget } from './decide-budget.ts';
import { type BudgetDecision, DecisionRefusedError, type DecisionRequest } from './decision.ts';
import type { BudgetSuggestion } from './suggestion.ts';
import type { SuggestionStore } from './suggestion-store.ts';

export interface DecideAndAlertPorts extends DecisionPorts {
  readonly suggestions: SuggestionStore;
  readonly alertPhase: AlertPhase;
  readonly report: DecisionReport;
}

/** What is noted beside a decision, for operators. */
export interface DecisionReport {
  warn(message: string, details: Readonly<Record<string, string>>): void;
}

/**
 * Decides on a budget, on a suggestion where the request rests on one, and has told at once what the decision crosses.
 * Where that cannot be started, the decision holds and the schedule of the alerts tells it.
 * @throws DecisionConflictError where the version seen is not the last
 * @throws DecisionRefusedError where the rules do not allow it, or its suggestion is unknown or has been replaced
 */
export async function decideAndAlert(
  { cwoId, seenVersion, request }: Omit<DecisionCommand, 'suggested'>,
  ports: DecideAndAlertPorts,
): Promise<BudgetDecision> {
  const suggestion = await suggestionOf(cwoId, request, ports.suggestions);
  const suggestionId = suggestion?.suggestionId ?? null;
  const suggested = suggestion?.figures ?? null;
  const decision = await decideBudget({ cwoId, seenVersion, request: { ...request, suggestionId }, suggested }, ports);
  try {
    await ports.alertPhase.start();
  } catch (error) {
    const name = error instanceof Error ? error.name : 'unknown';
    ports.report.warn('the alerts of a decision wait for their schedule', { error: name });
  }
  return decision;
}

/** The suggestion that is named; the one that holds where a confirmation names none. */
async function suggestionOf(
  cwoId: string,
  { kind, suggestionId }: DecisionRequest,
  suggestions: SuggestionStore,
): Promise<BudgetSuggestion | null> {
  if (kind !== 'CONFIRMED') {
    if (suggestionId === null) return null;
    const named = await suggestions.find(cwoId, suggestionId);
    if (!named) throw new DecisionRefusedError(`${cwoId} has no suggestion ${suggestionId}`);
    return named;
  }
  const latest = await suggestions.latest(cwoId);
  if (suggestionId === null || latest?.suggestionId === suggestionId) return latest;
  if (!(await suggestions.find(cwoId, suggestionId))) {
    throw new DecisionRefusedError(`${cwoId} has no suggestion ${suggestionId}`);
  }
  throw new DecisionRefusedError(
    `suggestion ${suggestionId} has been replaced by ${latest?.suggestionId}: look at that`,
  );
}
