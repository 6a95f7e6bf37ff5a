import type { PlainDate } from '../values/week.ts';
import { countedTokens, type UsageFact } from './usage-fact.ts';

/** What is replaced as one: a day of a source, as one reporter tells it. */
export interface FactPart {
  readonly source: string;
  readonly usageDate: PlainDate;
  /** `api` for what is pulled, else the machine or export that reported: 1..64 of `[A-Za-z0-9._@-]`. */
  readonly reporter: string;
}

/** The reporter of all that is pulled. */
export const API_REPORTER = 'api';

/** What a part summed to. */
export interface PartSums {
  readonly rows: number;
  /** Counted tokens; 0 where none are reported. */
  readonly tokens: bigint;
  /** Of the known costs. */
  readonly costUsd6: bigint;
}

export interface ReplacedPart {
  readonly part: FactPart;
  readonly after: PartSums;
  /** Null where the part is new. */
  readonly before: PartSums | null;
}

/** The daily table of facts in the lake. */
export interface FactTable {
  /**
   * Replaces a part by one write; an empty one remains, as a day that was looked at and has nothing.
   * @param pulledAt ISO instant
   */
  replace(part: FactPart, facts: readonly UsageFact[], pulledAt: string): Promise<ReplacedPart>;
}

export function sumsOf(facts: readonly UsageFact[]): PartSums {
  let tokens = 0n;
  let costUsd6 = 0n;
  for (const fact of facts) {
    tokens += countedTokens(fact.tokens) ?? 0n;
    costUsd6 += fact.cost.usd6 ?? 0n;
  }
  return { rows: facts.length, tokens, costUsd6 };
}
