-- What each CWO cost in its whole life, OVERHEAD and UNALLOCATED as rows of their own.
SELECT
  used.cwo_id,
  COALESCE(cwo.name, used.cwo_id) AS cwo_name,
  used.first_week,
  used.last_week,
  used.tokens,
  used.cost_usd,
  used.estimated_usd
FROM (
  SELECT
    cwo_id,
    MIN(monday_date) AS first_week,
    MAX(monday_date) AS last_week,
    CAST(SUM(allocated_tokens) AS BIGINT) AS tokens,
    SUM(allocated_cost_usd) AS cost_usd,
    SUM(CASE WHEN allocation_basis = 'ESTIMATED' THEN allocated_cost_usd ELSE 0 END) AS estimated_usd
  FROM token_cost_allocation
  WHERE monday_date >= '2023-01-02'
  GROUP BY cwo_id
) AS used
LEFT JOIN cwo ON cwo.cwo_id = used.cwo_id
ORDER BY used.cwo_id
