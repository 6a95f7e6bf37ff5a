import type { z } from 'zod';
import { describeColumns, type TableColumns } from './columns.ts';
import { type Cells, fileRows, filesOf } from './file-cells.ts';
import { toldFaults } from './told-faults.ts';

/** Files that cannot be loaded. The message has a line per fault: `timesheets.csv, line 3, status: must be …`. */
export class TableFilesError extends Error {
  override readonly name = 'TableFilesError';
  readonly faults: readonly string[];

  constructor(faults: readonly string[]) {
    super(toldFaults(faults));
    this.faults = faults;
  }
}

export interface PlacedRow<Row> {
  /** `tasks.csv, line 3` */
  readonly place: string;
  readonly row: Row;
}

/**
 * The rows of a table's file that are right, read one by one; adds every other thing to the faults.
 * @param keyOf tells rows apart; two of one key are a fault
 */
export async function readRows<Row>(
  folder: string,
  table: string,
  {
    schema,
    columns,
    keyOf,
  }: {
    readonly schema: z.ZodType<Row>;
    readonly columns: TableColumns;
    readonly keyOf: (row: Row) => readonly unknown[];
  },
  faults: string[],
): Promise<PlacedRow<Row>[]> {
  const [name, other] = await filesOf(folder, table);
  if (name === undefined) faults.push(`${table}.csv: is missing; its columns are ${describeColumns(columns)}`);
  if (other !== undefined) faults.push(`${other}: stands beside ${name}: remove one of them`);
  if (name === undefined || other !== undefined) return [];
  const rows: PlacedRow<Row>[] = [];
  const placeOf = new Map<string, string>();
  for await (const { place, cells } of fileRows(folder, name, columns, faults)) {
    const parsed = schema.safeParse(cells);
    if (!parsed.success) {
      faults.push(...parsed.error.issues.map((issue) => `${place}, ${faultOf(issue, cells)}`));
      continue;
    }
    const values = keyOf(parsed.data);
    const key = JSON.stringify(values);
    const first = placeOf.get(key);
    if (first !== undefined)
      faults.push(`${place}: ${values.join(', ')} is on ${first.slice(name.length + 2)} already`);
    placeOf.set(key, first ?? place);
    rows.push({ place, row: parsed.data });
  }
  return rows;
}

function faultOf({ path, message }: z.core.$ZodIssue, cells: Cells): string {
  const column = path.join('.');
  const cell = cells[column];
  if (cell === null || cell === undefined) return `${column}: ${message}`;
  const isText = typeof cell === 'string';
  return `${column}: ${isText ? `${JSON.stringify(cell.slice(0, 40))} ${message}` : 'is of a type that is not read'}`;
}
