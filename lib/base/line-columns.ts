/** Columns of the tables that are made of lines, by name with their types, as `adapters/lake/published/` writes them. */

const OF_A_LINE = { id: 'string', employee_id: 'string', cwo_id: 'string' } as const;

/** A current line. */
export const LINE_COLUMNS = {
  ...OF_A_LINE,
  allocated_tokens: 'bigint',
  allocated_cost_usd: 'decimal(18,4)',
  allocation_basis: 'string',
  is_recalculated: 'boolean',
  method: 'string',
  reason: 'string',
  flags: 'string',
  billable: 'boolean',
  project_id: 'string',
  client_id: 'string',
  cwo_role_id: 'string',
  role: 'string',
  hours: 'decimal(9,2)',
  revision: 'int',
  run_id: 'string',
  allocated_at: 'timestamp',
} as const;

/** A line of any revision. */
export const REVISION_COLUMNS = { ...LINE_COLUMNS, superseded_at: 'timestamp', trigger: 'string' } as const;

/** What of a line came of one source. */
export const SOURCE_COLUMNS = { ...OF_A_LINE, source: 'string', tokens: 'bigint', cost_usd: 'decimal(18,4)' } as const;

/** What of a line falls to one calendar month. */
export const MONTH_COLUMNS = {
  ...OF_A_LINE,
  month: 'string',
  tokens: 'bigint',
  cost_usd: 'decimal(18,4)',
  hours: 'decimal(9,2)',
  policy: 'string',
} as const;
