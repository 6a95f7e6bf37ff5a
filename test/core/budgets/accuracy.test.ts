import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import {
  accuracyByHistory,
  type CwoLifeUse,
  compareSuggestion,
  errorPct,
  type RoleComparison,
  type SuggestionAccuracy,
} from '../../../core/budgets/accuracy.ts';
import { suggestedRole, suggestion } from '../../worlds/suggestions.ts';

/** 12 weeks, in which 300,000 tokens were used. */
const USE: CwoLifeUse = {
  weeks: 12,
  tokens: 300_000n,
  tokensByRole: new Map([
    ['BACKEND_DEVELOPER', 240_000n],
    ['TESTER', 48_000n],
  ]),
};

describe('a suggestion for a CWO that has ended', () => {
  it('is compared before its buffer, in all and by role: 28,500 a week against 25,000 are 14.00 % too much', () => {
    const roles = [
      suggestedRole('BACKEND_DEVELOPER', 3, 8_000n, 12),
      suggestedRole('FRONTEND_DEVELOPER', 1, 1_500n, 8),
      suggestedRole('TESTER', 1, 3_000n, 10),
    ];

    const compared = compareSuggestion(suggestion({ roles }), USE) as SuggestionAccuracy;

    expect(compared.inAll).toEqual({ suggested: 342_000n, actual: 300_000n });
    expect(errorPct(compared.inAll)).toBe('14.00');
    expect(compared.roles.map((one) => [one.role, one.historyWeeks, errorPct(one)])).toEqual([
      ['BACKEND_DEVELOPER', 12, '20.00'],
      ['FRONTEND_DEVELOPER', 8, null],
      ['TESTER', 10, '-25.00'],
    ]);
  });

  it('has roles of one name together, and those without history left out', () => {
    const backend = suggestedRole('BACKEND_DEVELOPER', 3, 8_000n);
    const roles = [backend, { ...backend, cwoRoleId: 'R9' }, suggestedRole('TESTER', 1, null)];

    const compared = compareSuggestion(suggestion({ roles, sureness: 'PARTIAL' }), USE);

    expect(compared).toMatchObject({
      sureness: 'PARTIAL',
      roles: [{ role: 'BACKEND_DEVELOPER', suggested: 576_000n }],
    });
  });

  it.each([
    [
      'had no figure',
      { sum: null, figures: { tokensPerWeek: null, tokensTotal: null, usd4PerWeek: null, usd4Total: null } },
    ],
    ['came when the CWO had ended', { createdAt: '2026-12-26T00:00:00.000Z' }],
  ])('is not compared where it %s', (_, changes) => {
    expect(compareSuggestion(suggestion(changes), USE)).toBeNull();
  });
});

describe('the error of a suggestion', () => {
  it.each([
    [100n, 100n, '0.00'],
    [20n, 19n, '5.26'],
    [0n, 7n, '-100.00'],
    [3n, 1n, '200.00'],
    [3n, 0n, null],
  ])('of %i against %i is %s', (suggested, actual, expected) => {
    expect(errorPct({ suggested, actual })).toBe(expected);
  });
});

describe('suggestions from more and from less history', () => {
  const role = (historyWeeks: number, suggested: bigint, actual: bigint): RoleComparison => {
    return { role: 'QA', historyWeeks, suggested, actual };
  };
  const withRoles = (...roles: RoleComparison[]) => {
    return { ...(compareSuggestion(suggestion(), USE) as SuggestionAccuracy), roles };
  };

  it('stand side by side, too much and too little both counted', () => {
    const compared = [withRoles(role(12, 105n, 100n), role(8, 150n, 100n)), withRoles(role(8, 50n, 100n))];

    expect(accuracyByHistory(compared)).toEqual([
      { historyWeeks: 8, comparisons: 2, errorPct: '50.00' },
      { historyWeeks: 12, comparisons: 1, errorPct: '5.00' },
    ]);
  });

  it('have no error where nothing was used', () => {
    expect(accuracyByHistory([withRoles(role(9, 5n, 0n))])).toEqual([
      { historyWeeks: 9, comparisons: 1, errorPct: null },
    ]);
    expect(accuracyByHistory([])).toEqual([]);
  });

  it('do not depend on the order, nor on the unit', () => {
    const amount = fc.bigInt({ min: 0n, max: 10n ** 18n });
    const roles = fc.array(
      fc.record({ role: fc.constant('QA'), historyWeeks: fc.nat(12), suggested: amount, actual: amount }),
    );
    fc.assert(
      fc.property(roles, (all) => {
        const expected = accuracyByHistory([withRoles(...all)]);
        const scaled = all.map((one) => ({ ...one, suggested: one.suggested * 7n, actual: one.actual * 7n }));
        expect(accuracyByHistory(all.toReversed().map((one) => withRoles(one)))).toEqual(expected);
        expect(accuracyByHistory([withRoles(...scaled)])).toEqual(expected);
      }),
    );
  });
});
