import { describe, expect, it } from 'vitest';
import { DynamoSuggestions } from '../../../../adapters/dynamodb/budgets/suggestions.ts';
import { sha256 } from '../../../../adapters/system/hash.ts';
import type { BudgetSuggestion } from '../../../../core/budgets/suggestion.ts';
import { MemoryTable } from '../../../doubles/memory-table.ts';

const SUGGESTION: BudgetSuggestion = {
  suggestionId: 'a'.repeat(64),
  cwoId: 'C1',
  createdAt: '2026-11-24T09:00:00.000Z',
  benchmarksAsOf: null,
  sureness: 'OK',
  startDate: '2026-01-05',
  endDate: null,
  weeks: null,
  roles: [],
  sum: { tokens: 9_007_199_254_740_993n, costUsd4: 1n },
  bufferPct: 5,
  figures: { tokensPerWeek: 30_000n, tokensTotal: null, usd4PerWeek: null, usd4Total: null },
  range: null,
  projectHistory: [],
};

describe('suggestions at rest', () => {
  const made = () => new DynamoSuggestions(new MemoryTable().client, 'budgets', sha256);

  it('are found as they were added, to the last token', async () => {
    const suggestions = made();

    expect(await suggestions.add(SUGGESTION)).toBe(true);
    expect(await suggestions.find('C1', SUGGESTION.suggestionId)).toEqual(SUGGESTION);
    expect(await suggestions.find('C2', SUGGESTION.suggestionId)).toBeNull();
  });

  it('are never written again', async () => {
    const suggestions = made();
    await suggestions.add(SUGGESTION);

    expect(await suggestions.add({ ...SUGGESTION, createdAt: '2026-12-01T09:00:00.000Z' })).toBe(false);
    expect((await suggestions.find('C1', SUGGESTION.suggestionId))?.createdAt).toBe(SUGGESTION.createdAt);
  });

  it('are told apart by when they were made', async () => {
    const suggestions = made();
    const later = { ...SUGGESTION, suggestionId: '0'.repeat(64), createdAt: '2026-11-25T09:00:00.000Z' };
    expect(await suggestions.latest('C1')).toBeNull();

    await suggestions.add(later);
    await suggestions.add(SUGGESTION);

    expect(await suggestions.latest('C1')).toEqual(later);
  });
});
