import { encodeJson } from '../../values/codec.ts';
import type { ChangeType } from '../change-types.ts';
import { EMPTY_BODY } from './mirror-body.ts';
import type { MirrorBody, MirrorRecord } from './mirror-record.ts';

/**
 * What a new record says of the change since the one before, first type that fits (`docs/connectors.md`, "Type").
 *
 * @returns null where no decision can depend on what is new
 */
export function changeTypeOf(before: MirrorRecord | null, now: MirrorRecord): ChangeType | null {
  if (before?.decisionHash === now.decisionHash) return null;
  const old = before?.body ?? EMPTY_BODY;
  const { body } = now;
  if (isApproved(old) !== isApproved(body)) return isApproved(body) ? 'APPROVED' : 'REOPENED';
  if (differ(loggedPart(old), loggedPart(body))) return 'AMENDED';
  return differ(hoursPart(old), hoursPart(body)) ? 'LEAVE_CHANGED' : 'PLAN_CHANGED';
}

function isApproved({ timesheet }: MirrorBody): boolean {
  return timesheet?.status === 'APPROVED';
}

function loggedPart({ timesheet, entries }: MirrorBody) {
  return [timesheet?.status ?? null, entries];
}

function hoursPart({ approvedLeaveHours, workingHours }: MirrorBody) {
  return [approvedLeaveHours, workingHours];
}

function differ(before: unknown, now: unknown): boolean {
  return encodeJson(before) !== encodeJson(now);
}
