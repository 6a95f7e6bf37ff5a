import { createHash } from 'node:crypto';
import { readFile } from 'node:fs/promises';
import { basename, extname } from 'node:path';
import type { MondayDate, PlainDate } from '../../../core/values/week.ts';
import { weekDays } from '../../../core/values/week.ts';
import type { UsageFault } from './faults.ts';
import { UsageFileError } from './faults.ts';
import { RowIntake } from './intake.ts';
import { readCsv } from './read-csv.ts';
import { readJsonl } from './read-jsonl.ts';
import { readParquet } from './read-parquet.ts';
import type { UsageRow } from './rows.ts';
import { readingText } from './text.ts';
import { writeParquet } from './write-parquet.ts';

/** The rows of a file, by the day they name. */
export interface UsageFile {
  /** The file's own name, without folders. */
  readonly name: string;
  readonly partitions: readonly UsagePartition[];
}

export interface UsagePartition {
  readonly weekStartDate: PlainDate;
  readonly rows: readonly UsageRow[];
}

/** What loading needs of S3, within the lake's bucket. Deleting a key that is not there is harmless. */
export interface ObjectStore {
  put(key: string, bytes: Uint8Array): Promise<void>;
  /** All keys that begin with the prefix. */
  list(prefix: string): Promise<string[]>;
  delete(key: string): Promise<void>;
}

/** What was loaded; bytes are those written. */
export interface LoadCounts {
  readonly files: number;
  readonly rows: number;
  readonly bytes: number;
}

type Reader = (file: Uint8Array, intake: RowIntake) => void | Promise<void>;

const READERS: Readonly<Record<string, Reader>> = {
  '.csv': readingText(readCsv),
  '.jsonl': readingText(readJsonl),
  '.parquet': readParquet,
};
const TABLE_PREFIX = 'ai_usage_weekly';
const SAFE_NAME = /^[A-Za-z0-9][A-Za-z0-9._-]{0,199}$/;

/**
 * Reads and types all files.
 * @throws {UsageFileError} with the faults of every file, so that nothing is written before all are right
 */
export async function readUsageFiles(paths: readonly string[], monday: MondayDate): Promise<UsageFile[]> {
  const files: UsageFile[] = [];
  const faults: UsageFault[] = [];
  for (const path of paths) {
    const intake = new RowIntake(path, monday);
    const name = basename(path);
    if (files.some((file) => file.name === name)) intake.refuse(null, null, 'another file has the same name');
    else await readInto(path, intake);
    faults.push(...intake.faults);
    files.push({ name, partitions: partitionsOf(intake.rows) });
  }
  if (faults.length > 0) throw new UsageFileError(faults);
  return files;
}

/**
 * Puts each file's rows under its name into the partitions of the days they name, then removes what a former load
 * of that name left in the other days of the week: a file replaces itself entirely, one without rows by nothing.
 * Done again, it ends in the same state.
 */
export async function storeUsageFiles(
  store: ObjectStore,
  files: readonly UsageFile[],
  monday: MondayDate,
): Promise<LoadCounts> {
  const counts = { files: files.length, rows: 0, bytes: 0 };
  const written = new Set<string>();
  for (const file of files) {
    for (const { weekStartDate, rows } of file.partitions) {
      const key = objectKey(weekStartDate, file.name);
      const bytes = writeParquet(rows);
      await store.put(key, bytes);
      written.add(key);
      counts.rows += rows.length;
      counts.bytes += bytes.length;
    }
  }
  for (const day of weekDays(monday)) {
    const ofFiles = new Set(files.map((file) => objectKey(day, file.name)));
    for (const key of await store.list(partitionPrefix(day))) {
      if (ofFiles.has(key) && !written.has(key)) await store.delete(key);
    }
  }
  return counts;
}

async function readInto(path: string, intake: RowIntake): Promise<void> {
  const reader = READERS[extname(path).toLowerCase()];
  if (!reader) return intake.refuse(null, null, `the name must end in ${Object.keys(READERS).join(', ')}`);
  let bytes: Uint8Array;
  try {
    bytes = await readFile(path);
  } catch (error) {
    return intake.refuse(null, null, `the file cannot be opened: ${error instanceof Error ? error.message : error}`);
  }
  await reader(bytes, intake);
}

function partitionsOf(rows: readonly UsageRow[]): UsagePartition[] {
  const byDay = Map.groupBy(rows, (row) => row.week_start_date);
  return Array.from(byDay, ([weekStartDate, ofDay]) => ({ weekStartDate, rows: ofDay }));
}

function partitionPrefix(day: PlainDate): string {
  return `${TABLE_PREFIX}/week_start_date=${day}/`;
}

function objectKey(day: PlainDate, fileName: string): string {
  return `${partitionPrefix(day)}${safeName(fileName)}.parquet`;
}

/** A name that is safe in a key, told apart by a hash where characters had to go; Athena skips leading `_` and `.`. */
function safeName(fileName: string): string {
  if (SAFE_NAME.test(fileName)) return fileName;
  const hash = createHash('sha256').update(fileName).digest('hex').slice(0, 16);
  return `${hash}-${fileName.replaceAll(/[^A-Za-z0-9._-]/g, '-').slice(-100)}`;
}
