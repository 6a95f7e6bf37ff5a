import { elapsedPct } from '../../../core/budgets/elapsed.ts';
import { BUDGET_UNITS, type BudgetUnit } from '../../../core/budgets/figures.ts';
import { type Projection, projectTotal } from '../../../core/budgets/projection.ts';
import { isProvisional } from '../../../core/budgets/thresholds.ts';
import type { TrackedTotal, TrackedWeek } from '../../../core/budgets/tracking.ts';
import {
  type TotalAttributes,
  toTotalAttributes,
  toWeekAttributes,
  type WeekAttributes,
} from '../../../core/budgets/tracking-attributes.ts';
import type { KnownCwo } from '../../../core/timesheets/cwo-registry.ts';
import type { Clock } from '../../../core/values/clock.ts';
import { grouped } from '../../../core/values/decimal.ts';
import { fullWeekBefore } from '../../../core/values/week.ts';
import type { Deployment } from '../../deployment.ts';
import { bar } from '../../view/bar.ts';
import { toJson } from '../../view/json.ts';
import { type Column, renderTable } from '../../view/table.ts';

export interface ShowBudgetOptions {
  readonly cwo?: string;
  readonly week?: string;
  readonly json?: boolean;
}

/** A row of TokenBudgetTracking, with what a reader wants to know of its CWO. */
type BudgetRow = { readonly cwoName: string | null } & (
  | ({ readonly scope: 'WEEK' } & WeekAttributes)
  | ({
      readonly scope: 'TOTAL';
      readonly elapsedPct: string | null;
      /** When the budget runs out by the pace of late, by unit; read of one CWO alone. */
      readonly projection?: Readonly<Record<BudgetUnit, Projection | null>>;
    } & TotalAttributes)
);

/** With what its two decimals no longer tell. */
interface ShownRow {
  readonly row: BudgetRow;
  /** Whether more than half of the figure is ESTIMATED. */
  readonly provisional: Readonly<Record<BudgetUnit, boolean>>;
}

type Source = Pick<Deployment, 'budgets' | 'trackedWeeks' | 'cwos' | 'budgetSettings'>;

/** Budgets against what was used: of a CWO, of a week, or as a whole of all CWOs that the last full week knows. */
export async function showBudgets(deployment: Source, options: ShowBudgetOptions, clock: Clock): Promise<string> {
  const shown = await readRows(deployment, options, clock);
  const rows = shown.map(({ row }) => row);
  if (options.json) return toJson({ weekStartDate: options.week ?? null, rows });
  if (rows.length === 0) return 'Nothing is tracked that fits: a run of the week tracks it, "ledger run --week …".';
  return [renderTable(shown, COLUMNS), LEGEND, ...rows.flatMap(projectionLines)].join('\n');
}

async function readRows(deployment: Source, options: ShowBudgetOptions, clock: Clock): Promise<ShownRow[]> {
  const { cwo, week } = options;
  if (cwo !== undefined) {
    const budget = await deployment.budgets.read(cwo);
    const { weeks, total } = budget;
    const known = (await deployment.cwos.readCwos([cwo])).get(cwo);
    const shown = weeks.filter(({ mondayDate }) => week === undefined || mondayDate === week);
    const rows = shown.map((one) => weekRow(cwo, one, known));
    if (week !== undefined || !total) return rows;
    const projection = { TOKENS: projectTotal(budget, 'TOKENS'), USD: projectTotal(budget, 'USD') };
    const { row, provisional } = totalRow(cwo, total, known);
    return [...rows, { row: { ...row, projection }, provisional }];
  }
  const monday = week ?? fullWeekBefore(clock.now(), deployment.budgetSettings.timeZone, 1);
  const tracked = await deployment.trackedWeeks.readWeek(monday);
  const known = await deployment.cwos.readCwos(tracked.map(({ cwoId }) => cwoId));
  return tracked.flatMap(({ cwoId, week: one, total }): ShownRow[] => {
    if (week !== undefined) return one ? [weekRow(cwoId, one, known.get(cwoId))] : [];
    return total ? [totalRow(cwoId, total, known.get(cwoId))] : [];
  });
}

function weekRow(cwoId: string, week: TrackedWeek, known: KnownCwo | undefined): ShownRow {
  const row = { scope: 'WEEK' as const, cwoName: known?.name ?? null, ...toWeekAttributes(cwoId, week) };
  return { row, provisional: provisionalOf(week) };
}

function totalRow(cwoId: string, total: TrackedTotal, known: KnownCwo | undefined) {
  const elapsed = known ? elapsedPct(known, total.newestWeek) : null;
  const cwoName = known?.name ?? null;
  const row = { scope: 'TOTAL' as const, cwoName, ...toTotalAttributes(cwoId, total), elapsedPct: elapsed };
  return { row, provisional: provisionalOf(total) };
}

function provisionalOf({ actual, estimated }: TrackedWeek | TrackedTotal): ShownRow['provisional'] {
  return {
    TOKENS: isProvisional({ actual: actual.tokens, estimated: estimated.tokens }),
    USD: isProvisional({ actual: actual.costUsd4, estimated: estimated.costUsd4 }),
  };
}

const LEGEND = '█ used  │ time that has passed  ~ more than half is provisional';

const COLUMNS: readonly Column<ShownRow>[] = [
  { title: 'CWO', of: ({ row }) => row.cwoId },
  { title: 'name', of: ({ row }) => row.cwoName ?? '' },
  { title: 'week', of: ({ row }) => (row.scope === 'WEEK' ? row.mondayDate : `all ${row.weeksTracked}`) },
  { title: 'tokens', of: ({ row }) => grouped(row.actualTokens), isNumber: true },
  { title: 'of', of: ({ row }) => budgetText(row.budgetTokens), isNumber: true },
  { title: '%', of: ({ row, provisional }) => marked(row.utilizationPct, provisional.TOKENS), isNumber: true },
  { title: 'use against pace', of: ({ row }) => barOf(row) },
  { title: 'USD', of: ({ row }) => grouped(row.actualUsd), isNumber: true },
  { title: 'of', of: ({ row }) => budgetText(row.budgetUsd), isNumber: true },
  { title: '%', of: ({ row, provisional }) => marked(row.utilizationUsdPct, provisional.USD), isNumber: true },
];

function budgetText(budget: bigint | string | null): string {
  return budget === null ? '' : grouped(budget);
}

function projectionLines(row: BudgetRow): string[] {
  if (row.scope !== 'TOTAL' || !row.projection) return [];
  return BUDGET_UNITS.flatMap((unit) => {
    const projection = row.projection?.[unit];
    if (!projection) return [];
    const { earliestWeek, latestWeek } = projection;
    const until = latestWeek === null ? 'or much later' : `to ${latestWeek}`;
    return [
      `by the pace of late the ${unit === 'USD' ? 'USD' : 'tokens'} run out in the weeks ${earliestWeek} ${until}`,
    ];
  });
}

function marked(utilization: string | null, isProvisional: boolean): string {
  return utilization === null ? '' : `${utilization} ${isProvisional ? '~' : ' '}`;
}

function barOf(row: BudgetRow): string {
  const used = row.utilizationPct ?? row.utilizationUsdPct;
  if (used === null) return '';
  const pace = row.scope === 'TOTAL' ? row.elapsedPct : null;
  return bar(Number(used), pace === null ? null : Number(pace));
}
