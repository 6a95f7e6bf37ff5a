import type { RoleBenchmark } from '../../core/budgets/benchmarks.ts';
import type { BudgetSuggestion, SuggestedRole } from '../../core/budgets/suggestion.ts';
import { ratio } from '../../core/values/ratio.ts';

/** The worked example: three backend developers, a frontend developer and a tester for 12 weeks. */
export function suggestion(other: Partial<BudgetSuggestion> = {}): BudgetSuggestion {
  return {
    suggestionId: 'a'.repeat(64),
    cwoId: 'C1',
    createdAt: '2026-11-20T08:00:00.000Z',
    benchmarksAsOf: '2026-11-16T06:00:00.000Z',
    sureness: 'OK',
    startDate: '2026-10-05',
    endDate: '2026-12-25',
    roles: [
      suggestedRole('BACKEND_DEVELOPER', 3, 8_000n),
      suggestedRole('FRONTEND_DEVELOPER', 1, 3_000n),
      suggestedRole('TESTER', 1, 1_500n),
    ],
    sum: { tokens: 28_500n, costUsd4: 712_500n },
    bufferPct: 5,
    weeks: 12,
    figures: { tokensPerWeek: 30_000n, tokensTotal: 360_000n, usd4PerWeek: 750_000n, usd4Total: 9_000_000n },
    range: { lowTokens: 21_000n, highTokens: 44_000n },
    projectHistory: [{ cwoId: 'C0', weeks: 10, tokens: 25_000n, costUsd4: 625_000n }],
    ...other,
  };
}

/** So many people, of whom each uses so much in a week by so many weeks of history; null is too little history. */
export function suggestedRole(role: string, headcount: number, tokens: bigint | null, weeks = 12): SuggestedRole {
  const demand = {
    cwoRoleId: `R-${role}`,
    role,
    headcount,
    plannedHoursPerWeek: null,
    people: BigInt(headcount) * 100n,
  };
  if (tokens === null) return { ...demand, benchmark: null, tokensPerWeek: null, usd4PerWeek: null, perWeek: null };
  const usd4 = tokens * 25n;
  const perWeek = { tokens: tokens * BigInt(headcount), costUsd4: usd4 * BigInt(headcount) };
  return { ...demand, benchmark: benchmark(role, tokens, weeks), tokensPerWeek: tokens, usd4PerWeek: usd4, perWeek };
}

function benchmark(role: string, tokens: bigint, weeks: number): RoleBenchmark {
  return {
    role,
    status: 'OK',
    tokensPerWeek: ratio(tokens),
    usd4PerWeek: ratio(tokens * 25n),
    medianTokens: tokens,
    p90Tokens: tokens * 2n,
    people: 5,
    weeks,
    tokens: tokens * 60n,
    topPersonTokens: tokens * 20n,
    adoption: ratio(7n, 8n),
    adoptionKnown: true,
  };
}
