-- What each CWO cost in a calendar month, by the project and client it was of.
-- :month  as '2026-11'
-- :month_from, :month_to  the first and the last Monday of the weeks that touch it, as '2026-10-26', '2026-11-30'
SELECT
  used.month,
  used.cwo_id,
  COALESCE(cwo.name, used.cwo_id) AS cwo_name,
  used.project_id,
  used.client_id,
  used.tokens,
  used.cost_usd,
  used.estimated_usd
FROM (
  SELECT
    part.month,
    part.cwo_id,
    line.project_id,
    line.client_id,
    CAST(SUM(part.tokens) AS BIGINT) AS tokens,
    SUM(part.cost_usd) AS cost_usd,
    SUM(CASE WHEN line.allocation_basis = 'ESTIMATED' THEN part.cost_usd ELSE 0 END) AS estimated_usd
  FROM token_cost_allocation_month AS part
  LEFT JOIN token_cost_allocation AS line
    ON line.id = part.id
    AND line.monday_date = part.monday_date
    AND line.monday_date BETWEEN :month_from AND :month_to
  WHERE part.monday_date BETWEEN :month_from AND :month_to
    AND part.month = :month
  GROUP BY part.month, part.cwo_id, line.project_id, line.client_id
) AS used
LEFT JOIN cwo ON cwo.cwo_id = used.cwo_id
ORDER BY used.cwo_id, used.project_id NULLS FIRST, used.client_id NULLS FIRST
