import type { TotalAttributes, WeekAttributes } from '../../../core/budgets/tracking-attributes.ts';
import type { LineAttributes } from '../../../core/ledger/line-attributes.ts';
import type { MonthRow, SourceRow, UndividedRows, WeekRows } from '../../../core/publication/rows.ts';
import { bigint, boolean, type Column, date, hours, int, percent, summed, text, timestamp, usd } from './columns.ts';

/** Columns by table, each in the order of the table. */
export type TableColumns<Rows> = { readonly [Table in keyof Rows]: readonly Column<RowOf<Rows[Table]>>[] };
export type RowOf<Rows> = Rows extends readonly (infer Row)[] ? Row : never;

const LINE_COLUMNS: readonly Column<LineAttributes>[] = [
  text('id', ({ id }) => id),
  text('employee_id', ({ employeeId }) => employeeId),
  text('cwo_id', ({ cwoId }) => cwoId),
  summed(
    'tokens',
    bigint('allocated_tokens', ({ allocatedTokens }) => allocatedTokens),
  ),
  summed(
    'costUsd4',
    usd('allocated_cost_usd', ({ allocatedCostUsd }) => allocatedCostUsd),
  ),
  text('allocation_basis', ({ allocationBasis }) => allocationBasis),
  boolean('is_recalculated', ({ isRecalculated }) => isRecalculated),
  text('method', ({ method }) => method),
  text('reason', ({ reason }) => reason),
  text('flags', ({ flags }) => flags.toSorted().join(',')),
  boolean('billable', ({ billable }) => billable),
  text('project_id', ({ projectId }) => projectId),
  text('client_id', ({ clientId }) => clientId),
  text('cwo_role_id', ({ cwoRoleId }) => cwoRoleId),
  text('role', ({ role }) => role),
  hours('hours', (line) => line.hours),
  int('revision', ({ revision }) => revision),
  text('run_id', ({ runId }) => runId),
  timestamp('allocated_at', ({ allocatedAt }) => allocatedAt),
];

const PART_COLUMNS: readonly Column<SourceRow | MonthRow>[] = [
  text('id', ({ id }) => id),
  text('employee_id', ({ employeeId }) => employeeId),
  text('cwo_id', ({ cwoId }) => cwoId),
];
const PART_AMOUNT: readonly Column<SourceRow | MonthRow>[] = [
  summed(
    'tokens',
    bigint('tokens', ({ tokens }) => tokens),
  ),
  summed(
    'costUsd4',
    usd('cost_usd', ({ costUsd4 }) => costUsd4),
  ),
];

type BudgetRow = WeekAttributes | TotalAttributes;

const BUDGET_COLUMNS: readonly Column<BudgetRow>[] = [
  text('cwo_id', ({ cwoId }) => cwoId),
  bigint('budget_tokens', ({ budgetTokens }) => budgetTokens),
  summed(
    'tokens',
    bigint('actual_tokens', ({ actualTokens }) => actualTokens),
  ),
  percent('utilization_pct', ({ utilizationPct }) => utilizationPct),
  usd('budget_usd', ({ budgetUsd }) => budgetUsd),
  summed(
    'costUsd4',
    usd('actual_usd', ({ actualUsd }) => actualUsd),
  ),
  percent('utilization_usd_pct', ({ utilizationUsdPct }) => utilizationUsdPct),
  percent('provisional_pct', ({ provisionalPct }) => provisionalPct),
  percent('provisional_usd_pct', ({ provisionalUsdPct }) => provisionalUsdPct),
];
const BUDGET_VERSION: readonly Column<BudgetRow>[] = [
  text('run_id', ({ runId }) => runId),
  timestamp('created_at', ({ createdAt }) => createdAt),
  timestamp('updated_at', ({ updatedAt }) => updatedAt),
  int('version', ({ version }) => version),
];

/** As the tables of the lake have them, the partition left out (`docs/publication.md`). */
export const WEEK_TABLES: TableColumns<WeekRows> = {
  allocation: LINE_COLUMNS,
  revision: [
    ...LINE_COLUMNS,
    timestamp('superseded_at', ({ supersededAt }) => supersededAt),
    text('trigger', ({ trigger }) => trigger),
  ],
  source: [...PART_COLUMNS, text('source', ({ source }) => source), ...PART_AMOUNT],
  month: [
    ...PART_COLUMNS,
    text('month', ({ month }) => month),
    ...PART_AMOUNT,
    hours('hours', (row) => row.hours),
    text('policy', ({ policy }) => policy),
  ],
  budgetTracking: [...BUDGET_COLUMNS, int('employees', ({ employees }) => employees), ...BUDGET_VERSION],
};

/** The same of those that no week divides. */
export const UNDIVIDED_TABLES: TableColumns<UndividedRows> = {
  cwo: [
    text('cwo_id', ({ cwoId }) => cwoId),
    text('code', ({ code }) => code),
    text('name', ({ name }) => name),
    text('project_id', ({ projectId }) => projectId),
    boolean('billable', ({ billable }) => billable),
    date('start_date', ({ startDate }) => startDate),
    date('end_date', ({ endDate }) => endDate),
    text('pm_employee_id', ({ pmEmployeeId }) => pmEmployeeId),
    text('ai_recharge', ({ aiRecharge }) => aiRecharge),
  ],
  project: [
    text('project_id', ({ projectId }) => projectId),
    text('name', ({ name }) => name),
    text('client_id', ({ clientId }) => clientId),
  ],
  client: [text('client_id', ({ clientId }) => clientId), text('name', ({ name }) => name)],
  budgetTotal: [...BUDGET_COLUMNS, int('weeks_tracked', ({ weeksTracked }) => weeksTracked), ...BUDGET_VERSION],
};
