import type { ChangeType } from '../../../core/timesheets/change-types.ts';
import type { MirrorBody } from '../../../core/timesheets/mirror/mirror-record.ts';
import type { StoredRecord, SyncedWeek } from '../../../core/timesheets/mirror/mirror-store.ts';
import { decodeJson, encodeJson } from '../../../core/values/codec.ts';
import type { Key } from '../keys.ts';

/** The sync's state, which stands from the first sync on. */
export interface SyncStateItem extends Key {
  /** The number under which is written. */
  readonly openSeq: number;
  /** The last one that readers see; `openSeq` is the one behind it. */
  readonly closedSeq: number;
  /** Empty where nobody writes. */
  readonly owner: string;
  readonly leaseUntil: string;
  readonly epoch: number;
}

export interface RecordItem extends Key, Omit<StoredRecord, 'employeeId' | 'body'> {
  /** JSON text of the body. */
  readonly body: string;
  readonly status: string | null;
}

export interface SyncedItem extends Key {
  readonly synced: SyncedWeek;
}

export interface FeedItem extends Key {
  readonly version: number;
  readonly type: ChangeType;
  readonly occurredAt: string;
  readonly expiresAt: number;
}

export function toRecordItem(key: Key, { employeeId: _, body, ...rest }: StoredRecord): RecordItem {
  return { ...key, ...rest, body: encodeJson(body), status: body.timesheet?.status ?? null };
}

export function toRecord({ pk: _, sk: employeeId, status: __, body, ...rest }: RecordItem): StoredRecord {
  return { ...rest, employeeId, body: decodeJson<MirrorBody>(body) };
}

/** When DynamoDB may delete what was written now, in seconds since 1970. */
export function expiryAfter(now: string, days: number): number {
  return Math.floor(Date.parse(now) / 1000) + days * 86_400;
}
