-- What each source of usage cost in each CWO.
-- :from, :to  the first and the last Monday, as '2026-11-02'
SELECT
  source,
  cwo_id,
  CAST(SUM(tokens) AS BIGINT) AS tokens,
  SUM(cost_usd) AS cost_usd
FROM token_cost_allocation_source
WHERE monday_date BETWEEN :from AND :to
GROUP BY source, cwo_id
ORDER BY source, cwo_id
