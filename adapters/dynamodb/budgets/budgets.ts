import type { DynamoDBDocumentClient } from '@aws-sdk/lib-dynamodb';
import { BudgetRefusedError, type BudgetStore } from '../../../core/budgets/budget-store.ts';
import type { BudgetChange } from '../../../core/budgets/refresh.ts';
import type { CwoBudget } from '../../../core/budgets/tracking.ts';
import type { Sha256 } from '../../../core/values/hash.ts';
import { queryPartition } from '../query-partition.ts';
import { ACTIONS_MAX, type Action, isRefusal, transact } from '../transact.ts';
import { changeActions } from './change-actions.ts';
import { type BudgetItem, toCwoBudget } from './items.ts';
import { cwoPartition } from './keys.ts';

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
    const items: BudgetItem[] = [];
    const partition = queryPartition<BudgetItem>(this.#client, this.#table, cwoPartition(cwoId));
    for await (const item of partition) items.push(item);
    return toCwoBudget(cwoId, items);
  }

  async write(changes: readonly BudgetChange[]): Promise<readonly BudgetChange[]> {
    const prepared = changes.map((change) => ({ change, actions: changeActions(change, this.#table) }));
    const lost: BudgetChange[] = [];
    for (const group of pack(prepared)) lost.push(...(await this.#writeGroup(group)));
    return lost;
  }

  /** Several CWOs share a transaction; where it fails, each has one of its own, so that none fails for another. */
  async #writeGroup(group: readonly Prepared[]): Promise<BudgetChange[]> {
    const answer = await transact(
      this.#client,
      this.#sha256,
      group.flatMap(({ actions }) => actions),
    );
    if (answer === 'DONE') return [];
    if (group.length > 1) {
      const lost: BudgetChange[] = [];
      for (const one of group) lost.push(...(await this.#writeGroup([one])));
      return lost;
    }
    const [{ change }] = group as [Prepared];
    if (isRefusal(answer)) throw new BudgetRefusedError(change.before.cwoId);
    return [change];
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
