import { ListPriceBook } from '../adapters/prices/price-book.ts';
import { readClaudeCodeLogs } from '../adapters/providers/claude-code-local/reader.ts';
import { findFiles } from '../adapters/providers/log-files/find-files.ts';
import { sha256 } from '../adapters/system/hash.ts';
import { importUsage } from '../core/collection/import-usage.ts';
import { addReported, NOBODY } from '../core/collection/usage-fact.ts';
import type { OurImport, TokensOfDays } from './local-logs.ts';

/**
 * One import of a folder of Claude Code's logs, as a dry run of the command makes it, in a process of its own. Prints
 * what it found and what it took as JSON.
 */
const [, , folder = '', timeZone = 'UTC'] = process.argv;

const { files, bytes, skipped } = findFiles([folder], { endings: ['.jsonl'] });
const { days } = await importUsage(
  {
    source: 'claude_code_local',
    reporter: 'bench',
    files,
    bytes,
    skipped,
    read: readClaudeCodeLogs,
    settings: {
      actor: NOBODY,
      timeZone,
      prices: new ListPriceBook([], sha256),
      keepsContext: false,
      now: new Date().toISOString(),
    },
  },
  null,
);
const tokens: Record<string, [bigint, bigint, bigint, bigint]> = {};
for (const { date, tokens: told } of days) {
  const sums = tokens[date] ?? [0n, 0n, 0n, 0n];
  tokens[date] = sums;
  sums[0] += told.inputUncached ?? 0n;
  sums[1] += told.cacheRead ?? 0n;
  sums[2] += addReported(told.cacheWrite5m, told.cacheWrite1h) ?? 0n;
  sums[3] += told.output ?? 0n;
}
const texts: TokensOfDays = Object.fromEntries(
  Object.entries(tokens).map(([date, sums]) => [date, sums.map(String).join(' ')]),
);
const sample: OurImport = { days: texts, residentMb: process.resourceUsage().maxRSS / 1024 };
console.log(JSON.stringify(sample));
