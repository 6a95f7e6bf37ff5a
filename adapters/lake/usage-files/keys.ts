import { createHash } from 'node:crypto';
import type { PlainDate } from '../../../core/values/week.ts';
import { COLLECTED_TABLES } from '../../../functions/names.ts';

const SAFE_NAME = /^[A-Za-z0-9][A-Za-z0-9._-]{0,199}$/;
const END = '.parquet';

export function partitionPrefix(day: PlainDate): string {
  return `${COLLECTED_TABLES.weekly}/week_start_date=${day}/`;
}

/** Where the rows of a file lie that name the day. */
export function objectKey(day: PlainDate, fileName: string): string {
  return `${partitionPrefix(day)}${safeName(fileName)}${END}`;
}

/** What stands for the file's name in a key of the day. */
export function nameInKey(day: PlainDate, key: string): string {
  const name = key.slice(partitionPrefix(day).length);
  return name.endsWith(END) ? name.slice(0, -END.length) : name;
}

/** A name that is safe in a key, told apart by a hash where characters had to go; Athena skips leading `_` and `.`. */
function safeName(fileName: string): string {
  if (SAFE_NAME.test(fileName)) return fileName;
  const hash = createHash('sha256').update(fileName).digest('hex').slice(0, 16);
  return `${hash}-${fileName.replaceAll(/[^A-Za-z0-9._-]/g, '-').slice(-100)}`;
}
