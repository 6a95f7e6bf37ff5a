import { readFileSync } from 'node:fs';
import { readCcusage } from '../../../adapters/providers/ccusage/reader.ts';
import { readClaudeCodeLogs } from '../../../adapters/providers/claude-code-local/reader.ts';
import { readClaudeCodeOtel } from '../../../adapters/providers/claude-code-otel/reader.ts';
import { readCodexLogs } from '../../../adapters/providers/codex-local/reader.ts';
import { parseCsvMapping } from '../../../adapters/providers/csv/mapping.ts';
import { readUsageCsv } from '../../../adapters/providers/csv/reader.ts';
import type { ReadUsageFiles } from '../../../core/collection/usage-import.ts';
import { WrongUseError } from '../../wrong-use-error.ts';

/** How the files of a source are found and read. */
export interface ImportSource {
  readonly read: ReadUsageFiles;
  /** Of the files that are looked for in folders. */
  readonly endings: readonly string[];
}

/** Sources whose files say by themselves what is where. */
const FIXED = {
  claude_code_local: { read: readClaudeCodeLogs, endings: ['.jsonl'] },
  codex_local: { read: readCodexLogs, endings: ['.jsonl'] },
  ccusage: { read: readCcusage, endings: ['.json'] },
  claude_code_otel: { read: readClaudeCodeOtel, endings: ['.json', '.jsonl'] },
} as const satisfies Readonly<Record<string, ImportSource>>;
const MAPPED = 'csv';

export type ImportSourceName = keyof typeof FIXED | typeof MAPPED;

/** The sources that are imported from files. */
export const IMPORT_SOURCES = [...Object.keys(FIXED), MAPPED] as readonly ImportSourceName[];

/**
 * @param map path of the file that says what the columns of a CSV export are
 * @throws WrongUseError where a source comes without the file it needs, or with one it does not
 */
export function importSource(source: ImportSourceName, map: string | undefined): ImportSource {
  if (source !== MAPPED) {
    if (map === undefined) return FIXED[source];
    throw new WrongUseError(`--map is for --source ${MAPPED} alone`);
  }
  if (map === undefined) throw new WrongUseError(`--source ${MAPPED} needs --map: what its columns are`);
  return { read: readUsageCsv(parseCsvMapping(readMapping(map))), endings: ['.csv'] };
}

function readMapping(map: string): string {
  try {
    return readFileSync(map, 'utf8');
  } catch (error) {
    throw new WrongUseError(`--map ${map} cannot be read: ${(error as Error).message}`);
  }
}
