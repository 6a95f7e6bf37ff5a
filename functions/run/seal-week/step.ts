import type { SealedHead, WeekRoots } from '../../../core/audit/week-root.ts';
import type { Ledger } from '../../../core/ledger/ledger.ts';
import { addDays } from '../../../core/values/week.ts';
import type { SealWeekEvent } from '../../messages/events.ts';

/** Writes down every head of the week where nobody can change it. A run that is repeated here has done so already. */
export async function sealWeek(
  { run }: SealWeekEvent,
  { ledger, roots }: { readonly ledger: Ledger; readonly roots: WeekRoots },
): Promise<{ sealedHeads: number | null }> {
  const { mondayDate, runId, startedAt } = run;
  const before = await roots.list(mondayDate);
  if (before.some((name) => name.includes(`/${runId}-`))) return { sealedHeads: null };
  const heads: SealedHead[] = [];
  for await (const { employeeId, revision, revisionHash, headVersion, decisionId } of ledger.listHeads(mondayDate)) {
    heads.push({ employeeId, revision, revisionHash, headVersion, decisionId });
  }
  const weekBefore = await roots.list(addDays(mondayDate, -7));
  await roots.write({ mondayDate, runId, startedAt, follows: [...weekBefore.slice(-1), ...before], heads });
  return { sealedHeads: heads.length };
}
