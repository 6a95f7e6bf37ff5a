import type { PlainDate } from '../../values/week.ts';
import { isOf, isValidOn, type WorkItemRow } from './mapping.ts';
import type { NormalEntry } from './normal-form.ts';

/** What an entry or a plan is for, by the source's ids. */
export type WorkItem = Pick<NormalEntry, 'project' | 'task' | 'activity' | 'account' | 'tags' | 'billable'>;

/** From the one that tells most things apart. */
const ID_COLUMNS = ['task', 'account', 'project', 'activity'] as const;
const CONDITION_COLUMNS = [...ID_COLUMNS, 'source', 'tag', 'billable'] as const;
const ANY = '';

/** Finds the row of a work item among many: each row stands under one of its ids, and only those of the item are tried. */
export class WorkItemIndex {
  readonly #rows: ReadonlyMap<string, readonly WorkItemRow[]>;

  constructor(rows: readonly WorkItemRow[]) {
    this.#rows = Map.groupBy(rows, keyOfRow);
  }

  /** The first row that fits on the day, null where none does. */
  find(source: string, item: WorkItem, day: PlainDate): WorkItemRow | null {
    return this.#first(keysOf(item, item.tags), (row) => fits(row, source, item, day));
  }

  /** The first row before this one that fits whatever it fits; null where it can ever be the first to fit. */
  findBeating(beaten: WorkItemRow): WorkItemRow | null {
    const tags = beaten.tag === null ? [] : [beaten.tag];
    return this.#first(keysOf(beaten, tags), (row) => row.line < beaten.line && contains(row, beaten));
  }

  #first(keys: readonly string[], isFitting: (row: WorkItemRow) => boolean): WorkItemRow | null {
    const firstOfEach = keys.flatMap((key) => this.#rows.get(key)?.find(isFitting) ?? []);
    return firstOfEach.toSorted((a, b) => a.line - b.line)[0] ?? null;
  }
}

function keyOfRow(row: WorkItemRow): string {
  const column = ID_COLUMNS.find((one) => row[one] !== null);
  if (column) return `${column} ${row[column]}`;
  return row.tag === null ? ANY : `tag ${row.tag}`;
}

function keysOf(item: Pick<WorkItem, (typeof ID_COLUMNS)[number]>, tags: readonly string[]): string[] {
  const ids = ID_COLUMNS.filter((column) => item[column] !== null).map((column) => `${column} ${item[column]}`);
  return [...ids, ...tags.map((tag) => `tag ${tag}`), ANY];
}

function fits(row: WorkItemRow, source: string, item: WorkItem, day: PlainDate): boolean {
  return (
    isValidOn(row, day) &&
    isOf(row, source) &&
    (row.billable === null || row.billable === item.billable) &&
    (row.tag === null || item.tags.includes(row.tag)) &&
    ID_COLUMNS.every((column) => row[column] === null || row[column] === item[column])
  );
}

function contains(wide: WorkItemRow, narrow: WorkItemRow): boolean {
  return (
    (wide.from === null || (narrow.from !== null && wide.from <= narrow.from)) &&
    (wide.to === null || (narrow.to !== null && narrow.to <= wide.to)) &&
    CONDITION_COLUMNS.every((column) => wide[column] === null || wide[column] === narrow[column])
  );
}
