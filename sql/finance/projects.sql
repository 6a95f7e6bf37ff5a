-- What each project cost; what has no project stands under its CWO, OVERHEAD or UNALLOCATED.
-- :from, :to  the first and the last Monday, as '2026-11-02'
SELECT
  used.project_id,
  COALESCE(project.name, used.project_id) AS project_name,
  used.tokens,
  used.cost_usd,
  used.estimated_usd,
  used.cwos
FROM (
  SELECT
    COALESCE(line.project_id, line.cwo_id) AS project_id,
    CAST(SUM(allocated_tokens) AS BIGINT) AS tokens,
    SUM(allocated_cost_usd) AS cost_usd,
    SUM(CASE WHEN allocation_basis = 'ESTIMATED' THEN allocated_cost_usd ELSE 0 END) AS estimated_usd,
    COUNT(DISTINCT CASE WHEN cwo_id NOT IN ('OVERHEAD', 'UNALLOCATED') THEN cwo_id END) AS cwos
  FROM token_cost_allocation AS line
  WHERE monday_date BETWEEN :from AND :to
  GROUP BY COALESCE(line.project_id, line.cwo_id)
) AS used
LEFT JOIN project ON project.project_id = used.project_id
ORDER BY used.project_id
