-- What each CWO cost in each week, OVERHEAD and UNALLOCATED as rows of their own.
-- :from, :to  the first and the last Monday, as '2026-11-02'
SELECT
  used.cwo_id,
  COALESCE(cwo.name, used.cwo_id) AS cwo_name,
  used.monday_date,
  used.tokens,
  used.cost_usd,
  used.estimated_usd
FROM (
  SELECT
    cwo_id,
    monday_date,
    CAST(SUM(allocated_tokens) AS BIGINT) AS tokens,
    SUM(allocated_cost_usd) AS cost_usd,
    SUM(CASE WHEN allocation_basis = 'ESTIMATED' THEN allocated_cost_usd ELSE 0 END) AS estimated_usd
  FROM token_cost_allocation
  WHERE monday_date BETWEEN :from AND :to
  GROUP BY cwo_id, monday_date
) AS used
LEFT JOIN cwo ON cwo.cwo_id = used.cwo_id
ORDER BY used.cwo_id, used.monday_date
