import { describe, expect, it } from 'vitest';
import type { UsageGroup, UsageResultRow, UsageRowReason } from '../../../core/usage/usage-source.ts';
import { UsageTally } from '../../../core/usage/usage-tally.ts';
import { source } from '../../worlds/heads.ts';
import { usage } from '../../worlds/rule-weeks.ts';

function group(costUsd: string, tokens: bigint, changes: Partial<UsageGroup> = {}): UsageResultRow {
  const who = { reason: null, employeeId: 'E1', source: 'claude_code', rows: 1, rowsWithoutTokens: 0 };
  return { kind: 'GROUP', ...who, ...usage(costUsd, tokens), ...changes };
}

function total(costUsd: string, tokens: bigint, rows: number): UsageResultRow {
  return { kind: 'TOTAL', rows, ...usage(costUsd, tokens) };
}

function tallyOf(...rows: UsageResultRow[]): UsageTally {
  const tally = new UsageTally();
  for (const row of rows) tally.addRow(row);
  return tally;
}

const bad = (reason: UsageRowReason) => ({ reason, rows: 2 });
const groups = [group('45.00', 900n), group('-0.50', 100n), group('2.00', -5n, bad('NEGATIVE_TOKENS'))];
const wholeTotal = total('46.50', 995n, 4);

describe('the usage result against its total', () => {
  it.each([
    ['the total first, as it comes', [wholeTotal, ...groups]],
    ['the total last', [...groups, wholeTotal]],
    ['nothing at all', [total('0', 0n, 0)]],
  ])('agrees: %s', (_, rows) => {
    expect(tallyOf(...rows).findDifference()).toBeNull();
  });

  it.each([
    ['a group lost', [wholeTotal, ...groups.slice(1)]],
    ['a group twice', [wholeTotal, ...groups, ...groups.slice(2)]],
    ['a group of nothing twice', [wholeTotal, ...groups, group('0', 0n)]],
    ['a token off', [total('46.50', 996n, 4), ...groups]],
    ['a millionth of a dollar off', [total('46.500001', 995n, 4), ...groups]],
    ['a row off', [total('46.50', 995n, 5), ...groups]],
    ['no total', groups],
    ['the total twice', [wholeTotal, ...groups, wholeTotal]],
  ])('differs: %s', (_, rows) => {
    expect(tallyOf(...rows).findDifference()).toContain('the usage result');
  });

  it.each([
    ['a week of no rows', [total('0', 0n, 0)], true],
    ['a week of rows without amounts', [total('0', 0n, 1)], false],
    ['a week not yet told', [], false],
  ])('knows %s as empty: %s', (_, rows, isEmpty) => {
    expect(tallyOf(...rows).isEmpty()).toBe(isEmpty);
  });
});

describe('what was read', () => {
  it('is nothing before anything was', () => {
    const setAside = { rows: 0, amount: { tokens: 0n, costUsd4: 0n } };

    expect(tallyOf().read()).toEqual({
      usage: { tokens: 0n, costUsd4: 0n },
      roundingUsd6: 0n,
      employees: 0,
      rowsWithoutTokens: 0,
      setAside,
    });
  });

  it('rounds each weekly cost once and what was set aside once, and tells the difference', () => {
    const tally = tallyOf(
      group('0.000051', 5n),
      group('0.000151', 6n, { rowsWithoutTokens: 2, rows: 3 }),
      group('0.000060', 7n, { ...bad('MISSING_COST'), employeeId: 'E2' }),
      group('0.000060', 8n, { ...bad('NOT_A_MONDAY'), employeeId: 'E2' }),
    );

    const amounts = ['0.000051', '0.000151'].map((cost) => tally.addEmployeeWeek([source(cost, 5n)]));
    const read = tally.read();

    expect(amounts).toEqual([
      { tokens: 5n, costUsd4: 1n },
      { tokens: 5n, costUsd4: 2n },
    ]);
    expect(read).toEqual({
      usage: { tokens: 25n, costUsd4: 4n },
      roundingUsd6: 400n - 322n,
      employees: 2,
      rowsWithoutTokens: 2,
      setAside: { rows: 4, amount: { tokens: 15n, costUsd4: 1n } },
    });
  });

  it('rounds the sum of an employee, not its parts', () => {
    const tally = new UsageTally();

    const amount = tally.addEmployeeWeek([source('0.000050', 1n, 'a'), source('0.000001', 2n, 'b')]);

    expect(amount).toEqual({ tokens: 3n, costUsd4: 1n });
  });

  it('counts an employee whose usage disappeared', () => {
    const tally = new UsageTally();

    const amount = tally.addEmployeeWeek([]);

    expect(amount).toEqual({ tokens: 0n, costUsd4: 0n });
    expect(tally.read().employees).toBe(1);
  });
});
