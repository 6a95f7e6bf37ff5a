import { type BuildWeekPorts, type BuiltRows, buildWeek as buildRows } from '../../../core/collection/build-week.ts';
import type { PendingRecalculations } from '../../../core/collection/collection-records.ts';
import type { RunRecords } from '../../../core/runs/run-records.ts';
import type { RunStore } from '../../../core/runs/run-store.ts';
import { formatUsd6 } from '../../../core/values/money.ts';
import type { BuildWeekEvent, BuildWeekResult, BuiltWeek, UsageRequest } from '../../messages/collection.ts';
import { coalesce, putRequest } from '../../messages/recalculation.ts';

export interface BuildPorts extends BuildWeekPorts {
  readonly pending: PendingRecalculations;
  readonly records: RunRecords;
  readonly store: RunStore;
}

/**
 * Builds the weekly usage of a week and says which recalculations that leads to: of those whose sums changed, now or in a
 * build whose recalculation did not succeed. A week that was never run has none: its run reads what is there.
 */
export async function buildWeek(
  { executionId, mondayDate }: BuildWeekEvent,
  ports: BuildPorts,
  signal: AbortSignal,
): Promise<BuildWeekResult> {
  const built = await buildRows(mondayDate, ports, (changed) => keep(mondayDate, changed, ports), signal);
  const waiting = await ports.pending.list(mondayDate);
  const week = toBuiltWeek(mondayDate, built);
  if (!(await ports.records.hasFullRun(mondayDate))) {
    for (const requestKey of waiting) await ports.pending.settle(mondayDate, requestKey);
    return { week, requests: [] };
  }
  const requests = waiting.map((requestKey): UsageRequest => {
    const hash = ports.sha256([executionId, requestKey].join('\n')).slice(0, 32);
    return { name: `usage-${mondayDate}-${hash}`, weekStartDate: mondayDate, requestKey };
  });
  return { week, requests };
}

async function keep(mondayDate: string, changed: readonly string[], { pending, store }: BuildPorts): Promise<void> {
  const parts = coalesce(changed.map((employeeId) => ({ mondayDate, employeeId })));
  const requestKeys: string[] = [];
  for (const part of parts) requestKeys.push(await putRequest(store, part));
  await pending.add(mondayDate, requestKeys);
}

function toBuiltWeek(weekStartDate: string, { rows, changed }: BuiltRows): BuiltWeek {
  return {
    weekStartDate,
    employees: new Set(rows.map(({ employeeId }) => employeeId)).size,
    tokens: rows.reduce((sum, { tokens }) => sum + (tokens ?? 0n), 0n).toString(),
    costUsd: formatUsd6(rows.reduce((sum, { costUsd6 }) => sum + (costUsd6 ?? 0n), 0n)),
    changedEmployees: changed.length,
  };
}
