import type { Allocation } from '../../core/allocation/allocation.ts';
import { type DecisionInputs, type Head, latestInputs } from '../../core/ledger/revision.ts';
import { breakdownOf, type Outcome } from '../../core/runs/outcome.ts';
import { sumUsage, weeklyAmount } from '../../core/usage/usage.ts';
import type { BatchTask, Run } from '../../functions/messages/events.ts';
import type { BatchEmployee, Batches } from '../../functions/messages/objects.ts';
import { allocationOf, headOf, inputs, line } from './heads.ts';
import { MONDAY } from './raw-answer.ts';

/** A run of the week, its first batch, and what it may find in the ledger or leave in a receipt. */

export const RUN: Run = {
  runId: '20261124T060000Z-0000000a',
  mondayDate: MONDAY,
  trigger: 'WEEKLY',
  startedAt: '2026-11-24T06:00:00.000Z',
};
export const USAGE_AS_OF = '2026-11-24T06:00:01.000Z';

/** The object of a run's only batch. */
export function onlyBatch(employees: readonly BatchEmployee[], usageAsOf = USAGE_AS_OF): Batches {
  return { usageAsOf, first: 0, batches: [employees] };
}

export function taskOf(batchKey: string, changes: Partial<BatchTask> = {}): BatchTask {
  return { run: RUN, batch: 0, batchKey, attempt: 1, onlyEmployees: null, ...changes };
}

/** The head of an employee with 45 USD on C1, decided by an earlier run. */
export function headFor(
  employeeId: string,
  changes: { readonly inputs?: Partial<DecisionInputs>; readonly allocation?: Allocation } = {},
): Head {
  const head = headOf(changes.allocation ?? allocationOf([line()]), inputs(changes.inputs));
  return { ...head, revision: { ...head.revision, employeeId } };
}

/** The outcome of an employee-week whose head this is. */
export function outcomeOf(head: Head, changes: Partial<Outcome> = {}): Outcome {
  const usage = sumUsage(latestInputs(head).sources);
  return {
    employeeId: head.revision.employeeId,
    kind: 'COMMITTED',
    origin: 'LAKE',
    amount: weeklyAmount(usage),
    exactUsd6: usage.costUsd6,
    breakdown: breakdownOf(head.revision.allocation),
    reason: null,
    detail: null,
    hasVanished: false,
    ...changes,
  };
}
