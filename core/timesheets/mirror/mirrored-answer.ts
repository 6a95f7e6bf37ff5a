import { compareIds } from '../../values/ids.ts';
import type { TimesheetAnswer } from '../timesheet-source.ts';
import type { ChainRows, EmployeeAnswer } from '../timesheets.ts';
import type { StoredRecord } from './mirror-store.ts';

/** The answer about a week that the records of the asked employees give; of whom there is none, nothing is known. */
export function answerOf(employeeIds: readonly string[], records: ReadonlyMap<string, StoredRecord>): TimesheetAnswer {
  const employees = new Map(employeeIds.map((id) => [id, toAnswer(records.get(id))]));
  return { employees, chain: mergeChains([...records.values()]) };
}

function toAnswer(record: StoredRecord | undefined): EmployeeAnswer {
  if (!record) return { kind: 'UNKNOWN' };
  const { chain: _, timesheet, ...rest } = record.body;
  return { kind: 'KNOWN', record: { ...rest, timesheet: timesheet && { ...timesheet, version: record.version } } };
}

/** Of a row that records tell differently, as one was left as it was before, the one that was written last. */
function mergeChains(records: readonly StoredRecord[]): ChainRows {
  const chains = records
    .toSorted((a, b) => compareIds(a.pulledAt, b.pulledAt) || compareIds(a.employeeId, b.employeeId))
    .map(({ body }) => body.chain);
  return {
    tasks: merge(chains, 'tasks', ({ taskId }) => taskId),
    allocations: merge(chains, 'allocations', ({ allocationId }) => allocationId),
    cwoRoles: merge(chains, 'cwoRoles', ({ cwoRoleId }) => cwoRoleId),
    cwos: merge(chains, 'cwos', ({ cwoId }) => cwoId),
    projects: merge(chains, 'projects', ({ projectId }) => projectId),
  };
}

function merge<List extends keyof ChainRows>(
  chains: readonly ChainRows[],
  list: List,
  idOf: (row: ChainRows[List][number]) => string,
): ChainRows[List][number][] {
  const rows = new Map(chains.flatMap((chain) => chain[list].map((row) => [idOf(row), row] as const)));
  return [...rows].sort(([a], [b]) => compareIds(a, b)).map(([, row]) => row);
}
