-- What each week cost by who bears it: recharged to clients, billable but not recharged, not billable, overhead, unallocated.
-- :from, :to  the first and the last Monday, as '2026-11-02'
SELECT
  monday_date,
  SUM(CASE WHEN kind = 'RECHARGED' THEN cost_usd ELSE 0 END) AS recharged_usd,
  SUM(CASE WHEN kind = 'BILLABLE' THEN cost_usd ELSE 0 END) AS billable_usd,
  SUM(CASE WHEN kind = 'NON_BILLABLE' THEN cost_usd ELSE 0 END) AS non_billable_usd,
  SUM(CASE WHEN kind = 'OVERHEAD' THEN cost_usd ELSE 0 END) AS overhead_usd,
  SUM(CASE WHEN kind = 'UNALLOCATED' THEN cost_usd ELSE 0 END) AS unallocated_usd,
  SUM(cost_usd) AS total_usd
FROM (
  SELECT
    line.monday_date,
    CASE
      WHEN line.cwo_id IN ('OVERHEAD', 'UNALLOCATED') THEN line.cwo_id
      WHEN cwo.ai_recharge = 'AT_COST' THEN 'RECHARGED'
      WHEN line.billable THEN 'BILLABLE'
      ELSE 'NON_BILLABLE'
    END AS kind,
    line.allocated_cost_usd AS cost_usd
  FROM token_cost_allocation AS line
  LEFT JOIN cwo ON cwo.cwo_id = line.cwo_id
  WHERE line.monday_date BETWEEN :from AND :to
) AS borne
GROUP BY monday_date
ORDER BY monday_date
