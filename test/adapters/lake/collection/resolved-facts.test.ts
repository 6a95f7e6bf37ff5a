import { describe, expect, it } from 'vitest';
import { resolvedFacts, sourceLiteral } from '../../../../adapters/lake/collection/resolved-facts.ts';
import { weeklyStatement } from '../../../../adapters/lake/collection/weekly-facts.ts';
import { USAGE_SOURCES } from '../../../../functions/names.ts';

const DAYS = { from: '2026-11-16', to: '2026-11-22' };
const RULES = { seat: true, notional: 'TOKENS' } as const;
const BREAKOUTS = ["cursor' OR 1=1 --", 'cursor"', '', 'CURSOR', 'toString', '__proto__'];

describe('a source in a statement', () => {
  it.each(Object.keys(USAGE_SOURCES))('is one that the product knows: %s', (source) => {
    expect(sourceLiteral(source)).toBe(`'${source}'`);
  });

  it.each(BREAKOUTS)('is nothing else: %s', (source) => {
    expect(() => resolvedFacts({ sources: ['cursor', source], ...DAYS })).toThrow(
      new RangeError('not a source of usage'),
    );
  });
});

describe('a day in a statement', () => {
  it.each(["2026-11-16' OR '1'='1", '2026-02-30', '2026-1-1', ''])('is a day and nothing else: %s', (day) => {
    expect(() => resolvedFacts({ sources: ['cursor'], ...DAYS, from: day })).toThrow(new RangeError('not a day'));
    expect(() => resolvedFacts({ sources: ['cursor'], ...DAYS, to: day })).toThrow(new RangeError('not a day'));
  });
});

describe('a tool in a statement', () => {
  it.each(["cursor' END, 1 --", 'a tool', '', 'x'.repeat(65)])('is an id and nothing else: %s', (tool) => {
    const sources = [{ source: 'csv', tool }];

    expect(() => weeklyStatement('2026-11-16', sources, RULES)).toThrow(new RangeError('not a tool'));
  });
});

describe('the facts with who their actors are', () => {
  const statement = resolvedFacts({ sources: ['cursor', 'csv'], ...DAYS });

  it('are read from the partitions of sources and days alone', () => {
    expect(statement).toContain("source IN ('cursor', 'csv')");
    expect(statement).toContain("usage_date BETWEEN '2026-11-16' AND '2026-11-22'");
  });

  it('are of the newest entry that covers the day, one of the source first, the end exclusive', () => {
    expect(statement).toContain("ORDER BY CASE WHEN i.source = '*' THEN 1 ELSE 0 END, i.entry_no DESC");
    expect(statement).toContain('i.valid_from <= a.usage_date');
    expect(statement).toContain('i.valid_to IS NULL OR a.usage_date < i.valid_to');
  });

  it('count no tokens that are read from a cache', () => {
    expect(statement).not.toContain('tokens_cache_read');
    expect(statement.match(/COALESCE\(tokens_\w+, 0\)/g)).toHaveLength(4);
  });
});

describe('the weekly statement', () => {
  const kinds = (rules: Parameters<typeof weeklyStatement>[2]) =>
    /cost_kind IN \(([^)]*)\)/.exec(weeklyStatement('2026-11-16', [{ source: 'cursor', tool: 'cursor' }], rules))?.[1];

  it('is of the seven days of the week', () => {
    const statement = weeklyStatement('2026-11-16', [{ source: 'cursor', tool: 'cursor' }], RULES);

    expect(statement).toContain("BETWEEN '2026-11-16' AND '2026-11-22'");
    expect(statement).toContain("WHEN 'cursor' THEN 'cursor'");
  });

  it.each([
    [true, 'TOKENS', "'BILLED', 'SEAT', 'NOTIONAL'"],
    [false, 'TOKENS', "'BILLED', 'NOTIONAL'"],
    [true, 'COST', "'BILLED', 'SEAT', 'NOTIONAL'"],
    [false, 'NOTHING', "'BILLED'"],
  ] as const)('counts what the rules say: seats %s, notional %s', (seat, notional, counted) => {
    expect(kinds({ seat, notional })).toBe(counted);
  });

  it.each([
    ['TOKENS', true],
    ['COST', false],
  ] as const)('takes list prices for 0 where notional is %s: %s', (notional, isFree) => {
    const statement = weeklyStatement('2026-11-16', [{ source: 'cursor', tool: 'cursor' }], { seat: true, notional });

    expect(statement.includes("CASE WHEN cost_kind = 'NOTIONAL' THEN CAST(0 AS DECIMAL(38, 6))")).toBe(isFree);
  });
});
