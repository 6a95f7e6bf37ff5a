import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { namedRoles } from '../../../core/budgets/role-use.ts';

function role(name: string, people: number, tokens: bigint) {
  return { role: name, people, tokens };
}

describe('roles by use', () => {
  it('are named from 3 people on, by use descending, then by name', () => {
    expect(namedRoles([role('Tester', 3, 5n), role('Engineer', 4, 90n), role('Analyst', 3, 5n)])).toEqual([
      role('Engineer', 4, 90n),
      role('Analyst', 3, 5n),
      role('Tester', 3, 5n),
    ]);
  });

  it('of fewer people are one, beside the others by its use', () => {
    expect(namedRoles([role('Engineer', 3, 50n), role('Lead', 1, 60n), role('Tester', 2, 10n)])).toEqual([
      role('other roles', 3, 70n),
      role('Engineer', 3, 50n),
    ]);
  });

  it.each([
    ['all the few', [role('Lead', 1, 5n), role('Tester', 1, 5n)]],
    ['the few beside many', [role('Engineer', 30, 500n), role('Lead', 2, 5n)]],
  ])('are not named at all where those others are fewer than 3 people: %s', (_, uses) => {
    expect(namedRoles(uses)).toEqual([]);
  });

  it('are 20 at most', () => {
    const many = Array.from({ length: 30 }, (_, index) => role(`Role ${index}`, 3, BigInt(index)));

    expect(namedRoles(many)).toHaveLength(20);
    expect(namedRoles(many)[0]).toEqual(role('Role 29', 3, 29n));
  });

  it('never tell of fewer than 3 people, and where all are named lose no token', () => {
    const uses = fc.uniqueArray(
      fc.record({
        role: fc.string({ minLength: 1, maxLength: 3 }),
        people: fc.integer({ min: 1, max: 5 }),
        tokens: fc.bigInt(0n, 99n),
      }),
      { selector: (one) => one.role, maxLength: 15 },
    );
    fc.assert(
      fc.property(uses, (found) => {
        const named = namedRoles(found);

        for (const { people } of named) expect(people).toBeGreaterThan(2);
        const sum = (of: readonly { tokens: bigint }[]) => of.reduce((total, { tokens }) => total + tokens, 0n);
        if (named.length > 0) expect(sum(named)).toBe(sum(found));
      }),
    );
  });
});
