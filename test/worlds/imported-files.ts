import { mkdtempSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { UsageFact } from '../../core/collection/usage-fact.ts';
import type { ImportedRecord, ImportSettings, ReadUsageFiles } from '../../core/collection/usage-import.ts';
import { TEST_PRICES } from '../doubles/price-book.ts';

export const IMPORT_SETTINGS: ImportSettings = {
  actor: { kind: 'OS_USER', id: 'dev' },
  timeZone: 'Europe/Berlin',
  prices: TEST_PRICES,
  keepsContext: false,
  now: '2026-03-10T12:00:00Z',
};

/** Writes files of these contents and returns their paths, in order. */
export function filesOf(...contents: readonly (string | Uint8Array)[]): string[] {
  const folder = mkdtempSync(join(tmpdir(), 'imported-'));
  return contents.map((content, index) => {
    const path = join(folder, `file-${index + 1}`);
    writeFileSync(path, content);
    return path;
  });
}

/** What a reader makes of files, each kind of record by itself, files by their number. */
export async function imported(
  read: ReadUsageFiles,
  contents: readonly (string | Uint8Array)[],
  settings: Partial<ImportSettings> = {},
) {
  return sorted(read(filesOf(...contents), { ...IMPORT_SETTINGS, ...settings }));
}

export async function sorted(records: AsyncIterable<ImportedRecord>) {
  const facts: UsageFact[] = [];
  const skipped: { file: string; line: number | null; reason: string }[] = [];
  let duplicates = 0;
  for await (const record of records) {
    if (record.kind === 'COUNTED') facts.push(record.fact);
    else if (record.kind === 'DUPLICATE') duplicates += record.records ?? 1;
    else skipped.push({ file: record.file.replace(/^.*\//, ''), line: record.line, reason: record.reason });
  }
  return { facts, duplicates, skipped };
}
