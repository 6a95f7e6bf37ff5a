import type { Sha256 } from '../../values/hash.ts';
import { changeTypeOf } from './change-type.ts';
import type { OpenSync, RecordWrite, StoredRecord } from './mirror-store.ts';
import { type FreshWeek, settleWeek } from './settle.ts';

/** Versions of an epoch begin behind its number times this. */
const EPOCH_VERSIONS = 1_000_000;

/** An employee's week as a source tells it now, with the users who told. */
export interface ToldWeek extends FreshWeek {
  /** None of a week that is emptied. */
  readonly users: readonly string[];
}

export interface WriteContext {
  readonly sync: OpenSync;
  readonly source: string;
  readonly mappingHash: string | null;
  /** ISO instant. */
  readonly at: string;
  readonly sha256: Sha256;
}

/**
 * What is to be written of an employee's week (`docs/connectors.md`, "Version"): a new version where a decision can depend
 * on what is new, or where the version is of an epoch before, as readers may have seen a later one that a restore took; the
 * same version where only names are new; nothing where all is as it was.
 */
export function writeOf(told: ToldWeek, before: StoredRecord | null, context: WriteContext): RecordWrite | null {
  const { sync, source, mappingHash, at, sha256 } = context;
  const record = settleWeek(told, before, { seenAt: at, sha256 });
  const floor = sync.epoch * EPOCH_VERSIONS;
  const isOfEpochBefore = before !== null && before.version <= floor;
  const change = changeTypeOf(before, record) ?? (isOfEpochBefore ? 'AMENDED' : null);
  if (before !== null && change === null && isSame(before, { ...record, source, users: told.users })) return null;
  const last = before?.version ?? floor;
  const version = change === null ? last : Math.max(last, floor) + 1;
  const origin = { source, users: told.users, version, mappingHash, seq: sync.seq, pulledAt: at };
  return { record: { ...record, ...origin }, versionBefore: before?.version ?? null, change };
}

function isSame(before: StoredRecord, now: Pick<StoredRecord, 'fullHash' | 'source' | 'users'>): boolean {
  return before.fullHash === now.fullHash && before.source === now.source && before.users.join() === now.users.join();
}
