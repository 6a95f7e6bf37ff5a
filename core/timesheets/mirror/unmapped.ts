import type { HoursHundredths } from '../../values/hours.ts';
import { compareIds, UNALLOCATED } from '../../values/ids.ts';
import { isWork, type JudgedEntry } from './judge-entries.ts';
import type { NormalEntry } from './normal-form.ts';

/** Work that no row of the mapping leads to a target, by what the source calls it. */
export interface UnmappedItem extends Pick<NormalEntry, 'project' | 'task' | 'activity' | 'account'> {
  readonly entries: number;
  readonly hours: HoursHundredths;
}

/** Sums unmapped work, of all employees or of several weeks. */
export class UnmappedWork {
  readonly #items = new Map<string, UnmappedItem>();

  add(judged: readonly JudgedEntry[]): void {
    for (const { entry, target, hours } of judged.filter(isWork)) {
      if (target !== UNALLOCATED) continue;
      const { project, task, activity, account } = entry;
      this.addItem({ project, task, activity, account, entries: 1, hours: hours ?? 0 });
    }
  }

  addItem({ entries, hours, ...item }: UnmappedItem): void {
    const key = JSON.stringify([item.project, item.task, item.activity, item.account]);
    const before = this.#items.get(key) ?? { entries: 0, hours: 0 };
    this.#items.set(key, { ...item, entries: before.entries + entries, hours: before.hours + hours });
  }

  /** Most hours first. */
  list(): UnmappedItem[] {
    return [...this.#items]
      .sort(([a, { hours: ofA }], [b, { hours: ofB }]) => ofB - ofA || compareIds(a, b))
      .map(([, item]) => item);
  }
}
