import type { Mapping } from '../../../core/timesheets/mirror/mapping.ts';
import { toldFaults } from '../tables/told-faults.ts';
import { MAPPING_FILES, type MappingFileName } from './files.ts';
import { type MappingRows, workItemRows } from './mapping-rows.ts';
import { columnsOf, type NumberedRow, readRows } from './read-rows.ts';
import { missingCwos, refusalsOf } from './refusals.ts';
import { warningsOf } from './warnings.ts';

/** A mapping that cannot be taken. The message has a line per fault: `people.csv, line 3, from: is after to`. */
export class MappingFilesError extends Error {
  override readonly name = 'MappingFilesError';
  readonly faults: readonly string[];

  constructor(faults: readonly string[]) {
    super(toldFaults(faults));
    this.faults = faults;
  }
}

/** The text of each file that is there. */
export type MappingFiles = Readonly<Partial<Record<MappingFileName, string>>>;

export interface CheckedMapping {
  readonly mapping: Mapping;
  /** Rows that do nothing, a sentence each. */
  readonly warnings: readonly string[];
}

/**
 * Reads and checks the files of a mapping as a whole (`docs/connectors.md`, "Mapping").
 * @throws MappingFilesError with the faults of all files
 */
export async function readMapping(files: MappingFiles): Promise<CheckedMapping> {
  const faults: string[] = [];
  const rows = await readAll(files, faults);
  const missing = faults.length === 0 ? missingCwos(rows) : [];
  const all = [...faults, ...refusalsOf(rows), ...missing];
  if (all.length > 0) throw new MappingFilesError(all);
  return { mapping: toMapping(rows), warnings: warningsOf(rows) };
}

async function readAll(files: MappingFiles, faults: string[]): Promise<MappingRows> {
  const read = async <Name extends MappingFileName>(name: Name): Promise<NumberedRow<Name>[] | null> => {
    const text = files[name];
    if (text !== undefined) return readRows(name, text, faults);
    if (!MAPPING_FILES[name].isOptional)
      faults.push(`${name}: is missing; its columns are ${columnsOf(name).join(', ')}`);
    return null;
  };
  return {
    people: (await read('people.csv')) ?? [],
    cwos: (await read('cwos.csv')) ?? [],
    workItems: (await read('work-items.csv')) ?? [],
    plans: await read('plans.csv'),
    holidays: await read('holidays.csv'),
    leave: await read('leave.csv'),
  };
}

function toMapping(rows: MappingRows): Mapping {
  return {
    people: plain(rows.people),
    cwos: plain(rows.cwos),
    workItems: workItemRows(rows),
    plans: rows.plans && plain(rows.plans),
    holidays: plain(rows.holidays ?? []),
    leave: rows.leave && plain(rows.leave),
  };
}

function plain<Row>(rows: readonly { readonly row: Row }[]): Row[] {
  return rows.map(({ row }) => row);
}
