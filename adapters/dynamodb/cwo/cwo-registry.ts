import { type DynamoDBDocumentClient, ScanCommand, UpdateCommand } from '@aws-sdk/lib-dynamodb';
import type {
  AddressBook,
  CwoList,
  CwoManagers,
  CwoNews,
  CwoReader,
  CwoRecords,
  CwoRegistry,
  KnownCwo,
  ListedCwo,
  SeenCwo,
} from '../../../core/timesheets/cwo-registry.ts';
import type { CwoDescription } from '../../../core/timesheets/cwo-source.ts';
import type { CwoRoleDemand } from '../../../core/timesheets/timesheets.ts';
import type { Clock } from '../../../core/values/clock.ts';
import { formatHours, parseHours } from '../../../core/values/hours.ts';
import { readPages } from '../../aws/read-pages.ts';
import { type BatchSource, batchRead } from '../batch-read.ts';
import { conditionHolds } from '../condition-holds.ts';

/** The columns of the `Cwo` table that an answer about a week decides. */
type CwoColumns = ReturnType<typeof toColumns>;
/** Those that only a description decides. */
interface DescribedColumns {
  readonly pmEmail: string | null;
  readonly roles: readonly RoleColumn[];
}
/** A role with its hours as text, as lines have them. */
type RoleColumn = Omit<CwoRoleDemand, 'plannedHoursPerWeek'> & { readonly plannedHoursPerWeek: string | null };
type CwoRow = Readonly<Record<string, unknown>> & { readonly cwoId: string };

/** Of 1 MB each, some 2,000 CWOs; a table without end is an error, not a wait. */
const SCAN_PAGES_MAX = 1000;

/** The `Cwo` table: what is known of each CWO, and the budgets a PM has confirmed. */
export class DynamoCwoRegistry implements CwoRegistry, CwoRecords, CwoReader, CwoManagers, CwoList, AddressBook {
  readonly #source: BatchSource;

  constructor(client: DynamoDBDocumentClient, table: string, clock: Clock) {
    this.#source = { client, table, clock };
  }

  async findNews(seen: readonly SeenCwo[]): Promise<CwoNews[]> {
    const known = await this.#read(seen.map(({ cwo }) => cwo.cwoId));
    return seen.flatMap((one) => {
      const columns = toColumns(one);
      const row = known.get(columns.cwoId);
      return isSame(columns, row) ? [] : [{ ...one, isManagerNew: row?.pmEmployeeId !== columns.pmEmployeeId }];
    });
  }

  async update(news: readonly CwoNews[], seenAt: string): Promise<void> {
    for (const one of news) {
      await this.#write({ ...toColumns(one), ...(one.isManagerNew && { pmEmail: null }) }, seenAt);
    }
  }

  record(description: CwoDescription, seenAt: string): Promise<boolean> {
    const pmEmail = description.cwo.projectManager?.email ?? null;
    return this.#write({ ...toColumns(description), pmEmail, roles: description.roles.map(toRoleColumn) }, seenAt);
  }

  async readCwos(cwoIds: readonly string[]): Promise<Map<string, KnownCwo>> {
    const rows = await this.#read(cwoIds);
    return new Map([...rows].map(([cwoId, row]) => [cwoId, toKnownCwo(row)]));
  }

  async forgetAddress(cwoId: string, pmEmployeeId: string): Promise<void> {
    await conditionHolds(
      this.#source.client.send(
        new UpdateCommand({
          TableName: this.#source.table,
          Key: { cwoId },
          UpdateExpression: 'SET pmEmail = :none',
          ConditionExpression: 'pmEmployeeId = :pmEmployeeId',
          ExpressionAttributeValues: { ':none': null, ':pmEmployeeId': pmEmployeeId },
        }),
      ),
    );
  }

  async *listAll(): AsyncGenerator<ListedCwo> {
    const { client, table: TableName } = this.#source;
    const scan = (ExclusiveStartKey: Record<string, unknown> | undefined) =>
      client.send(new ScanCommand({ TableName, ConsistentRead: true, ExclusiveStartKey }));
    const limit = { pagesMax: SCAN_PAGES_MAX, of: TableName };
    for await (const { Items } of readPages(scan, ({ LastEvaluatedKey }) => LastEvaluatedKey, limit)) {
      // A budget may have been decided on for a CWO that no answer has named yet.
      for (const row of (Items ?? []) as CwoRow[]) if (row.seenAt !== undefined) yield toListedCwo(row);
    }
  }

  async readManagers(cwoIds: readonly string[]): Promise<Map<string, string>> {
    const managers = new Map<string, string>();
    for (const [cwoId, { pmEmployeeId }] of await this.#read(cwoIds)) {
      if (typeof pmEmployeeId === 'string') managers.set(cwoId, pmEmployeeId);
    }
    return managers;
  }

  async #read(cwoIds: readonly string[]): Promise<Map<string, CwoRow>> {
    const keys = cwoIds.map((cwoId) => ({ cwoId }));
    const rows = await batchRead<CwoRow>(this.#source, keys);
    return new Map(rows.map((row) => [row.cwoId, row]));
  }

  /** Never with an answer older than the one that wrote last: then it is false. */
  async #write({ cwoId, ...columns }: CwoColumns & Partial<DescribedColumns>, seenAt: string): Promise<boolean> {
    const names = Object.keys(columns);
    const sets = names.map((name) => `#${name} = :${name}`);
    return conditionHolds(
      this.#source.client.send(
        new UpdateCommand({
          TableName: this.#source.table,
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
      ),
    );
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

function toRoleColumn({ plannedHoursPerWeek, ...role }: CwoRoleDemand): RoleColumn {
  return { ...role, plannedHoursPerWeek: plannedHoursPerWeek === null ? null : formatHours(plannedHoursPerWeek) };
}

/** The columns as they were written, without those of others. */
function toKnownCwo(row: CwoRow): KnownCwo {
  const known = row as unknown as CwoColumns & Partial<DescribedColumns>;
  const { cwoId, code, name, billable, startDate, endDate, projectId, projectName, clientId, clientName } = known;
  const { pmEmployeeId, pmEmail = null } = known;
  const cwo = { cwoId, code, name, billable, startDate, endDate };
  const roles = known.roles?.map(toRoleDemand) ?? null;
  return { ...cwo, projectId, projectName, clientId, clientName, pmEmployeeId, pmEmail, roles };
}

function toListedCwo(row: CwoRow): ListedCwo {
  return { ...toKnownCwo(row), seenAt: row.seenAt as string };
}

function toRoleDemand({ cwoRoleId, role, headcount, plannedHoursPerWeek }: RoleColumn): CwoRoleDemand {
  const hours = plannedHoursPerWeek === null ? null : (parseHours(plannedHoursPerWeek) ?? null);
  return { cwoRoleId, role, headcount, plannedHoursPerWeek: hours };
}

function isSame(columns: CwoColumns, row: CwoRow | undefined): boolean {
  return row !== undefined && Object.entries(columns).every(([name, value]) => row[name] === value);
}
