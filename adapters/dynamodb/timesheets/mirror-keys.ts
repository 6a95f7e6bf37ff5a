import type { Sha256 } from '../../../core/values/hash.ts';
import type { MondayDate } from '../../../core/values/week.ts';
import { MIRROR_PARTITIONS } from '../../../functions/names.ts';
import { type Key, SHARD_NAMES, shardOf } from '../keys.ts';

/** Keys of `TimesheetMirror` (`docs/connectors.md`, "Records, versions, feed, crashes"). */

const SEQ_DIGITS = 10;
const SYNCED = 'SYNCED#';

export const SYNC_STATE_KEY: Key = { pk: MIRROR_PARTITIONS.state, sk: 'SYNC' };
export const MAPPING_STATE_KEY: Key = { pk: MIRROR_PARTITIONS.state, sk: 'MAPPING' };

export function recordKey(mondayDate: MondayDate, employeeId: string, sha256: Sha256): Key {
  return { pk: recordPartition(mondayDate, shardOf(sha256(employeeId))), sk: employeeId };
}

/** Where the records of a week lie. */
export function recordPartitions(mondayDate: MondayDate): string[] {
  return SHARD_NAMES.map((shard) => recordPartition(mondayDate, shard));
}

/** What was last applied of a source; without it, how the keys of all sources begin. */
export function syncedKey(mondayDate: MondayDate, source = ''): Key {
  return { pk: `${MIRROR_PARTITIONS.weeks}${mondayDate}`, sk: `${SYNCED}${source}` };
}

export function feedKey(seq: number, mondayDate: MondayDate, employeeId: string): Key {
  return { pk: feedPartition(seq), sk: `${mondayDate}#${employeeId}` };
}

export function feedPartition(seq: number): string {
  return `${MIRROR_PARTITIONS.feed}${seqText(seq)}`;
}

/** Of one number several syncs may have a record: those that changed nothing, and the one that did. */
export function syncKey(seq: number, owner: string): Key {
  return { pk: MIRROR_PARTITIONS.syncs, sk: `${seqText(seq)}#${owner}` };
}

export function personKey(employeeId: string): Key {
  return { pk: MIRROR_PARTITIONS.people, sk: employeeId };
}

/** The address of a user; no employee's id has the sign in it. */
export function addressKey(source: string, user: string): Key {
  return { pk: MIRROR_PARTITIONS.people, sk: `${source}#${user}` };
}

/** Ten digits, so that numbers list in order. */
export function seqText(seq: number): string {
  return seq.toString().padStart(SEQ_DIGITS, '0');
}

function recordPartition(mondayDate: MondayDate, shard: string): string {
  return `${MIRROR_PARTITIONS.weeks}${mondayDate}#${shard}`;
}
