import type { Ledger } from '../../../core/ledger/ledger.ts';
import type { RunRecords } from '../../../core/runs/run-records.ts';
import type { RunStore } from '../../../core/runs/run-store.ts';
import { chunksOf } from '../../../core/values/chunks.ts';
import type { SelectEmployeesEvent } from '../../messages/events.ts';
import { keys, type RecalculationRequest, type Selection } from '../../messages/objects.ts';
import { BATCH_SIZE_MAX } from '../../names.ts';

export interface SelectPorts {
  readonly store: RunStore;
  readonly ledger: Ledger;
  readonly records: RunRecords;
}

export interface SelectResult {
  readonly selectionKey: string;
  /** Whether the lake must be asked for some of them. */
  readonly needsUsage: boolean;
}

/**
 * Sorts the employees of a recalculation: with a head, its usage is taken, unless that is what changed; for all others the
 * lake is asked, provided that the week was run before; otherwise there is nothing to do, as the weekly run will read both.
 */
export async function selectEmployees(
  { run, requestKey }: SelectEmployeesEvent,
  ports: SelectPorts,
): Promise<SelectResult> {
  const request = await ports.store.get<RecalculationRequest>(requestKey);
  const known = await findHeads(run.mondayDate, request.employeeIds, ports.ledger);
  const heads = request.employeeIds.filter((id) => known.has(id));
  const isOfUsage = run.trigger === 'USAGE';
  const asked = isOfUsage ? request.employeeIds : request.employeeIds.filter((id) => !known.has(id));
  const isOfInterest = asked.length > 0 && (await ports.records.hasFullRun(run.mondayDate));
  const selection: Selection = {
    withHead: isOfUsage ? [] : heads,
    fromLake: isOfInterest ? asked : [],
    mayVanish: isOfUsage && isOfInterest ? heads : [],
  };
  const selectionKey = await ports.store.putHashed(keys.selection(run), selection);
  return { selectionKey, needsUsage: isOfInterest };
}

async function findHeads(mondayDate: string, employeeIds: readonly string[], ledger: Ledger): Promise<Set<string>> {
  const known = new Set<string>();
  for (const part of chunksOf(employeeIds, BATCH_SIZE_MAX)) {
    for (const id of (await ledger.readHeads(mondayDate, part)).keys()) known.add(id);
  }
  return known;
}
