-- What each role used, those of fewer than 3 people merged into other roles.
-- :from, :to  the first and the last Monday, as '2026-11-02'
SELECT
  role,
  COUNT(DISTINCT employee_id) AS people,
  CAST(SUM(tokens) AS BIGINT) AS tokens,
  SUM(cost_usd) AS cost_usd
FROM (
  SELECT
    CASE WHEN COUNT(*) OVER (PARTITION BY own_role) < 3 THEN 'other roles' ELSE own_role END AS role,
    employee_id,
    tokens,
    cost_usd
  FROM (
    SELECT
      COALESCE(role, 'no role') AS own_role,
      employee_id,
      CAST(SUM(allocated_tokens) AS BIGINT) AS tokens,
      SUM(allocated_cost_usd) AS cost_usd
    FROM token_cost_allocation
    WHERE monday_date BETWEEN :from AND :to
    GROUP BY COALESCE(role, 'no role'), employee_id
  ) AS used
) AS named
GROUP BY role
ORDER BY role
