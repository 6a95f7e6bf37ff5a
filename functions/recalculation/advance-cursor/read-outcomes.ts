import type { SweepOutcomes } from '../../../core/recalculation/troubles.ts';
import type { Findings } from '../../../core/runs/findings.ts';
import type { RunSummary } from '../../../core/runs/run.ts';
import type { RunStore } from '../../../core/runs/run-store.ts';
import { compareIds } from '../../../core/values/ids.ts';
import { visibleText } from '../../../core/values/visible-text.ts';
import type { BatchTask } from '../../messages/events.ts';
import { type Batches, keys, type RecalculationRequest, type Reconciled } from '../../messages/objects.ts';
import type { SweepRequest } from '../../messages/sweep.ts';

/** Of one run, and whether it shows that the systems it asks do answer. */
export interface RunOutcomes extends SweepOutcomes {
  readonly hasFailedBatches: boolean;
  /** Whether a batch left a receipt: it has been answered. */
  readonly hasReceipts: boolean;
}

/**
 * What became of each employee-week of a run. What it set aside is dealt with: it is listed, and its repair will be a
 * change of its own. So is who has no usage in that week: there was nothing to do.
 * @returns null where the run says nothing of single employee-weeks: it still goes on, or a phase of it failed
 */
export async function readOutcomes(
  { requestKey, weekStartDate: mondayDate }: SweepRequest,
  run: RunSummary | null,
  store: Pick<RunStore, 'get'>,
): Promise<RunOutcomes | null> {
  if (run === null || run.status === 'RUNNING') return null;
  if (run.failure !== null && run.failure.code !== 'NOTHING_COMMITTED') return null;
  const { employeeIds } = await store.get<RecalculationRequest>(requestKey);
  const { totals, batchFailures } = run;
  const failed = totals.employeesFailed === 0 ? new Map<string, string>() : await readFailed(run, store);
  const ended = totals.employeesCommitted + totals.employeesConfirmed + totals.employeesSuperseded;
  const isAnyByItself = [...failed.values()].some(isOfItself);
  return {
    dealtWith: employeeIds.filter((id) => !failed.has(id)).map((employeeId) => ({ employeeId, mondayDate })),
    failed: [...failed].map(([employeeId, reason]) => ({ employeeId, mondayDate, reason })),
    hasFailedBatches: batchFailures.length > 0,
    hasReceipts: ended + totals.employeesQuarantined > 0 || isAnyByItself,
  };
}

/** Of a reason; the state and its plan hold hundreds. */
const REASON_MAX = 200;

/** Why each of those failed who failed, by employee: by itself, or with its batch. */
async function readFailed(run: RunSummary, store: Pick<RunStore, 'get'>): Promise<Map<string, string>> {
  const { findings } = await store.get<Reconciled>(keys.reconciled(run));
  const settled = new Set(findings.settled);
  const failed = new Map<string, string>();
  const manifest = await store.get<BatchTask[]>(keys.manifest(run));
  for (const batchKey of new Set(manifest.map((task) => task.batchKey))) {
    const { batches } = await store.get<Batches>(batchKey);
    for (const { employeeId } of batches.flat()) {
      const reason = settled.has(employeeId) ? null : failureOf(employeeId, findings.named, run);
      if (reason !== null) failed.set(employeeId, visibleText(reason).slice(0, REASON_MAX));
    }
  }
  return new Map([...failed].sort(([a], [b]) => compareIds(a, b)));
}

function failureOf(employeeId: string, named: Findings, { batchFailures }: RunSummary): string | null {
  const finding = named[employeeId];
  if (finding === undefined) return batchFailures[0] ?? 'its batch left no receipt';
  return isOfItself(finding) ? finding : null;
}

/** Whether it failed although its batch went on. */
function isOfItself(finding: string): boolean {
  return finding.startsWith('FAILED');
}
