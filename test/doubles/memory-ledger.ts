import { sha256 } from '../../adapters/system/hash.ts';
import { digestOf, type HeadDigest } from '../../core/ledger/head-digest.ts';
import type { Commit, CommitResult, Ledger } from '../../core/ledger/ledger.ts';
import type { Head } from '../../core/ledger/revision.ts';
import { encodeJson } from '../../core/values/codec.ts';

/** Heads of one week. A commit counts only on the head version it was decided on; repeating one is harmless. */
export class MemoryLedger implements Ledger {
  readonly heads = new Map<string, Head>();
  /** Called before each commit, for what others do in the meantime. */
  beforeCommit: (commit: Commit) => CommitResult | undefined = () => undefined;

  static of(...heads: readonly Head[]): MemoryLedger {
    const ledger = new MemoryLedger();
    for (const head of heads) ledger.heads.set(head.revision.employeeId, head);
    return ledger;
  }

  async readHeads(_mondayDate: string, employeeIds: readonly string[]): Promise<Map<string, Head>> {
    return new Map(employeeIds.flatMap((id) => (this.heads.has(id) ? [[id, this.heads.get(id) as Head]] : [])));
  }

  async *listHeads(): AsyncGenerator<HeadDigest> {
    for (const employeeId of [...this.heads.keys()].sort()) yield digestOf(this.heads.get(employeeId) as Head);
  }

  async commit(_mondayDate: string, commits: readonly Commit[]): Promise<Map<string, CommitResult>> {
    return new Map(commits.map((commit) => [commit.employeeId, this.beforeCommit(commit) ?? this.#write(commit)]));
  }

  #write({ employeeId, basedOn, decisionId, write }: Commit): CommitResult {
    const current = this.heads.get(employeeId);
    if (current?.decisionId === decisionId) return 'COMMITTED';
    if ((current?.headVersion ?? 0) !== basedOn) return 'CONTENDED';
    const headVersion = basedOn + 1;
    if (write.kind === 'CONFIRM') {
      this.heads.set(employeeId, { ...(current as Head), headVersion, confirmation: write.confirmation, decisionId });
    } else {
      const { revision } = write;
      const revisionHash = sha256(encodeJson(revision));
      this.heads.set(employeeId, { headVersion, revision, revisionHash, confirmation: null, decisionId });
    }
    return 'COMMITTED';
  }
}
