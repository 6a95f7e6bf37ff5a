import { Chain } from '../allocation/chain.ts';
import type { TimesheetAnswer } from '../timesheets/timesheet-source.ts';
import { UNALLOCATED } from '../values/ids.ts';
import type { Week } from '../values/week.ts';
import { decideRevision } from './revise.ts';
import { type Head, latestInputs } from './revision.ts';

/** AI cost of employee-weeks, and what of it would lead nowhere, in 1/10,000 USD. */
export interface ForeseenCost {
  readonly employeeWeeks: number;
  readonly costUsd4: bigint;
  readonly unallocatedUsd4: bigint;
}

export const NO_COST: ForeseenCost = { employeeWeeks: 0, costUsd4: 0n, unallocatedUsd4: 0n };

/** What a recalculation by the answer would make of the heads' own usage; what it would set aside stays as it is. */
export function foreseeCost(
  heads: readonly Head[],
  { employees, chain: rows }: TimesheetAnswer,
  week: Week,
): ForeseenCost {
  const chain = new Chain(rows);
  const costs = heads.map((head): ForeseenCost => {
    const { employeeId, allocation } = head.revision;
    const { sources, usageAsOf } = latestInputs(head);
    const answer = employees.get(employeeId) ?? { kind: 'UNKNOWN' };
    const decision = decideRevision({ employeeId, sources, usageAsOf, answer, head }, week, chain);
    const { lines } = 'allocation' in decision ? decision.allocation : allocation;
    const sumOf = (some: typeof lines) => some.reduce((sum, { costUsd4 }) => sum + costUsd4, 0n);
    const unallocatedUsd4 = sumOf(lines.filter(({ target }) => target === UNALLOCATED));
    return { employeeWeeks: 1, costUsd4: sumOf(lines), unallocatedUsd4 };
  });
  return costs.reduce(addCost, NO_COST);
}

export function addCost(a: ForeseenCost, b: ForeseenCost): ForeseenCost {
  return {
    employeeWeeks: a.employeeWeeks + b.employeeWeeks,
    costUsd4: a.costUsd4 + b.costUsd4,
    unallocatedUsd4: a.unallocatedUsd4 + b.unallocatedUsd4,
  };
}
