import { IDENTIFIER } from '../../core/values/ids.ts';
import { addDays, type MondayDate } from '../../core/values/week.ts';

const ID_CHARACTERS = 'ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789._@-';

/** Columns of the result, in order. */
export const USAGE_COLUMNS = [
  'is_total',
  'verdict',
  'employee_id',
  'source',
  'row_count',
  'rows_without_tokens',
  'tokens',
  'cost_usd',
] as const;

/**
 * The weekly usage query: the inner part gives each row a verdict, the outer one sums by verdict, employee and source
 * and, in the same statement, over everything. Plain Trino SQL; dates and ids are checked literals.
 * @param employeeIds only these; all without
 */
export function usageQuery(mondayDate: MondayDate, employeeIds?: readonly string[]): string {
  return `
SELECT
  GROUPING(verdict) AS is_total,
  verdict,
  employee_id,
  source,
  COUNT(*) AS row_count,
  SUM(CASE WHEN total_tokens IS NULL THEN 1 ELSE 0 END) AS rows_without_tokens,
  COALESCE(SUM(CAST(total_tokens AS DECIMAL(38, 0))), CAST(0 AS DECIMAL(38, 0))) AS tokens,
  COALESCE(SUM(CAST(cost_usd AS DECIMAL(38, 6))), CAST(0 AS DECIMAL(38, 6))) AS cost_usd
FROM (
  SELECT
    CASE
      WHEN cost_usd IS NULL THEN 'MISSING_COST'
      WHEN total_tokens < 0 THEN 'NEGATIVE_TOKENS'
      WHEN employee_id IS NULL OR NOT (${isIdentifier('employee_id')}) THEN 'MALFORMED_EMPLOYEE'
      WHEN week_start_date <> '${mondayDate}' THEN 'NOT_A_MONDAY'
      ELSE 'USABLE'
    END AS verdict,
    employee_id,
    CASE
      WHEN source IS NOT NULL AND ${isIdentifier('source')} THEN source
      ELSE 'unspecified'
    END AS source,
    total_tokens,
    cost_usd
  FROM ai_usage_weekly
  WHERE week_start_date BETWEEN '${mondayDate}' AND '${addDays(mondayDate, 6)}'${employeeIds ? `\n    AND employee_id IN (${employeeIds.map(quoted).join(', ')})` : ''}
) AS judged
GROUP BY GROUPING SETS ((verdict, employee_id, source), ())
ORDER BY 1 DESC, 3 ASC NULLS FIRST, 4 ASC, 2 ASC`.trim();
}

/** @throws RangeError where the text is no id: nothing else may stand in the statement */
function quoted(employeeId: string): string {
  if (!IDENTIFIER.test(employeeId)) throw new RangeError('not an employee id');
  return `'${employeeId}'`;
}

function isIdentifier(column: string): string {
  return `LENGTH(${column}) BETWEEN 1 AND 64 AND TRANSLATE(${column}, '${ID_CHARACTERS}', '') = ''`;
}
