-- What is not settled and whom to ask: cost that is estimated, split equally or unallocated, by week and the CWO's manager.
-- :from, :to  the first and the last Monday, as '2026-11-02'; the age is counted back from the last
SELECT
  line.monday_date,
  DATE_DIFF('week', CAST(line.monday_date AS DATE), CAST(:to AS DATE)) AS age_weeks,
  cwo.pm_employee_id,
  line.method,
  line.reason,
  COUNT(DISTINCT line.employee_id) AS employee_weeks,
  SUM(line.allocated_cost_usd) AS cost_usd
FROM token_cost_allocation AS line
LEFT JOIN cwo ON cwo.cwo_id = line.cwo_id
WHERE line.monday_date BETWEEN :from AND :to
  AND (line.allocation_basis = 'ESTIMATED' OR line.method = 'EQUAL_SPLIT' OR line.cwo_id = 'UNALLOCATED')
GROUP BY line.monday_date, cwo.pm_employee_id, line.method, line.reason
ORDER BY line.monday_date, cwo.pm_employee_id NULLS FIRST, line.method, line.reason NULLS FIRST
