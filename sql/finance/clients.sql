-- What each client cost; what has no client stands under its CWO, OVERHEAD or UNALLOCATED.
-- :from, :to  the first and the last Monday, as '2026-11-02'
SELECT
  used.client_id,
  COALESCE(client.name, used.client_id) AS client_name,
  used.tokens,
  used.cost_usd,
  used.estimated_usd,
  used.cwos
FROM (
  SELECT
    COALESCE(line.client_id, line.cwo_id) AS client_id,
    CAST(SUM(allocated_tokens) AS BIGINT) AS tokens,
    SUM(allocated_cost_usd) AS cost_usd,
    SUM(CASE WHEN allocation_basis = 'ESTIMATED' THEN allocated_cost_usd ELSE 0 END) AS estimated_usd,
    COUNT(DISTINCT CASE WHEN cwo_id NOT IN ('OVERHEAD', 'UNALLOCATED') THEN cwo_id END) AS cwos
  FROM token_cost_allocation AS line
  WHERE monday_date BETWEEN :from AND :to
  GROUP BY COALESCE(line.client_id, line.cwo_id)
) AS used
LEFT JOIN client ON client.client_id = used.client_id
ORDER BY used.client_id
