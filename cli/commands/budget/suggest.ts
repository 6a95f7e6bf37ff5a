import { systemClock } from '../../../adapters/system/clock.ts';
import { sha256 } from '../../../adapters/system/hash.ts';
import { proposeBudget } from '../../../core/budgets/propose-budget.ts';
import {
  type SuggestedRoleText,
  type SuggestionText,
  toSuggestionText,
} from '../../../core/budgets/suggestion-view.ts';
import { grouped } from '../../../core/values/decimal.ts';
import type { Deployment } from '../../deployment.ts';
import { type Column, renderTable } from '../../view/table.ts';

/** Suggests a budget for a CWO from the newest benchmarks. */
export async function suggest(
  {
    cwos,
    benchmarks,
    suggestions,
    budgetSettings,
  }: Pick<Deployment, 'cwos' | 'benchmarks' | 'suggestions' | 'budgetSettings'>,
  cwoId: string,
): Promise<SuggestionText> {
  const settings = budgetSettings.benchmarks;
  return toSuggestionText(
    await proposeBudget(cwoId, { cwos, benchmarks, suggestions, settings, clock: systemClock, sha256 }),
  );
}

export function renderSuggestion(suggestion: SuggestionText): string {
  const { cwoId, roles, sum, bufferPct, range, projectHistory, sureness, benchmarksAsOf } = suggestion;
  const { tokensPerWeek, tokensTotal, usdPerWeek, usdTotal, weeks, suggestionId } = suggestion;
  const lines = [
    `Suggestion ${suggestionId.slice(0, 12)} for ${cwoId}: ${SURE[sureness]}`,
    renderTable(roles, COLUMNS),
  ];
  if (sum && range) {
    lines.push(
      `  sum ${grouped(sum.tokens)} tokens and ${grouped(sum.costUsd)} USD a week, with ${bufferPct} % and rounded up:`,
      `  a week ${figure(tokensPerWeek)} tokens, ${figure(usdPerWeek)} USD`,
      `  in ${weeks ?? 'an unknown number of'} weeks ${figure(tokensTotal)} tokens, ${figure(usdTotal)} USD`,
      `  by medians ${grouped(range.lowTokens)}, by P90s ${grouped(range.highTokens)} tokens a week`,
    );
  }
  for (const past of projectHistory) {
    lines.push(`  ${past.cwoId}, ended: ${grouped(past.tokens)} tokens and ${grouped(past.costUsd)} USD a week`);
  }
  lines.push(
    benchmarksAsOf === null
      ? '  no benchmarks yet: "ledger budget benchmarks --refresh"'
      : `  benchmarks as of ${benchmarksAsOf}`,
    `  "ledger budget confirm --cwo ${cwoId}" takes it, "adjust" another, "skip" none`,
  );
  return lines.join('\n');
}

const SURE = {
  OK: 'every role has history',
  PARTIAL: 'roles without enough history are left out',
  INSUFFICIENT_HISTORY: 'no role has enough history for a figure',
} as const;

function figure(value: bigint | string | null): string {
  return value === null ? 'none' : grouped(value);
}

const COLUMNS: readonly Column<SuggestedRoleText>[] = [
  { title: 'role', of: ({ role }) => role },
  { title: 'people', of: ({ people }) => people, isNumber: true },
  { title: 'tokens each', of: (row) => (row.hasHistory ? figure(row.tokensPerWeek) : 'no history'), isNumber: true },
  { title: 'adoption %', of: ({ adoptionPct }) => adoptionPct ?? '', isNumber: true },
  { title: 'tokens a week', of: ({ perWeek }) => (perWeek ? grouped(perWeek.tokens) : ''), isNumber: true },
  { title: 'USD a week', of: ({ perWeek }) => (perWeek ? grouped(perWeek.costUsd) : ''), isNumber: true },
];
