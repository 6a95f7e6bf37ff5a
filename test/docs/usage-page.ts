import type { UsageGroup, UsageResultRow, UsageRowReason } from '../../core/usage/usage-source.ts';
import { parseDecimal } from '../../core/values/decimal.ts';
import { compareIds, IDENTIFIER } from '../../core/values/ids.ts';
import { USD6_SCALE } from '../../core/values/money.ts';
import type { UsageRow } from '../../local/sample/usage.ts';

/** What the usage query makes of rows, in one page: the total, then a group per row by employee ascending. */
export async function* usagePage(rows: readonly UsageRow[], monday: string): AsyncGenerator<UsageResultRow[]> {
  const groups = rows.map((row) => groupOf(row, monday));
  const total = {
    kind: 'TOTAL' as const,
    rows: groups.length,
    tokens: groups.reduce((sum, { tokens }) => sum + tokens, 0n),
    costUsd6: groups.reduce((sum, { costUsd6 }) => sum + costUsd6, 0n),
  };
  const sorted = groups.sort((a, b) => compareIds(a.employeeId ?? '', b.employeeId ?? ''));
  yield [total, ...sorted.map((group) => ({ kind: 'GROUP' as const, ...group }))];
}

/** Why a run sets the row aside, or null. */
export function reasonOf(row: UsageRow, monday: string): UsageRowReason | null {
  if (row.cost_usd === null) return 'MISSING_COST';
  if (row.total_tokens !== null && row.total_tokens < 0n) return 'NEGATIVE_TOKENS';
  if (!IDENTIFIER.test(row.employee_id)) return 'MALFORMED_EMPLOYEE';
  return row.week_start_date === monday ? null : 'NOT_A_MONDAY';
}

function groupOf(row: UsageRow, monday: string): UsageGroup {
  return {
    reason: reasonOf(row, monday),
    employeeId: row.employee_id,
    source: row.source ?? 'unspecified',
    rows: 1,
    rowsWithoutTokens: row.total_tokens === null ? 1 : 0,
    tokens: row.total_tokens ?? 0n,
    costUsd6: row.cost_usd === null ? 0n : (parseDecimal(row.cost_usd, USD6_SCALE) as bigint),
  };
}
