import type { FactPart, FactTable, PartSums, ReplacedPart } from '../../core/collection/fact-table.ts';
import { countedTokens, type UsageFact } from '../../core/collection/usage-fact.ts';

/** Facts in memory, part by part, with the instant each was pulled at. */
export class MemoryFactTable implements FactTable {
  /** By `source/day/reporter`. */
  readonly parts = new Map<string, { readonly facts: readonly UsageFact[]; readonly pulledAt: string }>();

  async replace(part: FactPart, facts: readonly UsageFact[], pulledAt: string): Promise<ReplacedPart> {
    const key = `${part.source}/${part.usageDate}/${part.reporter}`;
    const before = this.parts.get(key);
    this.parts.set(key, { facts, pulledAt });
    return { part, after: sumsOf(facts), before: before ? sumsOf(before.facts) : null };
  }
}

function sumsOf(facts: readonly UsageFact[]): PartSums {
  return {
    rows: facts.length,
    tokens: facts.reduce((sum, { tokens }) => sum + (countedTokens(tokens) ?? 0n), 0n),
    costUsd6: facts.reduce((sum, { cost }) => sum + (cost.usd6 ?? 0n), 0n),
  };
}
