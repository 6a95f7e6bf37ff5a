import { isDemandNew } from '../timesheets/cwo-demand.ts';
import type { CwoReader, KnownCwo } from '../timesheets/cwo-registry.ts';
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
  return propose(await readCwo(cwoId, ports), ports);
}

/**
 * The same, but only where the CWO has other dates, roles, people or hours than its latest suggestion was made of, so that
 * it is made whatever stopped in between before, and once.
 * @returns whether one was made
 * @throws UnknownCwoError
 */
export async function proposeOnNewDemand(cwoId: string, ports: ProposalPorts): Promise<boolean> {
  const read = await readCwo(cwoId, ports);
  if (!isDemandNew(await ports.suggestions.latest(cwoId), read.cwo)) return false;
  await propose(read, ports);
  return true;
}

/** Of two that read a CWO, whoever did so later has the later instant, and so the latest suggestion. */
interface CwoAsOf {
  readonly cwo: KnownCwo;
  readonly now: string;
}

async function readCwo(cwoId: string, { cwos, clock }: ProposalPorts): Promise<CwoAsOf> {
  const now = clock.now();
  const cwo = (await cwos.readCwos([cwoId])).get(cwoId);
  if (!cwo) throw new UnknownCwoError(cwoId);
  return { cwo, now };
}

async function propose(
  { cwo, now }: CwoAsOf,
  { benchmarks, suggestions, sha256, settings }: ProposalPorts,
): Promise<BudgetSuggestion> {
  const suggestion = suggestBudget(cwo, { benchmarks: await benchmarks.latest(), settings, now, sha256 });
  await suggestions.add(suggestion);
  return (await suggestions.find(cwo.cwoId, suggestion.suggestionId)) ?? suggestion;
}
