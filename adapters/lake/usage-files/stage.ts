import { type FileHandle, open } from 'node:fs/promises';
import { basename, extname, join } from 'node:path';
import { fileWriter } from 'hyparquet-writer';
import type { MondayDate, PlainDate } from '../../../core/values/week.ts';
import { UnreadableFileError, type UsageFault, UsageFileError } from './faults.ts';
import { fileBuffer } from './file-buffer.ts';
import { RowIntake } from './intake.ts';
import { readCsv } from './read-csv.ts';
import { readJsonl } from './read-jsonl.ts';
import { readParquet } from './read-parquet.ts';
import { readText } from './text.ts';
import type { UsageTotals } from './totals.ts';
import { UsageParquet } from './write-parquet.ts';

/** A file whose rows all could be typed, as it will lie in the lake: a local Parquet file per day that its rows name. */
export interface StagedFile {
  /** The file's own name, without folders. */
  readonly name: string;
  readonly partitions: readonly StagedPartition[];
}

export interface StagedPartition {
  readonly weekStartDate: PlainDate;
  /** Of the local Parquet file. */
  readonly path: string;
  readonly totals: UsageTotals;
}

type Reader = (file: FileHandle, intake: RowIntake) => Promise<void>;

const READERS: Readonly<Record<string, Reader>> = {
  '.csv': (file, intake) => readCsv(readText(file.createReadStream({ autoClose: false })), intake),
  '.jsonl': (file, intake) => readJsonl(readText(file.createReadStream({ autoClose: false })), intake),
  '.parquet': async (file, intake) => readParquet(await fileBuffer(file), intake),
};

/**
 * Reads and types all files, row by row, into local Parquet files, so that nothing is put into the lake before all are
 * right. Holds no more than some thousand rows, whatever the size of a file.
 * @param folder takes the local files; the caller removes it
 * @throws {UsageFileError} with the faults of every file
 */
export async function stageUsageFiles(
  paths: readonly string[],
  { monday, folder }: { readonly monday: MondayDate; readonly folder: string },
): Promise<StagedFile[]> {
  const files: StagedFile[] = [];
  const faults: UsageFault[] = [];
  for (const [index, path] of paths.entries()) {
    const name = basename(path);
    const days = new StagedDays(name, join(folder, String(index)));
    const intake = new RowIntake(path, monday, (row) => days.of(row.week_start_date).add(row));
    if (files.some((file) => file.name === name)) intake.refuse(null, null, 'another file has the same name');
    else await readInto(path, intake);
    faults.push(...intake.faults);
    files.push({ name, partitions: days.finish() });
  }
  if (faults.length > 0) throw new UsageFileError(faults);
  return files;
}

async function readInto(path: string, intake: RowIntake): Promise<void> {
  const reader = READERS[extname(path).toLowerCase()];
  if (!reader) return intake.refuse(null, null, `the name must end in ${Object.keys(READERS).join(', ')}`);
  let file: FileHandle;
  try {
    file = await open(path);
  } catch (error) {
    return intake.refuse(null, null, `the file cannot be opened: ${error instanceof Error ? error.message : error}`);
  }
  try {
    if ((await file.stat()).isDirectory()) intake.refuse(null, null, 'the file cannot be opened: it is a folder');
    else await reader(file, intake);
  } catch (error) {
    if (!(error instanceof UnreadableFileError)) throw error;
    intake.refuse(null, null, error.message);
  } finally {
    await file.close();
  }
}

/** The local Parquet files of one usage file. */
class StagedDays {
  readonly #days = new Map<PlainDate, { path: string; parquet: UsageParquet }>();
  readonly #name: string;
  readonly #path: string;

  /** @param path that those of the days begin with */
  constructor(name: string, path: string) {
    this.#name = name;
    this.#path = path;
  }

  of(day: PlainDate): UsageParquet {
    const started = this.#days.get(day);
    if (started) return started.parquet;
    const path = `${this.#path}-${day}.parquet`;
    const parquet = new UsageParquet(fileWriter(path), this.#name);
    this.#days.set(day, { path, parquet });
    return parquet;
  }

  finish(): StagedPartition[] {
    return Array.from(this.#days, ([weekStartDate, { path, parquet }]) => {
      return { weekStartDate, path, totals: parquet.finish() };
    });
  }
}
