import { allocate } from './allocate.ts';
import { Chain } from './chain.ts';
import type { Evidence } from './evidence.ts';
import { type Revision, sameAllocation } from './ledger.ts';
import { sumUsage } from './usage.ts';
import { type Weight, weekOf } from './weights.ts';

export interface Recomputation {
  /** What the split followed, by target ascending. */
  readonly weights: readonly Weight[];
  /** Whether the stored evidence leads to the stored lines. */
  readonly agrees: boolean;
}

/** Computes a revision again from the evidence it names. */
export function recompute({ employeeId, mondayDate, allocation }: Revision, evidence: Evidence): Recomputation {
  const employee = Object.hasOwn(evidence.employees, employeeId) ? evidence.employees[employeeId] : undefined;
  if (!employee || evidence.mondayDate !== mondayDate) return { weights: [], agrees: false };
  const chain = new Chain(evidence.chain);
  const result = allocate(sumUsage(employee.sources), employee.answer, weekOf(mondayDate), chain);
  if (result.kind === 'SET_ASIDE') return { weights: [], agrees: false };
  return { weights: result.weights, agrees: sameAllocation(result.allocation, allocation) };
}
