import type { UsageFact } from '../../../core/collection/usage-fact.ts';
import type { ImportedRecord, ImportSettings, ReadUsageFiles } from '../../../core/collection/usage-import.ts';
import { csvRecords } from '../../lake/usage-files/csv-records.ts';
import { sha256 } from '../../system/hash.ts';
import { skippedFile, textOf } from '../text-files.ts';
import { CellError, Cells } from './cells.ts';
import { type CsvMapping, CsvMappingError, columnsOf, hasDays } from './mapping.ts';
import { CsvRows } from './rows.ts';

const HEADER_CHARACTERS_MAX = 300;

/**
 * Makes the reader of an export with a header row, by its mapping. A row whose cells are not what they should be is not
 * taken and told. Exports have no ids, so a row that stands in several files counts as often as in the one that has it
 * most often; figures of days that another file has too, and tells differently, are not taken.
 * @throws CsvMappingError (the reader) where a file lacks a column of the mapping, or has it twice
 */
export function readUsageCsv(mapping: CsvMapping): ReadUsageFiles {
  return async function* (files, settings) {
    const rows = new CsvRows(mapping, settings);
    const known = new KnownRows(hasDays(mapping));
    for (const file of files) {
      try {
        yield* ofFile(file, { mapping, settings, rows, known });
      } catch (error) {
        yield skippedFile(file, error);
      }
    }
  };
}

interface Reading {
  readonly mapping: CsvMapping;
  readonly settings: ImportSettings;
  readonly rows: CsvRows;
  readonly known: KnownRows;
}

/** Reads twice: where quotes go wrong, which rows were meant cannot be told, so that none is taken. */
async function* ofFile(file: string, reading: Reading): AsyncGenerator<ImportedRecord> {
  const { mapping, settings, known } = reading;
  const fault = await faultIn(file, mapping);
  if (fault) {
    yield { kind: 'SKIPPED', file, line: fault.line, reason: `${fault.fault}: nothing of the file is taken` };
    return;
  }
  let header: Header | undefined;
  known.beginFile();
  for await (const record of csvRecords(textOf(file, settings.onRead), mapping.delimiter)) {
    if ('fault' in record) throw new Error(`${file} was changed while it was read`);
    if (header) yield ofRow(record, { ...reading, file, header });
    else header = toHeader(record.fields);
  }
}

/** @throws CsvMappingError where the header does not fit the mapping */
async function faultIn(file: string, mapping: CsvMapping) {
  let isHeader = true;
  for await (const record of csvRecords(textOf(file), mapping.delimiter)) {
    if ('fault' in record) return record;
    if (isHeader) checkHeader(file, record.fields, mapping);
    isHeader = false;
  }
  if (isHeader) checkHeader(file, [], mapping);
  return null;
}

interface Header {
  readonly names: readonly string[];
  /** Places of the fields by their names, so that columns in another order are the same row. */
  readonly byName: readonly number[];
}

function toHeader(fields: readonly string[]): Header {
  const names = fields.map((name) => name.trim());
  const byName = names.map((_, at) => at).sort((a, b) => ((names[a] as string) < (names[b] as string) ? -1 : 1));
  return { names, byName };
}

interface Row {
  readonly line: number;
  readonly fields: readonly string[];
}

function ofRow(
  { line, fields }: Row,
  { file, header, mapping, rows, known }: Reading & { readonly file: string; readonly header: Header },
): ImportedRecord {
  const skipped = (reason: string) => ({ kind: 'SKIPPED', file, line, reason }) as const;
  const { names, byName } = header;
  if (fields.length !== names.length) {
    return skipped(`the row has ${fields.length} fields, the header ${names.length}`);
  }
  const cells = new Map(names.map((name, at) => [name, fields[at] as string]));
  try {
    const fact = rows.toFact(new Cells(mapping, cells));
    const state = known.add(sha256(JSON.stringify(byName.map((at) => [names[at], fields[at]]))), fact);
    if (state === 'NEW') return { kind: 'COUNTED', fact };
    return state === 'SAME'
      ? { kind: 'DUPLICATE', file }
      : skipped('another file has the same day and dimensions with other figures: import each day from one export');
  } catch (error) {
    if (error instanceof CellError) return skipped(error.message);
    throw error;
  }
}

function checkHeader(file: string, fields: readonly string[], mapping: CsvMapping): void {
  const header = fields.map((name) => name.trim());
  const found = header.join(mapping.delimiter).slice(0, HEADER_CHARACTERS_MAX);
  const faults = columnsOf(mapping).flatMap((column) => {
    const times = header.filter((name) => name === column).length;
    if (times === 1) return [];
    return [`${file}: has ${times === 0 ? 'no' : 'more than one'} column ${JSON.stringify(column)}`];
  });
  if (faults.length > 0) throw new CsvMappingError([...faults, `${file}: its header is ${JSON.stringify(found)}`]);
}

/** Rows that were met, by their content. */
class KnownRows {
  readonly #isByDay: boolean;
  /** How often a row stands in the file that has it most often. */
  readonly #most = new Map<string, number>();
  /** In which file, by its number, a day and its dimensions were met first. */
  readonly #owners = new Map<string, number>();
  #inFile = new Map<string, number>();
  #file = 0;

  /** @param isByDay whether rows are figures of a day, which are told whole: rows of one instant are events */
  constructor(isByDay: boolean) {
    this.#isByDay = isByDay;
  }

  beginFile(): void {
    this.#file += 1;
    this.#inFile = new Map();
  }

  /** @returns whether the row is new, one of another file, or figures that another file tells differently */
  add(row: string, { usageDate, actor, provider, modelRaw, attributes }: UsageFact): 'NEW' | 'SAME' | 'OTHER' {
    const times = (this.#inFile.get(row) ?? 0) + 1;
    this.#inFile.set(row, times);
    if (times <= (this.#most.get(row) ?? 0)) return 'SAME';
    const key = sha256(JSON.stringify([usageDate, actor, provider, modelRaw, attributes]));
    const owner = this.#owners.get(key) ?? this.#file;
    if (this.#isByDay && owner !== this.#file) return 'OTHER';
    this.#owners.set(key, owner);
    this.#most.set(row, times);
    return 'NEW';
  }
}
