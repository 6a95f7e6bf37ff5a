import { ThrottlingException } from '@aws-sdk/client-dynamodb';
import { describe, expect, it, vi } from 'vitest';
import { DynamoSuggestions } from '../../../../adapters/dynamodb/budgets/suggestions.ts';
import { sha256 } from '../../../../adapters/system/hash.ts';
import { BudgetRefusedError } from '../../../../core/budgets/budget-store.ts';
import { NO_FIGURES } from '../../../../core/budgets/figures.ts';
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

  it('have the one as latest that was proposed last, be it for the first time or again', async () => {
    const suggestions = made();
    const other = { ...SUGGESTION, suggestionId: '0'.repeat(64), createdAt: '2026-11-25T09:00:00.000Z' };
    expect(await suggestions.latest('C1')).toBeNull();

    await suggestions.add(other);
    await suggestions.add(SUGGESTION);
    expect(await suggestions.latest('C1')).toEqual(other);

    await suggestions.add({ ...SUGGESTION, createdAt: '2026-12-01T09:00:00.000Z' });
    expect(await suggestions.latest('C1')).toEqual(SUGGESTION);
  });

  it('are listed by CWO, and in the order in which they were made', async () => {
    const suggestions = made();
    const earlier = { ...SUGGESTION, suggestionId: 'b'.repeat(64), createdAt: '2026-11-20T09:00:00.000Z' };
    await suggestions.add({ ...SUGGESTION, cwoId: 'C2' });
    await suggestions.add(SUGGESTION);
    await suggestions.add(earlier);

    expect(await suggestions.listCwos()).toEqual(['C1', 'C2']);
    expect(await suggestions.list('C1')).toEqual([earlier, SUGGESTION]);
    expect(await suggestions.list('C9')).toEqual([]);
  });
});

describe('who is asked about a suggestion', () => {
  const DAY_LATER = '2026-11-25T09:00:00.000Z';
  const world = () => {
    const table = new MemoryTable();
    const asked = () => table.partition('OUTBOX').map(({ kind, cwoId, sk }) => [kind, cwoId, sk]);
    return { table, asked, suggestions: new DynamoSuggestions(table.client, 'budgets', sha256) };
  };

  it('is its PM, once, be it proposed again or not', async () => {
    const { asked, suggestions, table } = world();

    await suggestions.add(SUGGESTION);
    expect(asked()).toEqual([['SUGGESTION', 'C1', SUGGESTION.suggestionId]]);

    table.delete({ pk: 'OUTBOX', sk: SUGGESTION.suggestionId });
    await suggestions.add({ ...SUGGESTION, createdAt: DAY_LATER });
    expect(asked()).toEqual([]);
  });

  it.each([
    ['has no figure', { figures: NO_FIGURES }],
    ['is for a CWO that has ended', { endDate: '2026-11-23' }],
  ])('is nobody where it %s', async (_, other) => {
    const { asked, suggestions } = world();

    expect(await suggestions.add({ ...SUGGESTION, ...other })).toBe(true);

    expect(asked()).toEqual([]);
    expect(await suggestions.latest('C1')).toMatchObject(other);
  });

  it('is nobody where one that was made later is the latest already, and it is kept', async () => {
    const { asked, suggestions } = world();
    const later = { ...SUGGESTION, suggestionId: '0'.repeat(64), createdAt: DAY_LATER };
    await suggestions.add(later);

    expect(await suggestions.add(SUGGESTION)).toBe(true);

    expect(asked()).toEqual([['SUGGESTION', 'C1', later.suggestionId]]);
    expect(await suggestions.latest('C1')).toEqual(later);
    expect(await suggestions.find('C1', SUGGESTION.suggestionId)).toEqual(SUGGESTION);
  });
});

describe('a suggestion that could not be kept', () => {
  const failing = (error: object) => {
    const table = new MemoryTable();
    vi.spyOn(table, 'send').mockRejectedValue(error);
    return new DynamoSuggestions(table.client, 'budgets', sha256);
  };

  it('is worth another try where the table is busy', async () => {
    const busy = new ThrottlingException({ message: 'slow down', $metadata: {} });

    await expect(failing(busy).add(SUGGESTION)).rejects.toMatchObject({
      name: 'SuggestionNotAddedError',
      $retryable: {},
    });
  });

  it('is refused where the table will never take it', async () => {
    const refused = Object.assign(new Error('too large'), { name: 'ValidationException' });

    await expect(failing(refused).add(SUGGESTION)).rejects.toThrow(BudgetRefusedError);
  });
});
