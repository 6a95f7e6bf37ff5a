-- Which CWOs moved most from one week to the next.
-- :to  the Monday to look at, as '2026-11-16'
-- :to_before  the Monday before it, as '2026-11-09'
SELECT
  used.cwo_id,
  COALESCE(cwo.name, used.cwo_id) AS cwo_name,
  used.last_usd,
  used.this_usd,
  used.this_usd - used.last_usd AS change_usd
FROM (
  SELECT
    cwo_id,
    SUM(CASE WHEN monday_date = :to_before THEN allocated_cost_usd ELSE 0 END) AS last_usd,
    SUM(CASE WHEN monday_date = :to THEN allocated_cost_usd ELSE 0 END) AS this_usd
  FROM token_cost_allocation
  WHERE monday_date IN (:to_before, :to)
  GROUP BY cwo_id
) AS used
LEFT JOIN cwo ON cwo.cwo_id = used.cwo_id
ORDER BY ABS(used.this_usd - used.last_usd) DESC, used.cwo_id
