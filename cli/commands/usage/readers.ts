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

/** The one whose columns a mapping names. */
const MAPPED = 'csv';
const ENDINGS = {
  claude_code_local: ['.jsonl'],
  codex_local: ['.jsonl'],
  ccusage: ['.json'],
  claude_code_otel: ['.json', '.jsonl'],
  [MAPPED]: ['.csv'],
} as const satisfies Readonly<Record<string, readonly string[]>>;

export type ImportSourceName = keyof typeof ENDINGS;

/** The sources that are imported from files. */
export const IMPORT_SOURCES = Object.keys(ENDINGS) as readonly ImportSourceName[];

const READERS: Readonly<Record<Exclude<ImportSourceName, typeof MAPPED>, ReadUsageFiles>> = {
  claude_code_local: readClaudeCodeLogs,
  codex_local: readCodexLogs,
  ccusage: readCcusage,
  claude_code_otel: readClaudeCodeOtel,
};

/**
 * @param map path of a mapping of columns
 * @throws WrongUseError where the source needs one and none is given, or the other way round; CsvMappingError
 */
export function sourceOf(name: ImportSourceName, map: string | undefined): ImportSource {
  const endings = ENDINGS[name];
  if (name === MAPPED) return { read: readUsageCsv(parseCsvMapping(textOf(map))), endings };
  if (map !== undefined) throw new WrongUseError(`--map is for --source ${MAPPED} alone`);
  return { read: READERS[name], endings };
}

function textOf(map: string | undefined): string {
  if (map === undefined) throw new WrongUseError(`--source ${MAPPED} needs --map: which columns are what`);
  try {
    return readFileSync(map, 'utf8');
  } catch (error) {
    throw new WrongUseError(`--map ${map} cannot be read`, { cause: error });
  }
}
