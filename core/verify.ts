import { recompute } from './audit.ts';
import type { Evidence } from './evidence.ts';
import { type Head, latestInputs, type Revision } from './ledger.ts';

/** A revision as it rests, with what its store says of it. */
export interface StoredRevision {
  readonly revision: Revision;
  /** SHA-256 of the revision's text as it rests. */
  readonly actualHash: string;
  /** What the store names as its hash. */
  readonly statedHash: string;
  /** Whether the id of the decision that wrote it follows from what it wrote. */
  readonly isDecisionIntact: boolean;
}

/** All of an employee-week as it rests; the last revision is current. */
export interface StoredEmployeeWeek {
  readonly head: Head;
  readonly revisions: readonly StoredRevision[];
}

/**
 * Checks the revisions of an employee-week: each is what its hash says, follows from its evidence, and names the one
 * before.
 * @param evidenceOf null where the evidence is missing or its content is not what its name says
 * @returns what is wrong, for a person
 */
export async function findFaults(
  { head, revisions }: StoredEmployeeWeek,
  evidenceOf: (hash: string) => Promise<Evidence | null>,
): Promise<string[]> {
  const faults: string[] = [];
  for (const [index, stored] of revisions.entries()) {
    const { revision, actualHash, statedHash, isDecisionIntact } = stored;
    const name = `revision ${revision.revision}`;
    const previous = revisions[index - 1];
    if (revision.revision !== index + 1) faults.push(`${name} stands where revision ${index + 1} belongs`);
    if (actualHash !== statedHash) faults.push(`${name} is not what its hash says`);
    if (revision.previousHash !== (previous?.actualHash ?? null))
      faults.push(`${name} does not follow from the one before`);
    if (!isDecisionIntact) faults.push(`${name}: its decision or confirmation was changed`);
    faults.push(...checkEvidence(name, revision, await evidenceOf(revision.inputs.evidenceHash)));
  }
  const latest = latestInputs(head).evidenceHash;
  if ((await evidenceOf(latest)) === null)
    faults.push(`evidence ${latest} of the last confirmation is missing or was changed`);
  return faults;
}

function checkEvidence(name: string, revision: Revision, evidence: Evidence | null): string[] {
  if (!evidence) return [`${name}: its evidence is missing or was changed`];
  return recompute(revision, evidence).agrees ? [] : [`${name} does not follow from its evidence`];
}
