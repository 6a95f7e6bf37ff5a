import { ConditionalCheckFailedException } from '@aws-sdk/client-dynamodb';
import { BatchGetCommand, type DynamoDBDocumentClient, UpdateCommand } from '@aws-sdk/lib-dynamodb';
import type { CwoManagers, CwoNews, CwoRecords, CwoRegistry, SeenCwo } from '../../../core/timesheets/cwo-registry.ts';
import type { CwoDescription } from '../../../core/timesheets/cwo-source.ts';
import { LedgerUnavailableError } from '../ledger/ledger.ts';

const READ_MAX = 100;
const READS_MAX = 8;

/** The columns of the `Cwo` table that an answer about a week decides. */
type CwoColumns = ReturnType<typeof toColumns>;

/** The `Cwo` table: what is known of each CWO, and the budgets a PM has confirmed. */
export class DynamoCwoRegistry implements CwoRegistry, CwoRecords, CwoManagers {
  readonly #client: DynamoDBDocumentClient;
  readonly #table: string;

  constructor(client: DynamoDBDocumentClient, table: string) {
    this.#client = client;
    this.#table = table;
  }

  async findNews(seen: readonly SeenCwo[]): Promise<CwoNews[]> {
    const news: CwoNews[] = [];
    for (let start = 0; start < seen.length; start += READ_MAX) {
      const part = seen.slice(start, start + READ_MAX);
      const known = await this.#read(part.map(({ cwo }) => cwo.cwoId));
      for (const one of part) {
        const columns = toColumns(one);
        const row = known.get(columns.cwoId);
        if (isSame(columns, row)) continue;
        news.push({ ...one, isManagerNew: row?.pmEmployeeId !== columns.pmEmployeeId });
      }
    }
    return news;
  }

  async update(news: readonly CwoNews[], seenAt: string): Promise<void> {
    for (const one of news) {
      await this.#write({ ...toColumns(one), ...(one.isManagerNew && { pmEmail: null }) }, seenAt);
    }
  }

  record(description: CwoDescription, seenAt: string): Promise<void> {
    const pmEmail = description.cwo.projectManager?.email ?? null;
    return this.#write({ ...toColumns(description), pmEmail }, seenAt);
  }

  async readManagers(cwoIds: readonly string[]): Promise<Map<string, string>> {
    const managers = new Map<string, string>();
    for (let start = 0; start < cwoIds.length; start += READ_MAX) {
      const rows = await this.#read(cwoIds.slice(start, start + READ_MAX));
      for (const [cwoId, { pmEmployeeId }] of rows) {
        if (typeof pmEmployeeId === 'string') managers.set(cwoId, pmEmployeeId);
      }
    }
    return managers;
  }

  async #read(cwoIds: readonly string[]): Promise<Map<string, Record<string, unknown>>> {
    const rows = new Map<string, Record<string, unknown>>();
    let keys: Record<string, unknown>[] = cwoIds.map((cwoId) => ({ cwoId }));
    for (let read = 0; keys.length > 0; read += 1) {
      if (read === READS_MAX) throw new LedgerUnavailableError(`CWOs were not read in ${READS_MAX} requests`);
      const request = { [this.#table]: { Keys: keys, ConsistentRead: true } };
      const { Responses, UnprocessedKeys } = await this.#client.send(new BatchGetCommand({ RequestItems: request }));
      for (const row of Responses?.[this.#table] ?? []) rows.set(row.cwoId, row);
      keys = UnprocessedKeys?.[this.#table]?.Keys ?? [];
    }
    return rows;
  }

  /** Never with an answer older than the one that wrote last. */
  async #write(
    { cwoId, ...columns }: CwoColumns & { readonly pmEmail?: string | null },
    seenAt: string,
  ): Promise<void> {
    const names = Object.keys(columns);
    const sets = names.map((name) => `#${name} = :${name}`);
    try {
      await this.#client.send(
        new UpdateCommand({
          TableName: this.#table,
          Key: { cwoId },
          UpdateExpression: `SET ${sets.join(', ')}, seenAt = :seenAt, ${BUDGETS_UNTIL_CONFIRMED}`,
          ConditionExpression: 'attribute_not_exists(seenAt) OR seenAt < :seenAt',
          ExpressionAttributeNames: Object.fromEntries(names.map((name) => [`#${name}`, name])),
          ExpressionAttributeValues: {
            ...Object.fromEntries(Object.entries(columns).map(([name, value]) => [`:${name}`, value])),
            ':seenAt': seenAt,
            ':null': null,
          },
        }),
      );
    } catch (error) {
      if (!(error instanceof ConditionalCheckFailedException)) throw error;
    }
  }
}

const BUDGETS_UNTIL_CONFIRMED =
  'tokenBudgetPerWeek = if_not_exists(tokenBudgetPerWeek, :null), tokenBudgetTotal = if_not_exists(tokenBudgetTotal, :null)';

function toColumns({ cwo, project }: SeenCwo) {
  return {
    cwoId: cwo.cwoId,
    code: cwo.code,
    name: cwo.name,
    billable: cwo.billable,
    startDate: cwo.startDate,
    endDate: cwo.endDate,
    projectId: cwo.projectId,
    projectName: project?.name ?? null,
    clientId: project?.clientId ?? null,
    clientName: project?.clientName ?? null,
    pmEmployeeId: cwo.projectManager?.employeeId ?? null,
  };
}

function isSame(columns: CwoColumns, row: Record<string, unknown> | undefined): boolean {
  return row !== undefined && Object.entries(columns).every(([name, value]) => row[name] === value);
}
