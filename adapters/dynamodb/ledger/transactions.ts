import {
  ConditionalCheckFailedException,
  ProvisionedThroughputExceededException,
  RequestLimitExceeded,
  ThrottlingException,
  TransactionCanceledException,
  TransactionConflictException,
  TransactionInProgressException,
} from '@aws-sdk/client-dynamodb';
import { type DynamoDBDocumentClient, TransactWriteCommand } from '@aws-sdk/lib-dynamodb';
import type { Commit } from '../../../core/ledger/ledger.ts';
import { encodeJson } from '../../../core/values/codec.ts';
import type { Sha256 } from '../../../core/values/hash.ts';
import { ACTIONS_MAX, type Action, type CommitActions } from './commit-actions.ts';
import { fitsItem } from './revision-codec.ts';

export interface PreparedCommit {
  readonly commit: Commit;
  readonly actions: CommitActions;
}

export interface WriteResult {
  readonly committed: readonly Commit[];
  /** A head past DynamoDB's item limit: no try will help. */
  readonly tooLarge: readonly Commit[];
  /** Lost a condition or met a conflict: to be judged by a fresh read. */
  readonly again: Commit[];
}

/** A small head takes few bytes, so that 100 actions stay far below the 4 MB of a transaction; larger ones go alone. */
const SHARED_ACTIONS_MAX = 50;

/** What a request may meet that a later try can do without; a cancellation tells its reasons by a fresh read. */
const PASSING_ERRORS = [
  TransactionCanceledException,
  TransactionConflictException,
  TransactionInProgressException,
  ProvisionedThroughputExceededException,
  RequestLimitExceeded,
  ThrottlingException,
];

/** Writes prepared commits in as few transactions as they fit. */
export class Transactions {
  readonly #client: DynamoDBDocumentClient;
  readonly #sha256: Sha256;

  constructor(client: DynamoDBDocumentClient, sha256: Sha256) {
    this.#client = client;
    this.#sha256 = sha256;
  }

  async write(prepared: readonly PreparedCommit[], isOneByOne: boolean): Promise<WriteResult> {
    const committed: Commit[] = [];
    const tooLarge = prepared.filter(isTooLarge);
    const again: Commit[] = [];
    const fitting = prepared.filter((one) => !isTooLarge(one));
    for (const group of isOneByOne ? fitting.map((one) => [one]) : pack(fitting)) {
      const isDone = await this.#writeGroup(group);
      (isDone ? committed : again).push(...group.map(({ commit }) => commit));
    }
    return { committed, tooLarge: tooLarge.map(({ commit }) => commit), again };
  }

  /** Each deletion by itself: one that a newer commit overtook must not hold up the others. */
  async deleteLate(deletes: readonly Action[]): Promise<void> {
    for (const action of deletes) await this.#transact([action]);
  }

  async #writeGroup(group: readonly PreparedCommit[]): Promise<boolean> {
    for (const { actions } of group) {
      for (const part of chunk(actions.before)) {
        if (!(await this.#transact(part))) return false;
      }
    }
    if (!(await this.#transact(group.flatMap(({ actions }) => actions.decisive)))) return false;
    for (const { actions } of group) await this.deleteLate(actions.after);
    return true;
  }

  /** @returns false where the transaction was cancelled or could not be taken now */
  async #transact(actions: readonly Action[]): Promise<boolean> {
    const token = this.#sha256(encodeJson(actions)).slice(0, 36);
    try {
      await this.#client.send(new TransactWriteCommand({ TransactItems: [...actions], ClientRequestToken: token }));
      return true;
    } catch (error) {
      if (PASSING_ERRORS.some((passing) => error instanceof passing)) return false;
      if (error instanceof ConditionalCheckFailedException) return false;
      throw error;
    }
  }
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

function chunk(actions: readonly Action[]): Action[][] {
  const parts: Action[][] = [];
  for (let start = 0; start < actions.length; start += ACTIONS_MAX)
    parts.push(actions.slice(start, start + ACTIONS_MAX));
  return parts;
}
