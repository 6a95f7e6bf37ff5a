import { listKeys } from '../../../adapters/s3/list-keys.ts';
import { latestInputs } from '../../../core/ledger/revision.ts';
import { PARKED } from '../../../core/recalculation/troubles.ts';
import type { RunFailureCode, RunSummary } from '../../../core/runs/run.ts';
import { sumUsage } from '../../../core/usage/usage.ts';
import { encodeJson } from '../../../core/values/codec.ts';
import { grouped } from '../../../core/values/decimal.ts';
import { formatUsd6 } from '../../../core/values/money.ts';
import { keys, type QuarantineEntry } from '../../../functions/messages/objects.ts';
import type { Deployment } from '../../deployment.ts';
import { toJson } from '../../view/json.ts';
import { type Column, renderTable } from '../../view/table.ts';

/** An entry of `quarantine --json` (contract 7). */
export interface QuarantineRow {
  readonly kind: QuarantineEntry['kind'];
  readonly employeeId: string | null;
  readonly reason: QuarantineEntry['reason'] | typeof PARKED;
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
const REPAIR: Readonly<Record<QuarantineRow['reason'], string>> = {
  [PARKED]: 'mend what the detail names, then run the week again',
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

/** What the list of a failed run may lack. */
const SHORT_LIST: Readonly<Record<RunFailureCode, string>> = {
  NO_USAGE: 'it found no usage to look at',
  USAGE_QUERY_FAILED: 'it could not read the usage, and has looked at none or at a part',
  USAGE_TOTALS_DIFFER: 'the rows it looked at were not all that there are',
  RUN_TOTALS_DIFFER: 'what became of all that it read does not add up',
  NOTHING_COMMITTED: 'no batch came to its end, so employee-weeks may be missing here',
  PHASE_FAILED: 'it ended before it had looked at everything',
};

/** A run of whose list a part, or all, is no longer kept: how much that is, by the numbers in its record. */
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
  /** Runs that failed, whose lists may be short. */
  readonly failed: readonly { readonly runId: string; readonly code: RunFailureCode }[];
}

/** What a week's runs set aside. */
export async function quarantine(deployment: Deployment, week: string, isJson: boolean): Promise<string> {
  const found = await readQuarantine(deployment, week);
  return isJson ? toJson({ weekStartDate: week, ...found }) : render(found, week);
}

function render({ wasRun, rows, expired, failed }: Quarantine, week: string): string {
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
      `Of what run ${runId} set aside, ${count} rows and ${employeeWeeks} employee-weeks are no longer listed: run the week again to list them.`,
  );
  for (const { runId, code } of failed) {
    lines.push(`Run ${runId} failed, ${code}: ${SHORT_LIST[code]}. Run the week again for the whole list.`);
  }
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
    const missing = missingOf(run, entries);
    if (missing.rows + missing.employeeWeeks > 0) expired.push(missing);
    for (const entry of entries) {
      const { kind, employeeId } = entry;
      if (kind === 'EMPLOYEE_WEEK' && (decidedAt.get(employeeId) ?? '') > run.startedAt) continue;
      const id = encodeJson(kind === 'EMPLOYEE_WEEK' ? [employeeId] : [employeeId, entry.source, entry.reason]);
      if (!rows.has(id)) rows.set(id, toRow(entry));
    }
  }
  for (const row of await readParked(deployment, week, decidedAt)) {
    const id = encodeJson([row.employeeId]);
    if (!rows.has(id)) rows.set(id, row);
  }
  const failed = runs.flatMap(({ runId, failure }) => (failure ? [{ runId, code: failure.code }] : []));
  return { wasRun: runs.length > 0, rows: [...rows.values()], expired, failed };
}

/**
 * Employee-weeks of the week that hold up no sweep any more and were not decided since, with the usage that the ledger
 * has of them.
 */
async function readParked(
  { sweepStates, ledger }: Deployment,
  week: string,
  decidedAt: ReadonlyMap<string, string>,
): Promise<QuarantineRow[]> {
  const { troubles } = await sweepStates.read();
  const parked = troubles.filter(
    ({ mondayDate, employeeId, parkedAt }) =>
      mondayDate === week && parkedAt !== null && (decidedAt.get(employeeId) ?? '') <= parkedAt,
  );
  return Promise.all(
    parked.map(async ({ employeeId, reason, parkedAt }) => {
      const head = await ledger.readHead(employeeId, week);
      const { tokens, costUsd6 } = sumUsage(head ? latestInputs(head).sources : []);
      const detail = `given up ${parkedAt} after three sweeps: ${reason}`;
      const usage = { tokens, costUsd: formatUsd6(costUsd6), source: null, rows: 0 };
      return { kind: 'EMPLOYEE_WEEK', employeeId, reason: PARKED, detail, ...usage, repair: REPAIR[PARKED] };
    }),
  );
}

/** Of a failed run whatever there is, since it may have ended before it counted. */
async function readEntries(deployment: Deployment, run: RunSummary): Promise<QuarantineEntry[]> {
  const { rows, employeeWeeks } = missingOf(run, []);
  if (rows + employeeWeeks === 0 && !run.failure) return [];
  const names = await listKeys(deployment.s3, deployment.output('RunBucketName'), keys.quarantine(run.runId));
  const entries: QuarantineEntry[] = [];
  for (const name of names) entries.push(...(await deployment.runStore.get<QuarantineEntry[]>(name)));
  return entries;
}

/** What the run's record counts beyond the entries that are left; an employee may have one of each attempt. */
function missingOf({ runId, read, totals }: RunSummary, entries: readonly QuarantineEntry[]): ExpiredRun {
  const rows = entries.reduce((sum, entry) => sum + (entry.kind === 'USAGE_ROW' ? entry.rows : 0), 0);
  const weeks = new Set(entries.filter(({ kind }) => kind === 'EMPLOYEE_WEEK').map(({ employeeId }) => employeeId));
  return {
    runId,
    rows: Math.max(0, read.setAside.rows - rows),
    employeeWeeks: Math.max(0, totals.employeesQuarantined - weeks.size),
  };
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
