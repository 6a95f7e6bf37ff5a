import type { LineAttributes } from '../../core/ledger/line-attributes.ts';
import type { PublishedTotals } from '../../core/publication/publication.ts';
import type { PublishedTables, WrittenTables } from '../../core/publication/published-tables.ts';
import type { UndividedRows, WeekRows } from '../../core/publication/rows.ts';
import { parseDecimal } from '../../core/values/decimal.ts';
import { USD4_SCALE } from '../../core/values/money.ts';
import type { MondayDate } from '../../core/values/week.ts';

type Gate = <T>(call: string, action: () => Promise<T>) => Promise<T>;
type Table = keyof WeekRows | keyof UndividedRows;

/** One object per table and week in memory, replaced as S3 does: on the condition that it is the one that was looked at. */
export class MemoryPublishedTables {
  readonly #objects = new Map<string, readonly object[]>();

  lines(mondayDate: MondayDate): readonly LineAttributes[] | undefined {
    return this.rows('allocation', mondayDate) as readonly LineAttributes[] | undefined;
  }

  rows(table: Table, mondayDate: MondayDate | '' = ''): readonly object[] | undefined {
    return this.#objects.get(`${table}/${mondayDate}`);
  }

  /** As a publisher sees it whose looks and puts pass the gate: one for all tables. */
  through(gate: Gate): PublishedTables {
    return {
      replaceWeek: (mondayDate, rows) => this.#replace<WeekRows>(mondayDate, rows, gate),
      replaceUndivided: (rows) => this.#replace<UndividedRows>('', rows, gate),
    };
  }

  async #replace<Rows extends object>(
    folder: string,
    parts: AsyncIterable<Rows>,
    gate: Gate,
  ): Promise<WrittenTables<Rows> | null> {
    const before = await gate('head', async () => new Map(this.#objects));
    const taken = new Map<string, object[]>();
    for await (const part of parts) {
      for (const [table, rows] of Object.entries(part)) taken.set(table, [...(taken.get(table) ?? []), ...rows]);
    }
    const isPut = await gate('put', async () => this.#put(folder, before, taken));
    return isPut
      ? (Object.fromEntries([...taken].map(([table, rows]) => [table, totalsOf(rows)])) as WrittenTables<Rows>)
      : null;
  }

  #put(folder: string, before: ReadonlyMap<string, unknown>, taken: ReadonlyMap<string, object[]>): boolean {
    const names = [...taken.keys()].map((table) => `${table}/${folder}`);
    if (names.some((name) => this.#objects.get(name) !== before.get(name))) return false;
    for (const [table, rows] of taken) this.#objects.set(`${table}/${folder}`, rows);
    return true;
  }
}

/** The amounts of a row, by whatever name its table has for them. */
interface Amounts {
  readonly tokens?: bigint;
  readonly allocatedTokens?: bigint;
  readonly actualTokens?: bigint;
  readonly costUsd4?: bigint;
  readonly allocatedCostUsd?: string;
  readonly actualUsd?: string;
}

function totalsOf(rows: readonly Amounts[]): PublishedTotals {
  return {
    rows: rows.length,
    tokens: rows.reduce((sum, row) => sum + (row.tokens ?? row.allocatedTokens ?? row.actualTokens ?? 0n), 0n),
    costUsd4: rows.reduce((sum, row) => sum + costOf(row), 0n),
  };
}

function costOf({ costUsd4, allocatedCostUsd, actualUsd }: Amounts): bigint {
  return costUsd4 ?? parseDecimal(allocatedCostUsd ?? actualUsd ?? '0', USD4_SCALE) ?? 0n;
}
