import { Keys } from '../../adapters/dynamodb/keys.ts';
import { type HeadItem, toHead } from '../../adapters/dynamodb/ledger/items.ts';
import { encodeRevision } from '../../adapters/dynamodb/ledger/revision-codec.ts';
import { sha256 } from '../../adapters/system/hash.ts';
import { type Commit, decisionIdOf } from '../../core/ledger/ledger.ts';
import type { Revision } from '../../core/ledger/revision.ts';
import type { SourceUsage } from '../../core/usage/usage.ts';
import { allocationOf, inputs, line } from './heads.ts';
import { MONDAY } from './rule-weeks.ts';

/** Commits and head items of small and large employee-weeks, as *allocate* would make them. */

export const keys = new Keys(sha256);

/** `C00`, `C01` … : as many targets as told, ascending. */
export function targets(count: number, from = 0): string[] {
  return Array.from({ length: count }, (_, index) => `C${String(index + from).padStart(2, '0')}`);
}

export function revisionOf(employeeId: string, lineTargets: readonly string[], after?: HeadItem): Revision {
  const previous = after && toHead(after);
  return {
    employeeId,
    mondayDate: MONDAY,
    revision: (previous?.revision.revision ?? 0) + 1,
    inputs: inputs({ sources: [usageOf(lineTargets.length)] }),
    allocation: allocationOf(lineTargets.map((target) => line({ target }))),
    previousHash: previous?.revisionHash ?? null,
  };
}

/** What so many lines of 900 tokens and 45 USD sum to. */
function usageOf(lines: number): SourceUsage {
  return { source: 'claude_code', tokens: 900n * BigInt(lines), costUsd6: 45_000_000n * BigInt(lines) };
}

/** The commit of a new revision with these targets, on the head or on nothing. */
export function revise(employeeId: string, lineTargets: readonly string[], on?: HeadItem): Commit {
  return commitOf(employeeId, { kind: 'REVISE', revision: revisionOf(employeeId, lineTargets, on) }, on);
}

export function confirm(employeeId: string, on: HeadItem): Commit {
  return commitOf(employeeId, { kind: 'CONFIRM', confirmation: inputs({ runId: 'run-2' }) }, on);
}

/** The item that the commit of a revision leaves as head. */
export function headItem(employeeId: string, lineTargets: readonly string[], headVersion = 1): HeadItem {
  const body = encodeRevision(revisionOf(employeeId, lineTargets));
  return {
    ...keys.head(employeeId, MONDAY),
    headVersion,
    body,
    hash: sha256(body),
    decisionId: `decision-of-${employeeId}`,
  };
}

function commitOf(employeeId: string, write: Commit['write'], on?: HeadItem): Commit {
  const decided = { employeeId, basedOn: on?.headVersion ?? 0, write };
  return { ...decided, decisionId: decisionIdOf(decided, sha256) };
}
