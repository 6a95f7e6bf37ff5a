import { unguarded } from '../../../core/values/formula-text.ts';
import { csvRecords } from '../../lake/usage-files/csv-records.ts';
import { MAPPING_FILES, type MappingFileName, type MappingRow } from './files.ts';

export interface NumberedRow<Name extends MappingFileName> {
  /** The one it begins on, in the file. */
  readonly line: number;
  readonly row: MappingRow<Name>;
}

type Cells = Readonly<Record<string, string | null>>;

/**
 * Reads the rows of a file that are right, and adds what is wrong to the faults. Cells are parted by comma or semicolon,
 * whichever stands first in the header; a row of empty cells is none.
 */
export async function readRows<Name extends MappingFileName>(
  name: Name,
  text: string,
  faults: string[],
): Promise<NumberedRow<Name>[]> {
  const { schema } = MAPPING_FILES[name];
  const rows: NumberedRow<Name>[] = [];
  let header: readonly string[] | undefined;
  for await (const record of csvRecords(pieces(text), delimiterOf(text))) {
    const place = `${name}, line ${record.line}`;
    if ('fault' in record) {
      faults.push(`${place}: ${record.fault}`);
    } else if (!header) {
      header = record.fields;
      const wrong = faultsOfHeader(name, header);
      faults.push(...wrong.map((fault) => `${place}: ${fault}`));
      if (wrong.length > 0) return [];
    } else if (record.fields.length !== header.length) {
      faults.push(`${place}: has ${record.fields.length} fields, the header ${header.length}`);
    } else if (record.fields.some((field) => field !== '')) {
      const cells = named(name, header, record.fields);
      const parsed = schema.safeParse(cells);
      if (parsed.success) rows.push({ line: record.line, row: parsed.data as MappingRow<Name> });
      else faults.push(...parsed.error.issues.map((issue) => `${place}, ${faultOf(issue, cells)}`));
    }
  }
  if (!header) faults.push(`${name}, line 1: has no header; its columns are ${columnsOf(name).join(', ')}`);
  return rows;
}

export function columnsOf(name: MappingFileName): string[] {
  return Object.keys(MAPPING_FILES[name].schema.in.shape);
}

function faultsOfHeader(name: MappingFileName, header: readonly string[]): string[] {
  const columns = columnsOf(name);
  const needed = Object.entries(MAPPING_FILES[name].schema.in.shape).filter(([, column]) => !column.isNullable());
  const missing = needed.map(([column]) => column).filter((column) => !header.includes(column));
  const unknown = header.filter((column) => !columns.includes(column));
  const twice = header.filter((column, index) => header.indexOf(column) !== index);
  const faults: string[] = [];
  if (missing.length > 0) faults.push(`lacks ${missing.join(', ')}`);
  if (unknown.length > 0) faults.push(`no such columns: ${unknown.map((one) => JSON.stringify(one)).join(', ')}`);
  if (twice.length > 0) faults.push(`there more than once: ${twice.join(', ')}`);
  return faults;
}

/** An empty cell is null, as is one of a column that the file lacks. What `draft` guards from spreadsheets is as it was. */
function named(name: MappingFileName, header: readonly string[], fields: readonly string[]): Cells {
  const cells: Record<string, string | null> = Object.fromEntries(columnsOf(name).map((column) => [column, null]));
  for (const [index, column] of header.entries()) cells[column] = unguarded(fields[index] ?? '') || null;
  return cells;
}

function faultOf({ path, message }: { readonly path: readonly PropertyKey[]; readonly message: string }, cells: Cells) {
  const column = path.join('.');
  const cell = cells[column];
  return `${column}: ${cell === null || cell === undefined ? '' : `${JSON.stringify(cell.slice(0, 40))} `}${message}`;
}

function delimiterOf(text: string): string {
  return /[,;]/.exec(text.slice(0, text.search(/\r?\n|$/)))?.[0] ?? ',';
}

async function* pieces(text: string): AsyncGenerator<string> {
  yield text;
}
