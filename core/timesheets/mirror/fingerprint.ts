import { encodeJson } from '../../values/codec.ts';
import type { Sha256 } from '../../values/hash.ts';
import type { MirrorBody } from './mirror-record.ts';

export interface Fingerprint {
  readonly decisionHash: string;
  readonly fullHash: string;
}

/** Tells bodies apart by what decides, and by all (`docs/connectors.md`, "Version"): a name changes the second alone. */
export function fingerprintOf(body: MirrorBody, sha256: Sha256): Fingerprint {
  return { decisionHash: sha256(encodeJson(decidingPart(body))), fullHash: sha256(encodeJson(body)) };
}

function decidingPart({ timesheet, entries, workingHours, approvedLeaveHours, plans, chain }: MirrorBody) {
  return {
    ...{ status: timesheet?.status ?? null, entries, workingHours, approvedLeaveHours, plans },
    tasks: chain.tasks,
    cwoRoles: chain.cwoRoles.map(({ cwoRoleId, cwoId }) => [cwoRoleId, cwoId]),
    cwos: chain.cwos.map(({ cwoId, billable, startDate, endDate }) => [cwoId, billable, startDate, endDate]),
  };
}
