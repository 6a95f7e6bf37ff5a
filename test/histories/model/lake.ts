import type { EmployeeWeekKey } from '../../../core/ledger/ledger.ts';
import type { UsageGroup, UsageResultRow, UsageSource } from '../../../core/usage/usage-source.ts';
import { compareIds } from '../../../core/values/ids.ts';
import { micros, type RawUsage } from '../../worlds/usage-files.ts';
import { pagesOf } from '../../worlds/usage-pages.ts';

/** The rows that a query saw. */
export interface Asked {
  readonly mondayDate: string;
  /** Null where it asked for all. */
  readonly employeeIds: readonly string[] | null;
  readonly rows: readonly RawUsage[];
}

const PAGE_ROWS = 2;

/** Usage rows by week. A query sees what lies there when it is started. */
export class Lake implements UsageSource {
  readonly #weeks = new Map<string, readonly RawUsage[]>();
  readonly #queries: Asked[] = [];
  readonly #askedAsOf = new Map<string, Asked>();

  rows(mondayDate: string): readonly RawUsage[] {
    return this.#weeks.get(mondayDate) ?? [];
  }

  put(mondayDate: string, rows: readonly RawUsage[]): void {
    this.#weeks.set(mondayDate, rows);
  }

  /** The rows of an employee-week that can be used. */
  usable({ mondayDate, employeeId }: EmployeeWeekKey, rows = this.rows(mondayDate)): readonly RawUsage[] {
    return rows.filter((row) => row.employeeId === employeeId && row.cost !== null);
  }

  async start({ mondayDate, employeeIds }: Parameters<UsageSource['start']>[0]): Promise<string> {
    const rows = this.rows(mondayDate).filter(
      ({ employeeId }) => !employeeIds || employeeIds.includes(`${employeeId}`),
    );
    return String(this.#queries.push({ mondayDate, employeeIds: employeeIds ?? null, rows }) - 1);
  }

  async *read(queryId: string): AsyncGenerator<readonly UsageResultRow[]> {
    const { rows } = this.#queries[Number(queryId)] as Asked;
    yield* pagesOf(groupsOf(rows), PAGE_ROWS);
  }

  /** Notes under which instant a query goes. */
  name(queryId: string, usageAsOf: string): void {
    this.#askedAsOf.set(usageAsOf, this.#queries[Number(queryId)] as Asked);
  }

  /** What was seen by the query of that instant. */
  askedAsOf(usageAsOf: string): Asked | undefined {
    return this.#askedAsOf.get(usageAsOf);
  }
}

/** Rows summed by employee and source, in this order; a row without cost cannot be used. */
function groupsOf(rows: readonly RawUsage[]): UsageResultRow[] {
  const groups = Map.groupBy(rows, ({ employeeId, source, cost }) =>
    JSON.stringify([employeeId, source, cost === null]),
  );
  return [...groups.entries()]
    .sort(([a], [b]) => compareIds(a, b))
    .map(([key, of]): UsageResultRow => {
      const [employeeId, source, isWithoutCost] = JSON.parse(key) as [string, string, boolean];
      const reason: UsageGroup['reason'] = isWithoutCost ? 'MISSING_COST' : null;
      const tokens = of.reduce((sum, row) => sum + (row.tokens ?? 0n), 0n);
      const costUsd6 = of.reduce((sum, { cost }) => sum + micros(cost ?? '0'), 0n);
      const rowsWithoutTokens = of.filter((row) => row.tokens === null).length;
      return { kind: 'GROUP', reason, employeeId, source, rows: of.length, rowsWithoutTokens, tokens, costUsd6 };
    });
}
