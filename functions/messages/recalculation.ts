import type { EmployeeWeekKey } from '../../core/ledger/ledger.ts';
import type { RunStore } from '../../core/runs/run-store.ts';
import { chunksOf } from '../../core/values/chunks.ts';
import { compareIds } from '../../core/values/ids.ts';
import { RECALCULATION_MAX } from '../names.ts';
import type { RecalculationRequest } from './objects.ts';

/** A part of the employee-weeks of one week that one run recalculates. */
export interface RecalculationPart<Change extends EmployeeWeekKey> {
  readonly mondayDate: string;
  /** Each once, ascending. */
  readonly employeeIds: readonly string[];
  readonly changes: readonly Change[];
}

/** Coalesces changes by employee-week, one part per week and 1,000 employees, weeks ascending. */
export function coalesce<Change extends EmployeeWeekKey>(changes: readonly Change[]): RecalculationPart<Change>[] {
  const weeks = Map.groupBy(changes, ({ mondayDate }) => mondayDate);
  return [...weeks.keys()].sort(compareIds).flatMap((mondayDate) => {
    const byEmployee = Map.groupBy(weeks.get(mondayDate) as Change[], ({ employeeId }) => employeeId);
    const ids = [...byEmployee.keys()].sort(compareIds);
    return chunksOf(ids, RECALCULATION_MAX).map((employeeIds) => ({
      mondayDate,
      employeeIds,
      changes: employeeIds.flatMap((id) => byEmployee.get(id) as Change[]),
    }));
  });
}

/** Puts the request where the workflow finds it. @returns its key */
export function putRequest(store: RunStore, { mondayDate, employeeIds }: RecalculationRequest): Promise<string> {
  return store.putHashed(`runs/requests/${mondayDate}`, { mondayDate, employeeIds } satisfies RecalculationRequest);
}

/** What draining the webhooks that waited came to. */
export interface DrainResult {
  readonly messages: number;
  readonly employeeWeeks: number;
  /** Runs that were started. */
  readonly executions: readonly string[];
  /** Whether nothing seemed to wait any more. */
  readonly isEmpty: boolean;
}
