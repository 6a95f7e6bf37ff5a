import { isRecalculation } from '../../core/ledger/revision.ts';
import type { RunSummary } from '../../core/runs/run.ts';
import type { RunHistory, RunRecords } from '../../core/runs/run-records.ts';

/** Records by run; the first opening counts, and the first end. */
export class MemoryRunRecords implements RunRecords, RunHistory {
  readonly records = new Map<string, { readonly executionId: string; readonly summary: RunSummary }>();

  async open(summary: RunSummary, executionId: string): Promise<void> {
    if (!this.records.has(summary.runId)) this.records.set(summary.runId, { executionId, summary });
  }

  async close(summary: RunSummary): Promise<RunSummary> {
    const record = this.records.get(summary.runId);
    if (record?.summary.status === 'RUNNING') this.records.set(summary.runId, { ...record, summary });
    return this.records.get(summary.runId)?.summary ?? summary;
  }

  async read(_mondayDate: string, runId: string): Promise<RunSummary | null> {
    return this.records.get(runId)?.summary ?? null;
  }

  async findByExecution(_mondayDate: string, executionName: string): Promise<RunSummary | null> {
    const found = [...this.records.values()].find(({ executionId }) => executionId.endsWith(`:${executionName}`));
    return found?.summary ?? null;
  }

  async listSinceFullRun(mondayDate: string): Promise<RunSummary[]> {
    const runs = [...this.records.values()].map(({ summary }) => summary);
    const newest = runs.filter((run) => run.mondayDate === mondayDate).toReversed();
    const last = newest.findIndex(({ trigger, status }) => !isRecalculation(trigger) && status !== 'RUNNING');
    return last < 0 ? newest : newest.slice(0, last + 1);
  }

  async hasFullRun(): Promise<boolean> {
    return [...this.records.values()].some(({ summary }) => !isRecalculation(summary.trigger));
  }
}
