import { listKeys } from '../../../adapters/s3/list-keys.ts';
import { latestInputs } from '../../../core/ledger/revision.ts';
import type { RunSummary } from '../../../core/runs/run.ts';
import { encodeJson } from '../../../core/values/codec.ts';
import { formatUsd6 } from '../../../core/values/money.ts';
import { keys, type QuarantineEntry } from '../../../functions/messages/objects.ts';
import type { Deployment } from '../../deployment.ts';
import { toJson } from '../../view/json.ts';
import { type Column, grouped, renderTable } from '../../view/table.ts';

/** An entry of `quarantine --json` (contract 7). */
export interface QuarantineRow {
  readonly kind: QuarantineEntry['kind'];
  readonly employeeId: string | null;
  readonly reason: QuarantineEntry['reason'];
  readonly detail: string;
  readonly tokens: bigint;
  readonly costUsd: string;
  readonly source: string | null;
  readonly rows: number;
  readonly repair: string;
}

const DETAIL: Readonly<Record<string, string>> = {
  MISSING_COST: 'cost_usd is null',
  NEGATIVE_TOKENS: 'total_tokens is below 0',
  MALFORMED_EMPLOYEE: 'employee_id is missing or not 1 to 64 of A-Z a-z 0-9 . _ @ -',
  NOT_A_MONDAY: 'week_start_date is a day of the week other than its Monday',
};
const REPAIR: Readonly<Record<QuarantineEntry['reason'], string>> = {
  MISSING_COST: 'load the file again with the cost, then run the week again',
  NEGATIVE_TOKENS: 'load the file again with the right tokens, then run the week again',
  MALFORMED_EMPLOYEE: 'load the file again with the right employee id, then run the week again',
  NOT_A_MONDAY: 'load the file again with the Monday of the week, then run the week again',
  NEGATIVE_TOTAL: 'check the credits of the week at their source, load the corrected usage, then run the week again',
  AMOUNT_TOO_LARGE: 'check the usage at its source, load the corrected file, then run the week again',
  MALFORMED_TIMESHEET: 'have the named field corrected in the timesheet system, then run the week again',
  NEGATIVE_HOURS: 'have the corrections in the timesheet checked, then run the week again',
  IMPLAUSIBLE_HOURS: 'have the hours in the timesheet checked, then run the week again',
  EMPLOYEE_VANISHED: 'restore the employee in the timesheet system, then run the week again',
};

/** A run whose list of what it set aside is no longer kept; the numbers are in its record. */
export interface ExpiredRun {
  readonly runId: string;
  readonly rows: number;
  readonly employeeWeeks: number;
}

export interface Quarantine {
  /** Whether there is a run of the whole week that has ended. */
  readonly wasRun: boolean;
  readonly rows: readonly QuarantineRow[];
  readonly expired: readonly ExpiredRun[];
}

/** What a week's runs set aside. */
export async function quarantine(deployment: Deployment, week: string, isJson: boolean): Promise<string> {
  const found = await readQuarantine(deployment, week);
  return isJson ? toJson({ weekStartDate: week, ...found }) : render(found, week);
}

function render({ wasRun, rows, expired }: Quarantine, week: string): string {
  if (!wasRun) return `Week ${week} was never run: ledger run --week ${week}`;
  const columns: Column<QuarantineRow>[] = [
    { title: 'kind', of: ({ kind }) => kind },
    { title: 'employee', of: ({ employeeId }) => employeeId ?? '(none)' },
    { title: 'source', of: ({ source }) => source ?? '' },
    { title: 'reason', of: ({ reason }) => reason },
    { title: 'rows', of: ({ rows: count }) => String(count), isNumber: true },
    { title: 'USD', of: ({ costUsd }) => grouped(costUsd), isNumber: true },
    { title: 'detail', of: ({ detail }) => detail },
    { title: 'repair', of: ({ repair }) => repair },
  ];
  const lines = expired.map(
    ({ runId, rows: count, employeeWeeks }) =>
      `Run ${runId} set ${count} rows and ${employeeWeeks} employee-weeks aside; which ones has expired: run the week again to list them.`,
  );
  if (rows.length > 0) lines.unshift(renderTable(rows, columns));
  return lines.join('\n') || `The last run of week ${week} set nothing aside.`;
}

/** Of the last run of the week and the recalculations since; what was decided after all is left out. */
export async function readQuarantine(deployment: Deployment, week: string): Promise<Quarantine> {
  const runs = await deployment.records.listSinceFullRun(week);
  const decidedAt = await readDecisionTimes(deployment, week);
  const rows = new Map<string, QuarantineRow>();
  const expired: ExpiredRun[] = [];
  for (const run of runs) {
    const entries = await readEntries(deployment, run);
    if (entries === null) expired.push(toExpired(run));
    for (const entry of entries ?? []) {
      const { kind, employeeId } = entry;
      if (kind === 'EMPLOYEE_WEEK' && (decidedAt.get(employeeId) ?? '') > run.startedAt) continue;
      const id = encodeJson(kind === 'EMPLOYEE_WEEK' ? [employeeId] : [employeeId, entry.source, entry.reason]);
      if (!rows.has(id)) rows.set(id, toRow(entry));
    }
  }
  return { wasRun: runs.length > 0, rows: [...rows.values()], expired };
}

/** Null where the run set something aside and its objects are gone. */
async function readEntries(deployment: Deployment, run: RunSummary): Promise<QuarantineEntry[] | null> {
  const { rows, employeeWeeks } = toExpired(run);
  if (rows + employeeWeeks === 0) return [];
  const names = await listKeys(deployment.s3, deployment.output('RunBucketName'), keys.quarantine(run.runId));
  if (names.length === 0) return null;
  const entries: QuarantineEntry[] = [];
  for (const name of names) entries.push(...(await deployment.runStore.get<QuarantineEntry[]>(name)));
  return entries;
}

function toExpired({ runId, read, totals }: RunSummary): ExpiredRun {
  return { runId, rows: read.setAside.rows, employeeWeeks: totals.employeesQuarantined };
}

/** When each head of the week was last decided or confirmed. */
async function readDecisionTimes({ ledger }: Deployment, week: string): Promise<Map<string, string>> {
  const times = new Map<string, string>();
  for await (const head of ledger.listWeek(week)) times.set(head.revision.employeeId, latestInputs(head).decidedAt);
  return times;
}

function toRow(entry: QuarantineEntry): QuarantineRow {
  const isRow = entry.kind === 'USAGE_ROW';
  return {
    kind: entry.kind,
    employeeId: entry.employeeId,
    reason: entry.reason,
    detail: isRow ? (DETAIL[entry.reason] ?? '') : entry.detail,
    tokens: entry.tokens,
    costUsd: formatUsd6(entry.costUsd6),
    source: isRow ? entry.source : null,
    rows: isRow ? entry.rows : 0,
    repair: REPAIR[entry.reason],
  };
}
