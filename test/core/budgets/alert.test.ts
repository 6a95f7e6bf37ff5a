import { describe, expect, it } from 'vitest';
import { sha256 } from '../../../adapters/system/hash.ts';
import { alertIdOf } from '../../../core/budgets/alert.ts';

const NAME = {
  cwoId: 'CWO-1',
  scope: 'WEEK',
  mondayDate: '2026-11-16',
  unit: 'TOKENS',
  pct: 70,
  episode: 1,
  direction: 'UP',
} as const;

describe('the name of an alert', () => {
  it.each([
    ['a week', NAME, 'CWO-1|WEEK|2026-11-16|TOKENS|70|1|UP'],
    ['the whole', { ...NAME, scope: 'TOTAL', mondayDate: null } as const, 'CWO-1|TOTAL|TOTAL|TOKENS|70|1|UP'],
  ])('of %s is what it tells, hashed', (_, name, words) => {
    expect(alertIdOf(name, (text) => `of ${text}`)).toBe(`of ${words}`);
  });

  it('is SHA-256 in hexadecimals', () => {
    expect(alertIdOf(NAME, sha256)).toBe('90eba20a42de19b49b94b66b42fc14cb3bd6daacd3d3f92cc0a50c5468c42de2');
  });

  it('is another one for everything that differs', () => {
    const others = [
      { ...NAME, cwoId: 'CWO-2' },
      { ...NAME, scope: 'TOTAL', mondayDate: null } as const,
      { ...NAME, mondayDate: '2026-11-09' },
      { ...NAME, unit: 'USD' } as const,
      { ...NAME, pct: 90 },
      { ...NAME, episode: 2 },
      { ...NAME, direction: 'DOWN' } as const,
    ];

    expect(new Set([NAME, ...others].map((name) => alertIdOf(name, sha256))).size).toBe(8);
  });
});
