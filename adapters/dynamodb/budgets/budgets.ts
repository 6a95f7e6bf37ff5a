import type { DynamoDBDocumentClient } from '@aws-sdk/lib-dynamodb';
import { BudgetRefusedError, type BudgetStore, type Unwritten } from '../../../core/budgets/budget-store.ts';
import type { BudgetChange } from '../../../core/budgets/refresh.ts';
import type { CwoBudget } from '../../../core/budgets/tracking.ts';
import type { Sha256 } from '../../../core/values/hash.ts';
import { queryPartition } from '../query-partition.ts';
import { ACTIONS_MAX, type Action, isRefusal, transact } from '../transact.ts';
import { changeActions } from './change-actions.ts';
import { type BudgetItem, isWhole, toCwoBudget } from './items.ts';
import { cwoPartition } from './keys.ts';

/** How often rows are read that change meanwhile. */
const READS_MAX = 5;

/** `TokenBudgetTracking`. Which write decides: the transaction on the versions of a CWO's rows. */
export class DynamoBudgets implements BudgetStore {
  readonly #client: DynamoDBDocumentClient;
  readonly #table: string;
  readonly #sha256: Sha256;

  constructor(client: DynamoDBDocumentClient, table: string, sha256: Sha256) {
    this.#client = client;
    this.#table = table;
    this.#sha256 = sha256;
  }

  async read(cwoId: string): Promise<CwoBudget> {
    for (let tries = 1; tries <= READS_MAX; tries += 1) {
      const items = await Array.fromAsync(queryPartition<BudgetItem>(this.#client, this.#table, cwoPartition(cwoId)));
      if (isWhole(items)) return toCwoBudget(cwoId, items);
    }
    throw new Error(`the rows of ${cwoId} changed each of ${READS_MAX} times they were read`);
  }

  async write(changes: readonly BudgetChange[]): Promise<readonly Unwritten[]> {
    const prepared = changes.map((change) => ({ change, actions: changeActions(change, this.#table) }));
    const unwritten: Unwritten[] = [];
    for (const group of pack(prepared)) unwritten.push(...(await this.#writeGroup(group)));
    return unwritten;
  }

  /** Several CWOs share a transaction; where it is cancelled, each has one of its own, so that none fails for another. */
  async #writeGroup(group: readonly Prepared[]): Promise<Unwritten[]> {
    const all = group.flatMap(({ actions }) => actions);
    try {
      const answer = await transact(this.#client, this.#sha256, all);
      if (answer === 'DONE') return [];
      if (group.length === 1) {
        return group.map(({ change }) => ({
          change,
          failure: isRefusal(answer) ? new BudgetRefusedError(change.before.cwoId) : null,
        }));
      }
    } catch (failure) {
      return group.map(({ change }) => ({ change, failure }));
    }
    const unwritten: Unwritten[] = [];
    for (const one of group) unwritten.push(...(await this.#writeGroup([one])));
    return unwritten;
  }
}

interface Prepared {
  readonly change: BudgetChange;
  readonly actions: readonly Action[];
}

/** Fills transactions up to the limit of actions, in order. */
function pack(prepared: readonly Prepared[]): Prepared[][] {
  const groups: Prepared[][] = [];
  let room = 0;
  for (const one of prepared) {
    room -= one.actions.length;
    if (room < 0) {
      groups.push([]);
      room = ACTIONS_MAX - one.actions.length;
    }
    groups.at(-1)?.push(one);
  }
  return groups;
}
