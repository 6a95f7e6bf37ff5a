import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { MondayDate } from '../../../core/values/week.ts';
import { weekDays } from '../../../core/values/week.ts';
import { readFooter } from './footer.ts';
import { objectKey, partitionPrefix } from './keys.ts';
import type { LakeFiles } from './lake-files.ts';
import { type StagedFile, stageUsageFiles } from './stage.ts';

/** What became of a file. */
export interface LoadedFile {
  readonly name: string;
  readonly rows: number;
  /** What a former load of the name had left: null where it was nothing. Its rows are null where they cannot be counted. */
  readonly replaced: { readonly rows: number | null } | null;
}

/**
 * Loads files for a week, all of them or none.
 * @throws {UsageFileError} with the faults of every file
 */
export async function loadUsageFiles(
  lake: LakeFiles,
  paths: readonly string[],
  monday: MondayDate,
): Promise<LoadedFile[]> {
  const folder = await mkdtemp(join(tmpdir(), `tokenledger-usage-${process.pid}-`));
  try {
    return await storeUsageFiles(lake, await stageUsageFiles(paths, { monday, folder }), monday);
  } finally {
    await rm(folder, { recursive: true });
  }
}

/**
 * Puts each file's rows under its name into the partitions of the days they name, then removes what a former load
 * of that name left in the other days of the week: a file replaces itself entirely, one without rows by nothing.
 * Done again, it ends in the same state.
 */
async function storeUsageFiles(
  lake: LakeFiles,
  files: readonly StagedFile[],
  monday: MondayDate,
): Promise<LoadedFile[]> {
  const days = weekDays(monday);
  const there = new Map<string, number>();
  for (const day of days) {
    for (const { key, bytes } of await lake.list(partitionPrefix(day))) there.set(key, bytes);
  }
  const loaded: LoadedFile[] = [];
  for (const { name, partitions } of files) {
    const former = days.map((day) => objectKey(day, name)).filter((key) => there.has(key));
    const replaced = former.length === 0 ? null : { rows: await countRows(lake, former, there) };
    const written = new Set<string>();
    for (const { weekStartDate, path } of partitions) {
      const key = objectKey(weekStartDate, name);
      await lake.put(key, path);
      written.add(key);
    }
    for (const key of former) if (!written.has(key)) await lake.delete(key);
    loaded.push({ name, rows: partitions.reduce((sum, { totals }) => sum + totals.rows, 0), replaced });
  }
  return loaded;
}

async function countRows(
  lake: LakeFiles,
  keys: readonly string[],
  sizes: ReadonlyMap<string, number>,
): Promise<number | null> {
  let rows = 0;
  for (const key of keys) {
    const footer = await readFooter(lake, key, sizes.get(key) ?? 0);
    if (!footer) return null;
    rows += footer.rows;
  }
  return rows;
}
