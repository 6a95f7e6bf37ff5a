import { Chain } from '../allocation/chain.ts';
import type { Evidence } from '../ledger/evidence.ts';
import type { Revision, RevisionRecord } from '../ledger/revision.ts';
import { recompute } from './audit.ts';

/** A revision as it rests, with what its store says of it. */
export interface StoredRevision extends RevisionRecord {
  /** Of the last commit while it was current. */
  readonly headVersion: number;
  /** Of the last commit while it was current. */
  readonly decisionId: string;
  /** SHA-256 of the revision's bytes as they rest. */
  readonly actualHash: string;
  /** What the store names as its hash. */
  readonly statedHash: string;
  /** Whether it rests where it belongs, as its last commit has written it: the id of the decision follows from that. */
  readonly isAsWritten: boolean;
}

/** All of an employee-week as it rests. */
export interface StoredEmployeeWeek {
  readonly employeeId: string;
  /** Oldest first; the last is current. Null where the text cannot be read. */
  readonly revisions: readonly (StoredRevision | null)[];
  /** Sort keys of what rests where later revisions belong: the head, restored from an earlier time, knows nothing of them. */
  readonly leftBehind: readonly string[];
}

/**
 * Checks the revisions of an employee-week: each is what its hash says, follows from its evidence, and names the one
 * before.
 * @param evidenceOf null where the evidence is missing or its content is not what its name says
 * @returns what is wrong, for a person
 */
export async function findFaults(
  { revisions, leftBehind }: StoredEmployeeWeek,
  evidenceOf: (hash: string) => Promise<Evidence | null>,
): Promise<string[]> {
  const faults = leftBehind.map((place) => `${place} lies beyond the current revision: left behind by a restore`);
  for (const [index, stored] of revisions.entries()) {
    const name = `revision ${index + 1}`;
    if (!stored) {
      faults.push(`${name} cannot be read`);
      continue;
    }
    const { revision, confirmation, actualHash, statedHash, isAsWritten } = stored;
    const previous = revisions[index - 1];
    if (revision.revision !== index + 1) faults.push(`revision ${revision.revision} stands where ${name} belongs`);
    if (actualHash !== statedHash) faults.push(`${name} is not what its hash says`);
    if (revision.previousHash !== (previous?.actualHash ?? null))
      faults.push(`${name} does not follow from the one before`);
    if (!isAsWritten) faults.push(`${name}: its place, its decision or its confirmation was changed`);
    faults.push(...checkEvidence(name, revision, await evidenceOf(revision.inputs.evidenceHash)));
    if (confirmation)
      faults.push(...checkEvidence(`${name} as confirmed`, revision, await evidenceOf(confirmation.evidenceHash)));
  }
  return faults;
}

function checkEvidence(name: string, revision: Revision, evidence: Evidence | null): string[] {
  if (!evidence) return [`${name}: its evidence is missing or was changed`];
  return recompute(revision, evidence, new Chain(evidence.chain)).agrees
    ? []
    : [`${name} does not follow from its evidence`];
}
