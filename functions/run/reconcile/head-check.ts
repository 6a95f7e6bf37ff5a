import { type Head, latestInputs } from '../../../core/ledger/revision.ts';
import type { Outcome } from '../../../core/runs/outcome.ts';
import { sumUsage, weeklyAmount } from '../../../core/usage/usage.ts';
import { sameAmount } from '../../../core/values/money.ts';

/**
 * Compares what a run says it committed or confirmed with the ledger: each employee-week must have its head, and a head
 * that still carries the run its amount and lines. A head of a later run is that run's business.
 */
export function findDifferences(
  runId: string,
  outcomes: readonly Outcome[],
  heads: ReadonlyMap<string, Head>,
): string[] {
  return outcomes.flatMap((outcome) => differenceOf(runId, outcome, heads.get(outcome.employeeId)) ?? []);
}

function differenceOf(runId: string, outcome: Outcome, head: Head | undefined): string | null {
  if (!head) return `${outcome.employeeId} has no head`;
  const { runId: lastRunId, sources } = latestInputs(head);
  if (lastRunId !== runId) return null;
  const isSame =
    sameAmount(weeklyAmount(sumUsage(sources)), outcome.amount) &&
    head.revision.allocation.lines.length === outcome.breakdown?.lines;
  return isSame ? null : `${outcome.employeeId} has a head of another amount`;
}
