import type { PendingRecalculations } from '../../core/collection/collection-records.ts';

/** Requests that wait, by week. */
export class MemoryPendingRecalculations implements PendingRecalculations {
  readonly weeks = new Map<string, Set<string>>();

  async add(mondayDate: string, requestKeys: readonly string[]): Promise<void> {
    const waiting = this.weeks.get(mondayDate) ?? new Set<string>();
    for (const key of requestKeys) waiting.add(key);
    this.weeks.set(mondayDate, waiting);
  }

  async list(mondayDate: string): Promise<string[]> {
    return [...(this.weeks.get(mondayDate) ?? [])].sort();
  }

  async settle(mondayDate: string, requestKey: string): Promise<void> {
    this.weeks.get(mondayDate)?.delete(requestKey);
  }
}
