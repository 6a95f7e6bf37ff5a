import type { HeadDigest } from '../../../core/ledger/head-digest.ts';
import type { Outcome } from '../../../core/runs/outcome.ts';
import { sumUsage, weeklyAmount } from '../../../core/usage/usage.ts';
import { sameAmount } from '../../../core/values/money.ts';
import type { Run } from '../../messages/events.ts';

/**
 * Compares what a run says it committed or confirmed with the ledger: each employee-week must have its head, and a head
 * that still carries the run its amount and lines. A head that was decided later is that decision's business; one that
 * was decided before the run began shows that a commit is lost.
 */
export function findDifferences(
  run: Run,
  outcomes: readonly Outcome[],
  heads: ReadonlyMap<string, HeadDigest>,
): string[] {
  return outcomes.flatMap((outcome) => differenceOf(run, outcome, heads.get(outcome.employeeId)) ?? []);
}

function differenceOf({ runId, startedAt }: Run, outcome: Outcome, head: HeadDigest | undefined): string | null {
  const { employeeId, hasVanished, amount, breakdown } = outcome;
  if (!head) return `${employeeId} has no head`;
  // Of who has vanished the revision is kept, and nothing is written.
  if (hasVanished) return null;
  const isSince = Date.parse(head.decidedAt) >= Date.parse(startedAt);
  if (head.runId !== runId) return isSince ? null : `the head of ${employeeId} is not of this run`;
  const isSame = sameAmount(weeklyAmount(sumUsage(head.sources)), amount) && head.lines === breakdown?.lines;
  return isSame ? null : `${employeeId} has a head of another amount`;
}
