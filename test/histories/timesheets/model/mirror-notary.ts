import { expect } from 'vitest';
import type { RecordItem } from '../../../../adapters/dynamodb/timesheets/mirror-items.ts';
import type { Item } from '../../../doubles/memory-table.ts';
import type { PulledMirror } from './pulled-mirror.ts';

/** Watches every write of records: no version may fall, and the feed must tell of each that changed. */
export class MirrorNotary {
  /** Employee-weeks that were APPROVED at any time, `2026-11-16 E-1`. */
  readonly approved = new Set<string>();
  readonly #mirror: PulledMirror;
  readonly #last = new Map<string, { readonly version: number; readonly decisionHash: string }>();
  readonly #untold = new Set<string>();
  #cursor: string | null = null;

  constructor(mirror: PulledMirror) {
    this.#mirror = mirror;
    mirror.table.afterWrite = (items) => {
      for (const item of items) if (item.body !== undefined) this.#checkRecord(item as Item & RecordItem);
    };
  }

  /** After a sync that came to its end. */
  async checkFeed(): Promise<void> {
    const { changes, cursor } = await this.#mirror.feed(this.#cursor);
    this.#cursor = cursor;
    for (const { mondayDate, employeeId } of changes) this.#untold.delete(`${mondayDate} ${employeeId}`);
    expect([...this.#untold], 'changed, and not in the feed').toEqual([]);
  }

  #checkRecord({ pk, sk, version, decisionHash, status }: Item & RecordItem): void {
    const key = `${pk.split('#')[1]} ${sk}`;
    const before = this.#last.get(key);
    expect(version, `version of ${key}`).toBeGreaterThanOrEqual(before?.version ?? 1);
    if (before?.decisionHash !== decisionHash) {
      expect(version, `version of ${key}`).toBeGreaterThan(before?.version ?? 0);
      this.#untold.add(key);
    }
    if (status === 'APPROVED') this.approved.add(key);
    this.#last.set(key, { version, decisionHash });
  }
}
