import type { Sha256 } from '../../values/hash.ts';
import type { StoredRecord } from './mirror-store.ts';
import { type FreshWeek, settleWeek } from './settle.ts';

/** An employee's week as a source's mapping would make it. */
export interface ForeseenWeek {
  readonly source: string;
  readonly week: FreshWeek;
}

/** The records that a sync would leave; of whom nothing is told, those of before. */
export function foreseenRecords(
  told: readonly ForeseenWeek[],
  before: ReadonlyMap<string, StoredRecord>,
  { at, sha256 }: { readonly at: string; readonly sha256: Sha256 },
): Map<string, StoredRecord> {
  const records = new Map(before);
  for (const { source, week } of told) {
    const last = before.get(week.employeeId) ?? null;
    const record = settleWeek(week, last, { seenAt: at, sha256 });
    const origin = { source, users: [], version: last?.version ?? 1, mappingHash: null, seq: 1, pulledAt: at };
    records.set(week.employeeId, { ...record, ...origin });
  }
  return records;
}
