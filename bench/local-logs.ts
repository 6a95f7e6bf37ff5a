import { spawnSync } from 'node:child_process';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { isDeepStrictEqual } from 'node:util';
import { ROOT } from '../local/paths.ts';
import { writeClaudeCodeLogs } from './claude-code-logs.ts';
import { median } from './measures.ts';
import { markdownTable } from './scale-tables.ts';

/** By day: uncached input, cache reads, cache writes and output, as text. */
export type TokensOfDays = Readonly<Record<string, string>>;

/** What the sample tells of itself. */
export interface OurImport {
  readonly days: TokensOfDays;
  /** The largest resident size of the process. */
  readonly residentMb: number;
}

/** Both tools on the same logs, one after the other; processes from their start to their end. */
export interface LocalLogsSample {
  readonly megabytes: number;
  readonly oursSeconds: number;
  readonly ccusageSeconds: number;
  /** With one thread, as ours has. */
  readonly ccusageSingleSeconds: number;
  readonly residentMb: number;
}

const SAMPLE = `${ROOT}bench/local-logs-sample.ts`;
const CCUSAGE = `${ROOT}node_modules/.bin/ccusage`;
const ZONE = 'Europe/Berlin';
const MEGABYTE = 1_000_000;
const RUN_MAX_MS = 5 * 60_000;
const OUTPUT_BYTES_MAX = 64 * 1024 * 1024;

/**
 * Writes logs, imports them, and has `ccusage` read them, in turns.
 * @param rounds of which the median counts
 * @throws Error where the two do not tell the same tokens by class and day
 */
export function benchLocalLogs(megabytes: number, rounds: number): LocalLogsSample {
  const folder = mkdtempSync(join(tmpdir(), 'tokenledger-logs-'));
  try {
    const bytes = writeClaudeCodeLogs(folder, megabytes * MEGABYTE);
    // Once unmeasured: the files are then in memory, and our modules compiled, as for whoever imports daily.
    runOurs(folder);
    const runs = Array.from({ length: rounds }, () => ({
      ours: runOurs(folder),
      ccusage: runCcusage(folder),
      single: runCcusage(folder, '--single-thread'),
    }));
    for (const { ours, ccusage } of runs) checkSame(ours.found.days, ccusage.days);
    return {
      megabytes: bytes / MEGABYTE,
      oursSeconds: median(runs.map(({ ours }) => ours.seconds)),
      ccusageSeconds: median(runs.map(({ ccusage }) => ccusage.seconds)),
      ccusageSingleSeconds: median(runs.map(({ single }) => single.seconds)),
      residentMb: Math.max(...runs.map(({ ours }) => ours.found.residentMb)),
    };
  } finally {
    rmSync(folder, { recursive: true });
  }
}

/** Both tools beside each other, in Markdown. */
export function localLogsTable(sample: LocalLogsSample): string {
  const { megabytes, oursSeconds, ccusageSeconds, ccusageSingleSeconds, residentMb } = sample;
  const row = (name: string, seconds: number, memory: string) => [
    name,
    seconds.toFixed(2),
    (megabytes / seconds).toFixed(0),
    (seconds / oursSeconds).toFixed(2),
    memory,
  ];
  return markdownTable(
    [`${megabytes.toFixed(0)} MB of logs`, 's', 'MB/s', 'time to ours', 'peak MB'],
    [
      row('`usage import`, one thread', oursSeconds, residentMb.toFixed(0)),
      row('`ccusage`, all processors', ccusageSeconds, ''),
      row('`ccusage`, one thread', ccusageSingleSeconds, ''),
    ],
  );
}

function runOurs(folder: string): { seconds: number; found: OurImport } {
  const env = { ...process.env, NODE_COMPILE_CACHE: join(folder, 'compiled') };
  const { seconds, stdout } = timed(process.execPath, [SAMPLE, join(folder, 'projects'), ZONE], env);
  return { seconds, found: JSON.parse(stdout) };
}

function runCcusage(folder: string, ...more: readonly string[]): { seconds: number; days: TokensOfDays } {
  const env = { ...process.env, CLAUDE_CONFIG_DIR: folder, HOME: join(folder, 'home') };
  const args = ['claude', 'daily', '--json', '--offline', '--timezone', ZONE, ...more];
  const { seconds, stdout } = timed(CCUSAGE, args, env);
  const { daily } = JSON.parse(stdout) as { daily: Record<string, number | string>[] };
  const days = daily.map((day) => [
    String(day.date),
    [day.inputTokens, day.cacheReadTokens, day.cacheCreationTokens, day.outputTokens].join(' '),
  ]);
  return { seconds, days: Object.fromEntries(days) };
}

function timed(command: string, args: readonly string[], env: NodeJS.ProcessEnv): { seconds: number; stdout: string } {
  const begun = performance.now();
  const { status, stdout, stderr } = spawnSync(command, args, {
    env,
    encoding: 'utf8',
    timeout: RUN_MAX_MS,
    maxBuffer: OUTPUT_BYTES_MAX,
  });
  const seconds = (performance.now() - begun) / 1000;
  if (status !== 0) throw new Error(`${command} failed: ${stderr}`);
  return { seconds, stdout };
}

function checkSame(ours: TokensOfDays, theirs: TokensOfDays): void {
  if (isDeepStrictEqual(ours, theirs)) return;
  const differing = Object.keys({ ...ours, ...theirs }).filter((day) => ours[day] !== theirs[day]);
  throw new Error(`tokens differ from those of ccusage on ${differing.join(', ')}`);
}
