import { describe, expect, it } from 'vitest';
import {
  type BudgetDecision,
  type DecisionRequest,
  nextDecision,
  totalBudgetOf,
  weeklyBudgetOf,
} from '../../../core/budgets/decision.ts';
import { type BudgetFigures, NO_FIGURES } from '../../../core/budgets/figures.ts';

/** A Wednesday; its week begins on the 23rd. */
const TODAY = '2026-11-25';
const MONDAY = '2026-11-23';
const FIGURES: BudgetFigures = {
  tokensPerWeek: 30_000n,
  tokensTotal: 360_000n,
  usd4PerWeek: 3_000_000n,
  usd4Total: null,
};
const SUGGESTED: BudgetFigures = { ...NO_FIGURES, tokensPerWeek: 40_000n, usd4Total: 500_000n };

function decision(changes: Partial<BudgetDecision> = {}): BudgetDecision {
  return {
    version: 1,
    kind: 'SET',
    figures: FIGURES,
    effectiveFrom: MONDAY,
    suggestionId: null,
    decidedBy: 'E1',
    decidedAt: '2026-11-23T08:00:00.000Z',
    note: null,
    ...changes,
  };
}

function decide(
  changes: Partial<DecisionRequest>,
  { made = [decision()], suggested = SUGGESTED as BudgetFigures | null } = {},
): BudgetDecision {
  const request: DecisionRequest = {
    kind: 'SET',
    figures: {},
    effectiveFrom: null,
    suggestionId: null,
    decidedBy: 'E2',
    note: 'as agreed',
    ...changes,
  };
  return nextDecision(request, made, { suggested, today: TODAY, decidedAt: '2026-11-25T10:00:00.000Z' });
}

describe('a decision', () => {
  it('counts on from the last, and says who decided what when', () => {
    const made = decide({ figures: { tokensPerWeek: 50_000n }, suggestionId: 'S1' });

    expect(made).toEqual({
      version: 2,
      kind: 'SET',
      figures: { ...FIGURES, tokensPerWeek: 50_000n },
      effectiveFrom: MONDAY,
      suggestionId: 'S1',
      decidedBy: 'E2',
      decidedAt: '2026-11-25T10:00:00.000Z',
      note: 'as agreed',
    });
  });

  it('is the first where there was none, on no figures', () => {
    const made = decide({ figures: { usd4Total: 1n } }, { made: [] });

    expect(made).toMatchObject({ version: 1, figures: { ...NO_FIGURES, usd4Total: 1n } });
  });

  it.each<[string, Partial<DecisionRequest>, BudgetFigures]>([
    [
      'ADJUSTED keeps what it does not name',
      { kind: 'ADJUSTED', figures: { tokensTotal: 1n } },
      { ...FIGURES, tokensTotal: 1n },
    ],
    [
      'ADJUSTED empties what it names as null',
      { kind: 'ADJUSTED', figures: { usd4PerWeek: null } },
      { ...FIGURES, usd4PerWeek: null },
    ],
    [
      'SET does both',
      { kind: 'SET', figures: { tokensPerWeek: null, usd4Total: 7n } },
      { ...FIGURES, tokensPerWeek: null, usd4Total: 7n },
    ],
    [
      'CONFIRMED takes over what is suggested',
      { kind: 'CONFIRMED' },
      { ...FIGURES, tokensPerWeek: 40_000n, usd4Total: 500_000n },
    ],
    ['SKIPPED changes none', { kind: 'SKIPPED' }, FIGURES],
  ])('(%s) states all four figures', (_, request, figures) => {
    expect(decide(request).figures).toEqual(figures);
  });

  it.each<[string, Partial<DecisionRequest>, RegExp]>([
    ['ADJUSTED', { kind: 'ADJUSTED' }, /^ADJUSTED names at least one figure$/],
    ['SET', { kind: 'SET' }, /^SET names at least one figure$/],
    ['CONFIRMED', { kind: 'CONFIRMED', figures: { tokensTotal: 1n } }, /^CONFIRMED names no figure of its own/],
    ['SKIPPED', { kind: 'SKIPPED', figures: { tokensTotal: null } }, /^SKIPPED names no figure of its own/],
  ])('of kind %s is refused with the wrong figures', (_, request, message) => {
    expect(() => decide(request)).toThrow(
      expect.objectContaining({ name: 'DecisionRefusedError', message: expect.stringMatching(message) }),
    );
  });

  it.each([
    ['there is no suggestion', null],
    ['the suggestion has no figure', NO_FIGURES],
  ])('confirms nothing where %s', (_, suggested) => {
    expect(() => decide({ kind: 'CONFIRMED' }, { suggested })).toThrow('no suggestion with a figure to confirm');
  });
});

describe('effectiveFrom', () => {
  it.each([
    ['the Monday of this week where none is named', null, MONDAY],
    ['the Monday of this week', MONDAY, MONDAY],
    ['a later one', '2026-12-07', '2026-12-07'],
    ['156 weeks ahead', '2029-11-19', '2029-11-19'],
  ])('is %s', (_, effectiveFrom, found) => {
    expect(decide({ figures: { tokensTotal: 1n }, effectiveFrom }).effectiveFrom).toBe(found);
  });

  it.each([
    ['the Monday before', '2026-11-16', /not before 2026-11-23: history is not rewritten/],
    ['a Tuesday', '2026-11-24', /2026-11-24 is not a Monday/],
    ['no day', '2026-02-30', /is not a Monday/],
    ['157 weeks ahead', '2029-11-26', /not after 2029-11-19/],
  ])('is refused where it is %s', (_, effectiveFrom, message) => {
    expect(() => decide({ figures: { tokensTotal: 1n }, effectiveFrom })).toThrow(message);
  });

  it('of SKIPPED is what held before, though that lies behind, or this week where nothing did', () => {
    const older = decision({ effectiveFrom: '2026-11-02' });

    expect(decide({ kind: 'SKIPPED' }, { made: [older] }).effectiveFrom).toBe('2026-11-02');
    expect(decide({ kind: 'SKIPPED' }, { made: [] }).effectiveFrom).toBe(MONDAY);
    expect(() => decide({ kind: 'SKIPPED', effectiveFrom: MONDAY })).toThrow('it has no effectiveFrom');
  });
});

describe('the budget that holds', () => {
  const first = decision({
    effectiveFrom: '2026-11-02',
    figures: { ...FIGURES, tokensPerWeek: 10n, tokensTotal: 100n },
  });
  const later = decision({
    version: 2,
    effectiveFrom: '2026-12-07',
    figures: { ...FIGURES, tokensPerWeek: 20n, tokensTotal: 200n },
  });
  const sooner = decision({
    version: 3,
    effectiveFrom: '2026-11-23',
    figures: { ...FIGURES, tokensPerWeek: 30n, tokensTotal: 300n },
  });

  it.each([
    ['before all of them', '2026-10-26', null],
    ['from the first on', '2026-11-02', 10n],
    ['up to the next', '2026-11-16', 10n],
    ['from the last by version on', '2026-11-23', 30n],
    ['also where an earlier version begins later', '2026-12-07', 30n],
  ])('in a week (%s) is that of the last decision by version that holds then', (_, monday, tokens) => {
    expect(weeklyBudgetOf(monday, [first, later, sooner]).TOKENS).toBe(tokens);
  });

  it('in total is that of the last decision, also where its weeks are still to come', () => {
    expect(totalBudgetOf([first, later]).TOKENS).toBe(200n);
    expect(totalBudgetOf([first, later, sooner])).toEqual({ TOKENS: 300n, USD: null });
    expect(totalBudgetOf([])).toEqual({ TOKENS: null, USD: null });
  });
});
