import { type AllocationResult, allocate } from '../allocation/allocate.ts';
import type { Allocation, SetAside } from '../allocation/allocation.ts';
import type { Chain } from '../allocation/chain.ts';
import type { EmployeeAnswer } from '../timesheets/timesheets.ts';
import { type SourceUsage, sumUsage } from '../usage/usage.ts';
import type { Week } from '../values/week.ts';
import { type Head, latestInputs, sameAllocation } from './revision.ts';

/** What a run knows of an employee-week when it decides. */
export interface EmployeeWeek {
  readonly employeeId: string;
  readonly sources: readonly SourceUsage[];
  /** ISO instant at which the lake was asked for `sources`. */
  readonly usageAsOf: string;
  readonly answer: EmployeeAnswer;
  /** The head that was read before the timesheet was fetched. */
  readonly head: Head | null;
}

export type RevisionDecision =
  /** The first result, or one that differs: a new revision. */
  | { readonly kind: 'REVISE'; readonly allocation: Allocation }
  /** The same lines again: only the confirmation is refreshed. */
  | { readonly kind: 'CONFIRM'; readonly allocation: Allocation }
  /** The timesheet system no longer knows the employee: what was decided when it did stays. */
  | { readonly kind: 'KEEP_VANISHED'; readonly allocation: Allocation }
  /** The head rests on newer usage. */
  | { readonly kind: 'SUPERSEDED' }
  | ({ readonly kind: 'SET_ASIDE' } & SetAside);

/** What becomes of an employee-week, by `docs/allocation.md`, "Revisions". Pure. */
export function decideRevision(employeeWeek: EmployeeWeek, week: Week, chain: Chain): RevisionDecision {
  const { head, answer, sources, usageAsOf } = employeeWeek;
  if (head && usageAsOf < latestInputs(head).usageAsOf) return { kind: 'SUPERSEDED' };
  if (head && answer.kind === 'UNKNOWN' && head.revision.inputs.isKnownEmployee) return vanished(head, sources);
  return compare(allocate(sumUsage(sources), answer, week, chain), head);
}

function vanished(head: Head, sources: readonly SourceUsage[]): RevisionDecision {
  const before = sumUsage(latestInputs(head).sources);
  const now = sumUsage(sources);
  if (before.tokens === now.tokens && before.costUsd6 === now.costUsd6) {
    return { kind: 'KEEP_VANISHED', allocation: head.revision.allocation };
  }
  const detail = 'usage changed after the timesheet system stopped knowing the employee';
  return { kind: 'SET_ASIDE', reason: 'EMPLOYEE_VANISHED', detail };
}

function compare(result: AllocationResult, head: Head | null): RevisionDecision {
  if (result.kind === 'SET_ASIDE') return result;
  const { allocation } = result;
  const isSame = head !== null && sameAllocation(head.revision.allocation, allocation);
  return { kind: isSame ? 'CONFIRM' : 'REVISE', allocation };
}
