import type { DynamoDBDocumentClient } from '@aws-sdk/lib-dynamodb';
import type { Commit, CommitResult } from '../../../core/ledger/ledger.ts';
import { chunksOf } from '../../../core/values/chunks.ts';
import type { Sha256 } from '../../../core/values/hash.ts';
import {
  ACTIONS_MAX,
  type Action,
  CONDITION_FAILED,
  isRefusal,
  NO_REASON,
  type TransactAnswer,
  transact,
} from '../transact.ts';
import type { CommitActions } from './commit-actions.ts';
import { fitsItem } from './revision-codec.ts';

export interface PreparedCommit {
  readonly commit: Commit;
  readonly actions: CommitActions;
}

/**
 * What became of a commit that was written; AGAIN and OVERTAKEN are to be judged by a fresh read: of OVERTAKEN a line of a
 * later head version was met.
 */
export type Verdict = Exclude<CommitResult, 'CONTENDED'> | 'AGAIN' | 'OVERTAKEN';

/** A small head takes few bytes, so that 100 actions stay far below the 4 MB of a transaction; larger ones go alone. */
const SHARED_ACTIONS_MAX = 50;

/** OVERTAKEN, where a write before the one that decides met a later one. */
type Answer = TransactAnswer | 'OVERTAKEN';

/** Writes prepared commits in as few transactions as they fit. */
export class Transactions {
  readonly #client: DynamoDBDocumentClient;
  readonly #sha256: Sha256;

  constructor(client: DynamoDBDocumentClient, sha256: Sha256) {
    this.#client = client;
    this.#sha256 = sha256;
  }

  async write(prepared: readonly PreparedCommit[], isOneByOne: boolean): Promise<Map<Commit, Verdict>> {
    const verdicts = new Map<Commit, Verdict>(
      prepared.filter(isTooLarge).map(({ commit }) => [commit, 'TOO_MANY_TARGETS']),
    );
    const fitting = prepared.filter((one) => !isTooLarge(one));
    for (const group of isOneByOne ? fitting.map((one) => [one]) : pack(fitting)) {
      for (const [commit, verdict] of await this.#writeGroup(group)) verdicts.set(commit, verdict);
    }
    return verdicts;
  }

  /** Each deletion by itself: one that a newer commit overtook must not hold up the others. */
  async deleteLate(deletes: readonly Action[]): Promise<void> {
    for (const action of deletes) await this.#transact([action]);
  }

  async #writeGroup(group: readonly PreparedCommit[]): Promise<(readonly [Commit, Verdict])[]> {
    const answer = await this.#decide(group);
    // Whose fault it is shows when each goes alone.
    if (answer === 'REFUSED' && group.length > 1) {
      const alone = [];
      for (const one of group) alone.push(...(await this.#writeGroup([one])));
      return alone;
    }
    if (answer === 'DONE') for (const { actions } of group) await this.deleteLate(actions.after);
    let start = 0;
    return group.map(({ commit, actions }) => {
      const reasons = typeof answer === 'string' ? answer : answer.slice(start, start + actions.decisive.length);
      start += actions.decisive.length;
      return [commit, verdictOf(reasons)];
    });
  }

  /** A commit with writes before the one that decides goes alone. */
  async #decide(group: readonly PreparedCommit[]): Promise<Answer> {
    for (const part of group.flatMap(({ actions }) => chunksOf(actions.before, ACTIONS_MAX))) {
      const answer = await this.#transact(part);
      if (isRefusal(answer)) return 'REFUSED';
      if (answer !== 'DONE') return answer.includes(CONDITION_FAILED) ? 'OVERTAKEN' : 'AGAIN';
    }
    return this.#transact(group.flatMap(({ actions }) => actions.decisive));
  }

  #transact(actions: readonly Action[]): Promise<TransactAnswer> {
    return transact(this.#client, this.#sha256, actions);
  }
}

/** @param answer of a transaction, or the reasons of a commit's own actions: that on the head is the first */
function verdictOf(answer: Answer): Verdict {
  if (answer === 'DONE') return 'COMMITTED';
  if (answer === 'AGAIN' || answer === 'OVERTAKEN') return answer;
  if (isRefusal(answer)) return 'WRITE_REFUSED';
  const [head, ...others] = answer as readonly string[];
  return head === NO_REASON && others.includes(CONDITION_FAILED) ? 'REVISION_TAKEN' : 'AGAIN';
}

/** Fills transactions up to the limit of actions, in order; a commit with writes of its own before or after goes alone. */
function pack(prepared: readonly PreparedCommit[]): PreparedCommit[][] {
  const groups: PreparedCommit[][] = [];
  let shared: PreparedCommit[] = [];
  let actions = 0;
  for (const one of prepared) {
    const { length } = one.actions.decisive;
    if (length > SHARED_ACTIONS_MAX || one.actions.before.length + one.actions.after.length > 0) {
      groups.push([one]);
      continue;
    }
    if (actions + length > ACTIONS_MAX) {
      groups.push(shared);
      shared = [];
      actions = 0;
    }
    shared.push(one);
    actions += length;
  }
  return shared.length > 0 ? [...groups, shared] : groups;
}

function isTooLarge({ commit: { write } }: PreparedCommit): boolean {
  return write.kind === 'REVISE' && !fitsItem(write.revision);
}
