import type { DynamoDBDocumentClient } from '@aws-sdk/lib-dynamodb';
import { digestOf, type HeadDigest } from '../../../core/ledger/head-digest.ts';
import type { Commit, CommitResult, Ledger } from '../../../core/ledger/ledger.ts';
import type { Head } from '../../../core/ledger/revision.ts';
import type { Clock } from '../../../core/values/clock.ts';
import type { Sha256 } from '../../../core/values/hash.ts';
import type { MondayDate } from '../../../core/values/week.ts';
import { type BatchSource, batchRead, LedgerUnavailableError } from '../batch-read.ts';
import { getItem } from '../get-item.ts';
import { Keys } from '../keys.ts';
import { queryWeek } from '../query-partition.ts';
import { CommitWriter } from './commit-actions.ts';
import { type HeadItem, toHead } from './items.ts';
import { type PreparedCommit, Transactions } from './transactions.ts';

const ROUNDS_MAX = 6;
const ROUND_PAUSE_MS = 40;

/** The ledger in DynamoDB. Which write decides: the one on the head, conditional on its version. */
export class DynamoLedger implements Ledger {
  readonly #source: BatchSource;
  readonly #keys: Keys;
  readonly #writer: CommitWriter;
  readonly #transactions: Transactions;

  constructor(
    client: DynamoDBDocumentClient,
    table: string,
    tools: { readonly clock: Clock; readonly sha256: Sha256 },
  ) {
    this.#source = { client, table, clock: tools.clock };
    this.#keys = new Keys(tools.sha256);
    this.#writer = new CommitWriter(table, this.#keys, tools.sha256);
    this.#transactions = new Transactions(client, tools.sha256);
  }

  async readHeads(mondayDate: MondayDate, employeeIds: readonly string[]): Promise<Map<string, Head>> {
    const items = await this.#readHeadItems(mondayDate, employeeIds);
    return new Map([...items].map(([employeeId, item]) => [employeeId, toHead(item)]));
  }

  async *listHeads(mondayDate: MondayDate): AsyncGenerator<HeadDigest> {
    for await (const item of queryWeek(this.#source.client, this.#source.table, mondayDate))
      yield digestOf(toHead(item));
  }

  async commit(mondayDate: MondayDate, commits: readonly Commit[]): Promise<Map<string, CommitResult>> {
    const results = new Map<string, CommitResult>();
    let pending = commits;
    for (let round = 0; round < ROUNDS_MAX && pending.length > 0; round += 1) {
      if (round > 0) await this.#source.clock.pause(ROUND_PAUSE_MS * 2 ** round * (1 + Math.random()));
      pending = await this.#commitRound(mondayDate, pending, results, round);
    }
    if (pending.length > 0) {
      throw new LedgerUnavailableError(`${pending.length} commits did not get through in ${ROUNDS_MAX} rounds`);
    }
    return results;
  }

  /**
   * One read of the heads, one try for whoever may still commit. Where there was no head when it was decided, the first
   * try does without the read: the condition of the write says whether there is one now.
   * @returns those to be tried again
   */
  async #commitRound(
    mondayDate: MondayDate,
    commits: readonly Commit[],
    results: Map<string, CommitResult>,
    round: number,
  ): Promise<Commit[]> {
    const toRead = commits.filter(({ basedOn }) => basedOn > 0 || round > 0);
    const heads = await this.#readHeadItems(
      mondayDate,
      toRead.map(({ employeeId }) => employeeId),
    );
    const writable: PreparedCommit[] = [];
    for (const commit of commits) {
      const current = heads.get(commit.employeeId);
      if (current?.decisionId === commit.decisionId) {
        await this.#finishRepeated(commit, current);
        results.set(commit.employeeId, 'COMMITTED');
      } else if ((current?.headVersion ?? 0) !== commit.basedOn) {
        results.set(commit.employeeId, 'CONTENDED');
      } else {
        writable.push({ commit, actions: this.#writer.actions(commit, mondayDate, current) });
      }
    }
    const verdicts = await this.#transactions.write(writable, round >= ROUNDS_MAX / 2);
    for (const [commit, verdict] of verdicts) {
      if (verdict === 'AGAIN') continue;
      results.set(commit.employeeId, verdict === 'OVERTAKEN' ? await this.#whoOvertook(mondayDate, commit) : verdict);
    }
    return [...verdicts].filter(([, verdict]) => verdict === 'AGAIN').map(([commit]) => commit);
  }

  /** Lines of a later version follow a head that has moved; where it has not, they were left behind by a restore. */
  async #whoOvertook(mondayDate: MondayDate, { employeeId, basedOn }: Commit): Promise<CommitResult> {
    const heads = await this.#readHeadItems(mondayDate, [employeeId]);
    return (heads.get(employeeId)?.headVersion ?? 0) === basedOn ? 'REVISION_TAKEN' : 'CONTENDED';
  }

  /** The commit was written by an earlier try, which may have died before it deleted the last stale lines. */
  async #finishRepeated({ write }: Commit, current: HeadItem): Promise<void> {
    if (write.kind === 'CONFIRM' || write.revision.revision === 1) return;
    const { employeeId, mondayDate, revision } = write.revision;
    const key = this.#keys.revision(employeeId, mondayDate, revision - 1);
    const previous = await getItem<HeadItem>(this.#source.client, this.#source.table, key);
    await this.#transactions.deleteLate(this.#writer.lateDeletes(previous, write.revision, current.headVersion));
  }

  async #readHeadItems(mondayDate: MondayDate, employeeIds: readonly string[]): Promise<Map<string, HeadItem>> {
    const keys = employeeIds.map((id) => this.#keys.head(id, mondayDate));
    const items = await batchRead<HeadItem>(this.#source, keys);
    return new Map(items.map((item) => [item.sk, item]));
  }
}
