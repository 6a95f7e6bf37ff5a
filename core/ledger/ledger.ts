import { encodeJson } from '../values/codec.ts';
import type { Sha256 } from '../values/hash.ts';
import type { MondayDate } from '../values/week.ts';
import type { HeadDigest } from './head-digest.ts';
import type { DecisionInputs, Head, Revision, RevisionRecord } from './revision.ts';

/** An employee-week by name. */
export interface EmployeeWeekKey {
  readonly employeeId: string;
  readonly mondayDate: MondayDate;
}

/** One employee-week's write: on the head version it was decided on, and no other. */
export interface Commit {
  readonly employeeId: string;
  /** 0 where there was no head. */
  readonly basedOn: number;
  readonly decisionId: string;
  readonly write:
    | { readonly kind: 'REVISE'; readonly revision: Revision }
    | { readonly kind: 'CONFIRM'; readonly confirmation: DecisionInputs };
}

/** The name of a decision: SHA-256 of who it is about, the head version it was made on, and what it writes. */
export function decisionIdOf({ employeeId, basedOn, write }: Omit<Commit, 'decisionId'>, sha256: Sha256): string {
  return sha256(encodeJson([employeeId, basedOn, write]));
}

/** Why a commit can never be written as it is: no later try helps. */
export const COMMIT_REFUSALS = ['TOO_MANY_TARGETS', 'REVISION_TAKEN', 'WRITE_REFUSED'] as const;
export type CommitRefusal = (typeof COMMIT_REFUSALS)[number];

export type CommitResult = 'COMMITTED' | 'CONTENDED' | CommitRefusal;

export interface Ledger {
  /** Heads of up to 100 employees by consistent read; employees without a head are absent. */
  readHeads(mondayDate: MondayDate, employeeIds: readonly string[]): Promise<Map<string, Head>>;
  /** All heads of the week by employee id ascending, streamed. */
  listHeads(mondayDate: MondayDate): AsyncIterable<HeadDigest>;
  /** Writes each commit whole or not at all; repeating a commit that was written is harmless. */
  commit(mondayDate: MondayDate, commits: readonly Commit[]): Promise<Map<string, CommitResult>>;
}

/** The ledger for readers. */
export interface LedgerReader {
  /** The heads of a week by employee id ascending, streamed. */
  listWeek(mondayDate: MondayDate): AsyncIterable<Head>;
  /** All revisions of an employee-week, oldest first, each with its last confirmation; the last is current. */
  readRevisions(employeeId: string, mondayDate: MondayDate): Promise<RevisionRecord[]>;
  /** The revisions before that of the head, oldest first. */
  readSuperseded(head: Head): Promise<RevisionRecord[]>;
}
