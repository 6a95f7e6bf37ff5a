import type { MondayDate } from '../values/week.ts';
import type { PublishedTotals } from './publication.ts';
import type { UndividedRows, WeekRows } from './rows.ts';

/** What was written of each table, as counted from what its columns hold; no amounts where a table has none. */
export type WrittenTables<Rows> = { readonly [Table in keyof Rows]: PublishedTotals };

/**
 * The tables that finance reads in the lake: an object per table and week, or one for a table that no week divides. Rows
 * take the place of what is published: in each table all of them at once, or none. Each object is looked at before the
 * first row is taken, and nothing else is written over.
 */
export interface PublishedTables {
  /** @returns null where somebody has replaced one of the tables meanwhile */
  replaceWeek(mondayDate: MondayDate, rows: AsyncIterable<WeekRows>): Promise<WrittenTables<WeekRows> | null>;
  /** @returns null where somebody has replaced one of the tables meanwhile */
  replaceUndivided(rows: AsyncIterable<UndividedRows>): Promise<WrittenTables<UndividedRows> | null>;
}
