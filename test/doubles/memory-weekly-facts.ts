import type { IdentityTable } from '../../core/collection/build-week.ts';
import { entryFor, type IdentityEntry, type IdentityStore } from '../../core/collection/identity.ts';
import { countedTokens, type UsageFact } from '../../core/collection/usage-fact.ts';
import type { WeeklyFacts, WeeklyGroup } from '../../core/collection/weekly-usage.ts';
import { mondayOf } from '../../core/values/week.ts';

/**
 * Facts of one source and its tool, summed by whoever the identity table, replaced as a whole, says they are of: every
 * fact is a group of its own, which the weekly rows cannot tell from the query's where each actor has one.
 */
export class MemoryWeeklyFacts implements WeeklyFacts, IdentityTable {
  readonly facts: UsageFact[] = [];
  /** How often the identity table was replaced, and the week's facts were summed. */
  readonly calls: string[] = [];
  #identities: readonly IdentityEntry[] = [];

  static of(...facts: readonly UsageFact[]): MemoryWeeklyFacts {
    const memory = new MemoryWeeklyFacts();
    memory.facts.push(...facts);
    return memory;
  }

  async replace(identities: Pick<IdentityStore, 'list'>): Promise<void> {
    this.calls.push('replace');
    this.#identities = await Array.fromAsync(identities.list());
  }

  async sum(mondayDate: string, signal: AbortSignal): Promise<WeeklyGroup[]> {
    signal.throwIfAborted();
    this.calls.push('sum');
    return this.facts
      .filter(({ usageDate }) => mondayOf(usageDate) === mondayDate)
      .flatMap((fact) => this.#groupOf(fact));
  }

  #groupOf({ actor, usageDate, tokens, cost }: UsageFact): WeeklyGroup[] {
    const own = this.#identities.filter((entry) => entry.actor.kind === actor.kind && entry.actor.id === actor.id);
    const entry = entryFor(own, 'cursor', usageDate);
    const sums = { tool: 'cursor', tokens: countedTokens(tokens), costUsd6: cost.usd6 };
    if (entry === null) return [{ ...sums, employeeId: null, source: 'cursor', actor }];
    return entry.target === 'employee' ? [{ ...sums, employeeId: entry.employeeId, source: null, actor: null }] : [];
  }
}
