import type { RunStore } from '../../../core/runs/run-store.ts';
import type { UsageGroup, UsageRowReason } from '../../../core/usage/usage-source.ts';
import type { Run } from '../../messages/events.ts';
import { keys, type QuarantineEntry } from '../../messages/objects.ts';

const PART_ENTRIES = 1000;

/** Writes quarantined usage rows in parts, so that any number of them fits. */
export class QuarantineWriter {
  readonly #run: Run;
  readonly #store: RunStore;
  #part = 0;
  #entries: QuarantineEntry[] = [];

  constructor(run: Run, store: RunStore) {
    this.#run = run;
    this.#store = store;
  }

  async add(group: UsageGroup & { readonly reason: UsageRowReason }): Promise<void> {
    const { employeeId, reason, source, rows, tokens, costUsd6 } = group;
    this.#entries.push({ kind: 'USAGE_ROW', employeeId, reason, source, rows, tokens, costUsd6 });
    if (this.#entries.length === PART_ENTRIES) await this.flush();
  }

  async flush(): Promise<void> {
    if (this.#entries.length === 0) return;
    await this.#store.put(keys.quarantinedRows(this.#run, this.#part), this.#entries);
    this.#part += 1;
    this.#entries = [];
  }
}
