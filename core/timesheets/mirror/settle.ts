import type { Sha256 } from '../../values/hash.ts';
import { fingerprintOf } from './fingerprint.ts';
import type { MirrorBody, MirrorRecord } from './mirror-record.ts';

/** An employee's week as the source tells it now, without its past. */
export interface FreshWeek {
  readonly employeeId: string;
  readonly body: MirrorBody;
}

/**
 * The record of a week from what the source tells now and what the mirror held before (`docs/connectors.md`, rule 4): a
 * week that was ever approved and is a draft or handed in again is REOPENED; where the source does not say when it
 * approved, it is when that was first seen.
 *
 * @param seenAt ISO instant
 */
export function settleWeek(
  { employeeId, body: fresh }: FreshWeek,
  before: Pick<MirrorRecord, 'body' | 'everApproved'> | null,
  { seenAt, sha256 }: { readonly seenAt: string; readonly sha256: Sha256 },
): MirrorRecord {
  const wasApproved = before?.everApproved ?? false;
  const body = { ...fresh, timesheet: withPast(fresh.timesheet, before, seenAt) };
  const everApproved = wasApproved || body.timesheet?.status === 'APPROVED';
  return { employeeId, body, everApproved, ...fingerprintOf(body, sha256) };
}

function withPast(
  timesheet: MirrorBody['timesheet'],
  before: Pick<MirrorRecord, 'body' | 'everApproved'> | null,
  seenAt: string,
): MirrorBody['timesheet'] {
  if (timesheet === null || timesheet.status === 'REJECTED') return timesheet;
  if (timesheet.status !== 'APPROVED') return before?.everApproved ? { ...timesheet, status: 'REOPENED' } : timesheet;
  return { ...timesheet, approvedAt: timesheet.approvedAt ?? before?.body.timesheet?.approvedAt ?? seenAt };
}
