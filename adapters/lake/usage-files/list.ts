import type { MondayDate, PlainDate } from '../../../core/values/week.ts';
import { weekDays } from '../../../core/values/week.ts';
import { readFooter } from './footer.ts';
import { nameInKey, partitionPrefix } from './keys.ts';
import type { LakeFiles } from './lake-files.ts';

/** What lies in the lake under one name and day. */
export interface ListedFile {
  /** As it was loaded; what another writer left has the name of its object. */
  readonly file: string;
  readonly weekStartDate: PlainDate;
  /** Null where the object is no Parquet file. */
  readonly rows: number | null;
  /** Null where another writer than the loader left the object, as is the cost. */
  readonly tokens: bigint | null;
  /** In 1/1,000,000 USD. */
  readonly costUsd6: bigint | null;
  readonly bytes: number;
  /** ISO 8601 instant, UTC. */
  readonly loadedAt: string;
}

/** Objects listed of a week: each costs a read of its footer. */
export const LISTED_MAX = 1000;

/** What is loaded for a week, by day and name, and how many objects are there beyond the most that are listed. */
export async function listUsageFiles(
  lake: LakeFiles,
  monday: MondayDate,
): Promise<{ files: ListedFile[]; more: number }> {
  const files: ListedFile[] = [];
  let more = 0;
  for (const day of weekDays(monday)) {
    const objects = await lake.list(partitionPrefix(day));
    const listed = objects.slice(0, LISTED_MAX - files.length);
    more += objects.length - listed.length;
    for (const { key, bytes, modifiedAt } of listed) {
      const footer = await readFooter(lake, key, bytes);
      files.push({
        file: footer?.loaded?.file ?? nameInKey(day, key),
        weekStartDate: day,
        rows: footer?.rows ?? null,
        tokens: footer?.loaded?.tokens ?? null,
        costUsd6: footer?.loaded?.costUsd6 ?? null,
        bytes,
        loadedAt: modifiedAt,
      });
    }
  }
  return { files, more };
}
