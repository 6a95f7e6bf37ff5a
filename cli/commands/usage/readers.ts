import { readCcusage } from '../../../adapters/providers/ccusage/reader.ts';
import { readClaudeCodeLogs } from '../../../adapters/providers/claude-code-local/reader.ts';
import { readCodexLogs } from '../../../adapters/providers/codex-local/reader.ts';
import type { ReadUsageFiles } from '../../../core/collection/usage-import.ts';

/** How the files of a source are found and read. */
export interface ImportSource {
  readonly read: ReadUsageFiles;
  /** Of the files that are looked for in folders. */
  readonly endings: readonly string[];
}

/** The sources that are imported from files. */
export const IMPORT_SOURCES = {
  claude_code_local: { read: readClaudeCodeLogs, endings: ['.jsonl'] },
  codex_local: { read: readCodexLogs, endings: ['.jsonl'] },
  ccusage: { read: readCcusage, endings: ['.json'] },
} as const satisfies Readonly<Record<string, ImportSource>>;

export type ImportSourceName = keyof typeof IMPORT_SOURCES;
