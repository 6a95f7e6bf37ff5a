-- What has changed since an instant: per week and CWO that revisions touched, the cost as it was then and as it is.
-- :since  an instant in UTC, as TIMESTAMP '2026-11-20 09:00:00.000'
SELECT
  touched.monday_date,
  touched.cwo_id,
  cost.cost_before,
  cost.cost_after,
  cost.cost_after - cost.cost_before AS difference,
  touched.revisions
FROM (
  SELECT monday_date, cwo_id, COUNT(*) AS revisions
  FROM (
    SELECT monday_date, cwo_id, employee_id, revision
    FROM token_cost_allocation_revision
    WHERE monday_date >= '2023-01-02'
      AND allocated_at > :since
    UNION
    -- A line that went away was taken by the next revision.
    SELECT monday_date, cwo_id, employee_id, revision + 1 AS revision
    FROM token_cost_allocation_revision
    WHERE monday_date >= '2023-01-02'
      AND superseded_at > :since
  ) AS decided
  GROUP BY monday_date, cwo_id
) AS touched
JOIN (
  SELECT
    monday_date,
    cwo_id,
    SUM(CASE WHEN allocated_at <= :since THEN allocated_cost_usd ELSE 0 END) AS cost_before,
    SUM(CASE WHEN superseded_at IS NULL THEN allocated_cost_usd ELSE 0 END) AS cost_after
  FROM token_cost_allocation_revision
  WHERE monday_date >= '2023-01-02'
    AND (superseded_at IS NULL OR superseded_at > :since)
  GROUP BY monday_date, cwo_id
) AS cost ON cost.monday_date = touched.monday_date AND cost.cwo_id = touched.cwo_id
ORDER BY touched.monday_date, touched.cwo_id
