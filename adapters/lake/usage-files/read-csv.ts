import { CsvError, parse } from 'csv-parse/sync';
import type { RowIntake } from './intake.ts';
import { COLUMNS } from './rows.ts';

interface CsvRecord {
  readonly record: readonly string[];
  /** `bytes` is where the record ends, line break included. */
  readonly info: { readonly bytes: number };
}

interface NumberedRecord {
  readonly line: number;
  readonly fields: readonly string[];
}

const LF = 0x0a;
const CR = 0x0d;
const OPTIONS = { info: true, relax_column_count: true, skip_empty_lines: true, record_delimiter: ['\r\n', '\n'] };

/** Reads CSV with a header row; an empty field is null. The line of a fault is the one its record starts on. */
export function readCsv(text: string, intake: RowIntake): void {
  const [header = { line: 1, fields: [] }, ...records] = parseRecords(Buffer.from(text), intake);
  if (intake.faults.length > 0 || !intake.takesColumns(header.line, header.fields)) return;

  const places = COLUMNS.map((column) => ({ column, place: header.fields.indexOf(column) }));
  const present = places.filter(({ place }) => place >= 0);
  for (const { line, fields } of records) {
    if (intake.full) return;
    if (fields.length === header.fields.length) {
      intake.add(line, Object.fromEntries(present.map(({ column, place }) => [column, fields[place] || null])));
    } else {
      intake.refuse(line, null, `the line has ${fields.length} fields, the header ${header.fields.length}`);
    }
  }
}

/** The records in order; a quote out of place leaves none, since what follows it can be read in two ways. */
function parseRecords(bytes: Buffer, intake: RowIntake): NumberedRecord[] {
  try {
    return [...numbered(bytes, parse(bytes, OPTIONS) as unknown as CsvRecord[])];
  } catch (error) {
    if (!(error instanceof CsvError)) throw error;
    const line = bytes.subarray(0, Number(error.bytes)).toString().split('\n').length;
    intake.refuse(line, null, 'a quote is out of place or never closed');
    return [];
  }
}

/** Adds the line each record starts on. The parser's own count takes a quoted CRLF for two lines. */
function* numbered(bytes: Buffer, records: Iterable<CsvRecord>): Generator<NumberedRecord> {
  let line = 1;
  let at = 0;
  for (const { record, info } of records) {
    for (; bytes[at] === LF || bytes[at] === CR; at++) if (bytes[at] === LF) line++;
    yield { line, fields: record };
    for (; at < info.bytes; at++) if (bytes[at] === LF) line++;
  }
}
