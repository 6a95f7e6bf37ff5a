import { CsvError, parse } from 'csv-parse/sync';
import type { PullWindow } from '../../../core/collection/usage-puller.ts';
import { SourceError } from '../../../core/values/source-error.ts';
import { REPORT_COLUMNS, type ReportLine, reportLine } from './schema.ts';

/** The header is line 1. */
const FIRST_LINE = 2;

/**
 * Reads the lines of a report by the names of its columns.
 * @param days of which the report was asked
 * @throws SourceError MALFORMED with line and column
 */
export function readReport(csv: string, days: PullWindow, place: string): ReportLine[] {
  const malformed = (what: string) => new SourceError('MALFORMED', `${place}: ${what}`);
  return readRecords(csv, malformed).map((record, index) => {
    const line = `line ${FIRST_LINE + index}`;
    const parsed = reportLine.safeParse(record);
    if (!parsed.success) {
      const faults = parsed.error.issues.map(({ path, message }) => `${path.join('.')}: ${message}`);
      throw malformed(`${line}: ${faults.join('; ')}`);
    }
    const { date } = parsed.data;
    if (date < days.from || date >= days.to) throw malformed(`${line}: date: is not of the days that were asked for`);
    return parsed.data;
  });
}

function readRecords(csv: string, malformed: (what: string) => SourceError): Record<string, string>[] {
  const columns = (header: string[]) => {
    const names = header.map((name) => name.trim().toLowerCase());
    const missing = REPORT_COLUMNS.filter((name) => !names.includes(name));
    if (missing.length > 0) throw malformed(`has no column ${missing.join(', ')}`);
    return names;
  };
  // Even a report of nothing has its header.
  if (csv.trim() === '') throw malformed('is empty');
  try {
    return parse<Record<string, string>>(csv, { columns, bom: true, skip_empty_lines: true });
  } catch (error) {
    // What the parser says of a fault may quote the line.
    throw error instanceof CsvError ? malformed(`is no CSV (${error.code})`) : error;
  }
}
