import type { ChainRows, EmployeeRecord, Timesheet } from '../timesheets.ts';

/** Why nothing of an employee's week is written: it is left as it was before. */
export const MIRROR_SET_ASIDE_REASONS = [
  'UNMAPPED_PERSON',
  'AMBIGUOUS_PERSON',
  'TWO_SOURCES',
  'UNKNOWN_STATE',
  'UNSTABLE',
  'TOO_MANY_ENTRIES',
] as const;
export type MirrorSetAsideReason = (typeof MIRROR_SET_ASIDE_REASONS)[number];

/** An employee's week and all rows that its chains lead through, each list by id ascending. */
export interface MirrorBody extends Omit<EmployeeRecord, 'timesheet'> {
  readonly timesheet: Omit<Timesheet, 'version'> | null;
  readonly chain: ChainRows;
}

/** An employee's week as the mirror holds it, without its version and origin. */
export interface MirrorRecord {
  readonly employeeId: string;
  readonly body: MirrorBody;
  /** Whether the week was APPROVED, now or ever. */
  readonly everApproved: boolean;
  /** Of what a decision can depend on. */
  readonly decisionHash: string;
  /** Of the whole body. */
  readonly fullHash: string;
}

export interface MirrorSetAside {
  readonly reason: MirrorSetAsideReason;
  readonly user: string;
  /** Null where the user leads to none. */
  readonly employeeId: string | null;
  /** For a person. */
  readonly detail: string;
}
