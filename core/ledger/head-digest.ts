import type { SourceUsage } from '../usage/usage.ts';
import { type Head, latestInputs } from './revision.ts';

/** A head as steps read it by the thousand. */
export interface HeadDigest {
  readonly employeeId: string;
  readonly headVersion: number;
  readonly revision: number;
  readonly revisionHash: string;
  readonly decisionId: string;
  /** The run of the newest inputs, and when it decided. */
  readonly runId: string;
  readonly decidedAt: string;
  readonly sources: readonly SourceUsage[];
  readonly lines: number;
}

export function digestOf(head: Head): HeadDigest {
  const { headVersion, revisionHash, decisionId } = head;
  const { runId, decidedAt, sources } = latestInputs(head);
  const { employeeId, revision, allocation } = head.revision;
  const lines = allocation.lines.length;
  return { employeeId, headVersion, revision, revisionHash, decisionId, runId, decidedAt, sources, lines };
}
