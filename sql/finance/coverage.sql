-- How much of each week's cost is on CWOs, overhead and unallocated, and whether less than 5 % is unallocated.
-- :from, :to  the first and the last Monday, as '2026-11-02'
SELECT
  monday_date,
  -- Half up, as exact as integers: see "A quotient is made of integers" in docs/decisions.md.
  CAST(
    SIGN(allocated)
    * CAST(ROUND(CAST(allocated_dividend - MOD(allocated_dividend, divisor) AS DOUBLE) / CAST(divisor AS DOUBLE)) AS BIGINT)
    * 0.01
    AS DECIMAL(18, 2)
  ) AS allocated_pct,
  CAST(
    SIGN(overhead)
    * CAST(ROUND(CAST(overhead_dividend - MOD(overhead_dividend, divisor) AS DOUBLE) / CAST(divisor AS DOUBLE)) AS BIGINT)
    * 0.01
    AS DECIMAL(18, 2)
  ) AS overhead_pct,
  CAST(
    SIGN(unallocated)
    * CAST(ROUND(CAST(unallocated_dividend - MOD(unallocated_dividend, divisor) AS DOUBLE) / CAST(divisor AS DOUBLE)) AS BIGINT)
    * 0.01
    AS DECIMAL(18, 2)
  ) AS unallocated_pct,
  CASE WHEN divisor IS NOT NULL THEN 20 * unallocated < total END AS goal_met
FROM (
  SELECT
    monday_date,
    total,
    total - overhead - unallocated AS allocated,
    overhead,
    unallocated,
    2 * 10000 * ABS(total - overhead - unallocated) + total AS allocated_dividend,
    2 * 10000 * ABS(overhead) + total AS overhead_dividend,
    2 * 10000 * ABS(unallocated) + total AS unallocated_dividend,
    CASE WHEN total > 0 THEN 2 * total END AS divisor
  FROM (
    SELECT
      monday_date,
      CAST(SUM(allocated_cost_usd) * 10000 AS BIGINT) AS total,
      CAST(SUM(CASE WHEN cwo_id = 'OVERHEAD' THEN allocated_cost_usd ELSE 0 END) * 10000 AS BIGINT) AS overhead,
      CAST(SUM(CASE WHEN cwo_id = 'UNALLOCATED' THEN allocated_cost_usd ELSE 0 END) * 10000 AS BIGINT) AS unallocated
    FROM token_cost_allocation
    WHERE monday_date BETWEEN :from AND :to
    GROUP BY monday_date
  ) AS summed
) AS shares
ORDER BY monday_date
