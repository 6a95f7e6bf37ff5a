-- What is used of each CWO's weekly budget; both percentages are of cost.
-- :from, :to  the first and the last Monday, as '2026-11-02'
SELECT
  cwo_id,
  monday_date,
  budget_tokens,
  actual_tokens,
  utilization_usd_pct AS utilization_pct,
  budget_usd,
  actual_usd,
  provisional_usd_pct AS provisional_pct
FROM token_budget_tracking
WHERE monday_date BETWEEN :from AND :to
ORDER BY cwo_id, monday_date
