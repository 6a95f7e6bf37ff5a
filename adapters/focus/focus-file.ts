import { createWriteStream } from 'node:fs';
import { rename, rm, writeFile } from 'node:fs/promises';
import { Readable } from 'node:stream';
import { pipeline } from 'node:stream/promises';
import { stringify } from 'csv-stringify';
import type { FocusRow } from '../../core/billing/focus-rows.ts';
import { FOCUS_COLUMNS, type FOCUS_VERSION } from '../../core/billing/focus-rows.ts';

/** What stands beside the rows: no row says by which version of FOCUS it is to be read. */
export interface FocusMetadata {
  readonly focusVersion: typeof FOCUS_VERSION;
  readonly month: string;
  readonly rows: number;
  readonly billedCost: string;
}

/**
 * Writes rows as CSV, a file of a month whole or not at all, and then what is to be known of it into `<file>.metadata.json`.
 * @param metadataOf of how many rows were written
 */
export async function writeFocusFile(
  path: string,
  rows: AsyncIterable<FocusRow>,
  metadataOf: (rows: number) => FocusMetadata,
): Promise<FocusMetadata> {
  const unfinished = `${path}.unfinished`;
  let count = 0;
  async function* counted(): AsyncGenerator<FocusRow> {
    for await (const row of rows) {
      count += 1;
      yield row;
    }
  }
  const csv = stringify({ header: true, columns: [...FOCUS_COLUMNS], record_delimiter: 'windows' });
  try {
    await pipeline(Readable.from(counted()), csv, createWriteStream(unfinished));
  } catch (error) {
    await rm(unfinished, { force: true });
    throw error;
  }
  const metadata = metadataOf(count);
  await rename(unfinished, path);
  await writeFile(`${path}.metadata.json`, `${JSON.stringify(metadata, null, 2)}\n`);
  return metadata;
}
