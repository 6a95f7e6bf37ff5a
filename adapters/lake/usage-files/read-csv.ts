import { csvRecords } from './csv-records.ts';
import type { RowIntake } from './intake.ts';
import { COLUMNS } from './rows.ts';

/** Reads CSV with a header row; an empty field is null. The line of a fault is the one its record starts on. */
export async function readCsv(text: AsyncIterable<string>, intake: RowIntake): Promise<void> {
  let add: ((line: number, fields: readonly string[]) => void) | undefined;
  for await (const record of csvRecords(text)) {
    if ('fault' in record) return intake.refuse(record.line, null, record.fault);
    if (add) add(record.line, record.fields);
    else if (intake.takesColumns(record.line, record.fields)) add = adder(record.fields, intake);
    else return;
  }
  if (!add) intake.takesColumns(1, []);
}

/** Adds the fields of a record under the names of the header. */
function adder(header: readonly string[], intake: RowIntake) {
  const places = COLUMNS.map((column) => ({ column, place: header.indexOf(column) }));
  const present = places.filter(({ place }) => place >= 0);
  return (line: number, fields: readonly string[]): void => {
    if (fields.length === header.length) {
      intake.add(line, Object.fromEntries(present.map(({ column, place }) => [column, fields[place] || null])));
    } else {
      intake.refuse(line, null, `the line has ${fields.length} fields, the header ${header.length}`);
    }
  };
}
