import type { RoleBenchmark } from '../../core/budgets/benchmarks.ts';
import type { BudgetSuggestion, SuggestedRole } from '../../core/budgets/suggestion.ts';
import { ratio } from '../../core/values/ratio.ts';

function suggestedRole(role: string, headcount: number, tokensPerWeek: bigint, weeks: number): SuggestedRole {
  const benchmark: RoleBenchmark = {
    role,
    status: 'OK',
    tokensPerWeek: ratio(tokensPerWeek),
    usd4PerWeek: ratio(tokensPerWeek * 10n),
    medianTokens: tokensPerWeek,
    p90Tokens: tokensPerWeek,
    people: 5,
    weeks,
    tokens: tokensPerWeek * 60n,
    topPersonTokens: tokensPerWeek * 20n,
    adoption: ratio(1n),
    adoptionKnown: true,
  };
  const tokens = BigInt(headcount) * tokensPerWeek;
  return {
    cwoRoleId: `R-${role}`,
    role,
    headcount,
    plannedHoursPerWeek: null,
    people: BigInt(headcount) * 100n,
    benchmark,
    tokensPerWeek,
    usd4PerWeek: tokensPerWeek * 10n,
    perWeek: { tokens, costUsd4: tokens * 10n },
  };
}

/** For 12 weeks: 3 × 8,000 + 1,500 + 3,000 = 28,500, with the buffer and rounded up 30,000 tokens a week. */
export function suggestion(changes: Partial<BudgetSuggestion> = {}): BudgetSuggestion {
  return {
    suggestionId: 'a'.repeat(64),
    cwoId: 'C1',
    createdAt: '2026-11-26T09:00:00.000Z',
    benchmarksAsOf: '2026-11-24T06:00:00.000Z',
    sureness: 'OK',
    startDate: '2026-11-30',
    endDate: '2027-02-21',
    weeks: 12,
    roles: [
      suggestedRole('BACKEND', 3, 8_000n, 12),
      suggestedRole('PM', 1, 1_500n, 8),
      suggestedRole('QA', 1, 3_000n, 10),
    ],
    sum: { tokens: 28_500n, costUsd4: 285_000n },
    bufferPct: 5,
    figures: { tokensPerWeek: 30_000n, tokensTotal: 360_000n, usd4PerWeek: 300_000n, usd4Total: 3_600_000n },
    range: { lowTokens: 28_500n, highTokens: 28_500n },
    projectHistory: [],
    ...changes,
  };
}
