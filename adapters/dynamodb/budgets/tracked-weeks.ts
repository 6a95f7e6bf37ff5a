import type { DynamoDBDocumentClient } from '@aws-sdk/lib-dynamodb';
import type { TrackedCwo, TrackedWeeks } from '../../../core/budgets/budget-store.ts';
import type { TrackedTotal } from '../../../core/budgets/tracking.ts';
import type { Clock } from '../../../core/values/clock.ts';
import { compareIds } from '../../../core/values/ids.ts';
import type { MondayDate } from '../../../core/values/week.ts';
import { type BatchSource, batchRead } from '../batch-read.ts';
import type { Key } from '../keys.ts';
import { queryPartition } from '../query-partition.ts';
import { type BudgetItem, toCwoBudget } from './items.ts';
import { cwoIdOf, totalKey, weekKey, weekPartition } from './keys.ts';

/** Which CWOs are tracked in a week, and what is tracked: by key, as no path scans the table. */
export class DynamoTrackedWeeks implements TrackedWeeks {
  readonly #source: BatchSource;

  constructor(client: DynamoDBDocumentClient, table: string, clock: Clock) {
    this.#source = { client, table, clock };
  }

  async *listCwos(mondayDate: MondayDate): AsyncGenerator<string> {
    const { client, table } = this.#source;
    for await (const { sk } of queryPartition<Key>(client, table, weekPartition(mondayDate))) yield sk;
  }

  async readWeek(mondayDate: MondayDate): Promise<TrackedCwo[]> {
    const keys: Key[] = [];
    for await (const cwoId of this.listCwos(mondayDate)) keys.push(weekKey(cwoId, mondayDate), totalKey(cwoId));
    const byCwo = Map.groupBy(await batchRead<BudgetItem>(this.#source, keys), ({ pk }) => cwoIdOf(pk));
    const tracked = [...byCwo].map(([cwoId, items]) => {
      const { weeks, total } = toCwoBudget(cwoId, items);
      return { cwoId, week: weeks[0] ?? null, total };
    });
    return tracked.sort((a, b) => compareIds(a.cwoId, b.cwoId));
  }

  async readTotals(cwoIds: readonly string[]): Promise<Map<string, TrackedTotal>> {
    const items = await batchRead<BudgetItem>(this.#source, cwoIds.map(totalKey));
    const totals = items.flatMap((item): [string, TrackedTotal][] => {
      const cwoId = cwoIdOf(item.pk);
      const { total } = toCwoBudget(cwoId, [item]);
      return total ? [[cwoId, total]] : [];
    });
    return new Map(totals);
  }
}
