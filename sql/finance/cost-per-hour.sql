-- What an approved hour costs in each CWO, by the lines that logged hours decided and nothing provisional.
-- :from, :to  the first and the last Monday, as '2026-11-02'
SELECT
  used.cwo_id,
  COALESCE(cwo.name, used.cwo_id) AS cwo_name,
  used.cost_usd,
  used.hours,
  -- Half up, as exact as integers: see "A quotient is made of integers" in docs/decisions.md.
  CAST(
    SIGN(used.cost_units)
    * CAST(ROUND(CAST(used.dividend - MOD(used.dividend, used.divisor) AS DOUBLE) / CAST(used.divisor AS DOUBLE)) AS BIGINT)
    * 0.0001
    AS DECIMAL(18, 4)
  ) AS usd_per_hour
FROM (
  SELECT
    cwo_id,
    cost_usd,
    hours,
    cost_units,
    2 * 100 * ABS(cost_units) + hour_units AS dividend,
    NULLIF(2 * hour_units, 0) AS divisor
  FROM (
    SELECT
      cwo_id,
      SUM(allocated_cost_usd) AS cost_usd,
      SUM(hours) AS hours,
      CAST(SUM(allocated_cost_usd) * 10000 AS BIGINT) AS cost_units,
      CAST(SUM(hours) * 100 AS BIGINT) AS hour_units
    FROM token_cost_allocation
    WHERE monday_date BETWEEN :from AND :to
      AND allocation_basis = 'ACTUAL'
      AND method = 'LOGGED_HOURS'
    GROUP BY cwo_id
  ) AS summed
) AS used
LEFT JOIN cwo ON cwo.cwo_id = used.cwo_id
ORDER BY used.cwo_id
