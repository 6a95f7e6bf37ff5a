import type { CwoReader } from '../timesheets/cwo-registry.ts';
import type { Clock } from '../values/clock.ts';
import type { Sha256 } from '../values/hash.ts';
import type { BenchmarkStore } from './benchmark-store.ts';
import type { BenchmarkSettings } from './benchmarks.ts';
import { type BudgetSuggestion, suggestBudget } from './suggestion.ts';
import type { NewSuggestions, SuggestionStore } from './suggestion-store.ts';

export interface ProposalPorts {
  readonly cwos: CwoReader;
  readonly benchmarks: Pick<BenchmarkStore, 'latest'>;
  readonly suggestions: SuggestionStore & NewSuggestions;
  readonly clock: Clock;
  readonly sha256: Sha256;
  readonly settings: BenchmarkSettings;
}

/** The registry does not know the CWO. */
export class UnknownCwoError extends Error {
  override readonly name = 'UnknownCwoError';

  constructor(cwoId: string) {
    super(`no CWO ${cwoId} is known: a run that meets it, or its webhook, makes it known`);
  }
}

/**
 * Suggests a budget for a CWO from the newest benchmarks, and keeps the suggestion unless the same was made before.
 * @returns the one that is kept
 * @throws UnknownCwoError
 */
export async function proposeBudget(cwoId: string, ports: ProposalPorts): Promise<BudgetSuggestion> {
  const { cwos, benchmarks, suggestions, clock, sha256, settings } = ports;
  const cwo = (await cwos.readCwos([cwoId])).get(cwoId);
  if (!cwo) throw new UnknownCwoError(cwoId);
  const suggestion = suggestBudget(cwo, { benchmarks: await benchmarks.latest(), settings, now: clock.now(), sha256 });
  await suggestions.add(suggestion);
  return (await suggestions.find(cwoId, suggestion.suggestionId)) ?? suggestion;
}
