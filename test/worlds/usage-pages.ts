import type { UsageGroup, UsageResultRow } from '../../core/usage/usage-source.ts';
import { parseDecimal } from '../../core/values/decimal.ts';
import { USD6_SCALE } from '../../core/values/money.ts';

/** A group of the usage result: so much of a source for an employee, in one row. */
export function group(employeeId: string | null, costUsd: string, changes: Partial<UsageGroup> = {}): UsageResultRow {
  const costUsd6 = parseDecimal(costUsd, USD6_SCALE);
  if (costUsd6 === undefined) throw new RangeError(`no cost: ${costUsd}`);
  return {
    kind: 'GROUP',
    reason: null,
    employeeId,
    source: 'claude_code',
    rows: 1,
    rowsWithoutTokens: 0,
    tokens: 1000n,
    costUsd6,
    ...changes,
  };
}

/** The row that all groups sum to. */
export function totalOf(groups: readonly UsageResultRow[]): UsageResultRow {
  const total = { rows: 0, tokens: 0n, costUsd6: 0n };
  for (const { rows, tokens, costUsd6 } of groups) {
    total.rows += rows;
    total.tokens += tokens;
    total.costUsd6 += costUsd6;
  }
  return { kind: 'TOTAL', ...total };
}

/** A result as it should be: the total first, then the groups, so many to a page. */
export function pagesOf(groups: readonly UsageResultRow[], pageRows = 1000): UsageResultRow[][] {
  const rows = [totalOf(groups), ...groups];
  return Array.from({ length: Math.ceil(rows.length / pageRows) }, (_, page) =>
    rows.slice(page * pageRows, (page + 1) * pageRows),
  );
}
