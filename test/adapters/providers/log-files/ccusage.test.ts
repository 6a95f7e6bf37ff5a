import { execFileSync } from 'node:child_process';
import { existsSync, mkdirSync, mkdtempSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join, resolve } from 'node:path';
import { describe, expect, it } from 'vitest';
import { readClaudeCodeLogs } from '../../../../adapters/providers/claude-code-local/reader.ts';
import { readCodexLogs } from '../../../../adapters/providers/codex-local/reader.ts';
import { findFiles } from '../../../../adapters/providers/log-files/find-files.ts';
import { writeClaudeCodeLogs } from '../../../../bench/claude-code-logs.ts';
import { addReported } from '../../../../core/collection/usage-fact.ts';
import type { ReadUsageFiles } from '../../../../core/collection/usage-import.ts';
import { logOf, type ResponseLine, responseLine, TOOL_LINE } from '../../../worlds/claude-code-lines.ts';
import { sessionLine, tokenLine, turnLine } from '../../../worlds/codex-lines.ts';
import { IMPORT_SETTINGS } from '../../../worlds/imported-files.ts';

/**
 * Our readers against the tool that many know, on the same files: tokens by day and class. Where the two differ, the
 * difference is named, with what each of them counts.
 */
const CCUSAGE = resolve('node_modules/.bin/ccusage');
const ZONE = 'Europe/Berlin';

/** Uncached input, cache reads, cache writes, output. */
type Tokens = readonly [input: number, cacheRead: number, cacheWrite: number, output: number];
type Days = Readonly<Record<string, Tokens>>;

interface TheirDay {
  readonly date: string;
  readonly inputTokens: number;
  readonly cacheReadTokens: number;
  readonly cacheCreationTokens: number;
  readonly outputTokens: number;
}

function folderOf(files: Readonly<Record<string, string | Uint8Array>>): string {
  const folder = mkdtempSync(join(tmpdir(), 'ccusage-'));
  for (const [path, content] of Object.entries(files)) {
    mkdirSync(join(folder, dirname(path)), { recursive: true });
    writeFileSync(join(folder, path), content);
  }
  return folder;
}

function theirs(tool: 'claude' | 'codex', folder: string, timeZone = ZONE): Days {
  if (!existsSync(CCUSAGE)) throw new Error('ccusage is not installed: run npm ci');
  const env = { ...process.env, HOME: join(folder, 'home'), CLAUDE_CONFIG_DIR: folder, CODEX_HOME: folder };
  let printed: string;
  try {
    const args = [tool, 'daily', '--json', '--offline', '--timezone', timeZone];
    printed = execFileSync(CCUSAGE, args, { env, encoding: 'utf8', stdio: ['ignore', 'pipe', 'pipe'] });
  } catch (error) {
    throw new Error(`ccusage does not run here: is its package for ${process.platform}-${process.arch} there?`, {
      cause: error,
    });
  }
  const { daily } = JSON.parse(printed) as { daily: TheirDay[] };
  return Object.fromEntries(
    daily.map((day) => [
      day.date,
      [day.inputTokens, day.cacheReadTokens, day.cacheCreationTokens, day.outputTokens] as const,
    ]),
  );
}

async function ours(read: ReadUsageFiles, folder: string, timeZone = ZONE): Promise<Days> {
  const days: Record<string, Tokens> = {};
  const { files } = findFiles([folder], { endings: ['.jsonl'] });
  for await (const record of read(files, { ...IMPORT_SETTINGS, timeZone, now: '2026-11-27T00:00:00Z' })) {
    if (record.kind !== 'COUNTED') continue;
    const { usageDate, tokens } = record.fact;
    const [input, cacheRead, cacheWrite, output] = days[usageDate] ?? [0, 0, 0, 0];
    days[usageDate] = [
      input + Number(tokens.inputUncached),
      cacheRead + Number(tokens.cacheRead),
      cacheWrite + Number(addReported(tokens.cacheWrite5m, tokens.cacheWrite1h)),
      output + Number(tokens.output),
    ];
  }
  return days;
}

describe('Claude Code’s logs', () => {
  it('have the tokens that ccusage tells, of many sessions', async () => {
    const folder = mkdtempSync(join(tmpdir(), 'ccusage-'));
    writeClaudeCodeLogs(folder, 12_000_000);
    const days = await ours(readClaudeCodeLogs, folder);

    expect(days).toEqual(theirs('claude', folder));
    expect(Object.values(days)[0]?.[3]).toBeGreaterThan(10_000);
  });

  it.each(['Europe/Berlin', 'America/Los_Angeles', 'Asia/Kathmandu', 'Pacific/Kiritimati', 'UTC'])(
    'have the days that ccusage tells, across clock changes in %s',
    async (zone) => {
      const starts = ['2025-03-29T20:00:00Z', '2025-10-25T20:00:00Z', '2025-11-01T20:00:00Z', '2026-03-07T20:00:00Z'];
      const lines = starts.flatMap((start) =>
        Array.from({ length: 45 }, (_, hour) => {
          const at = new Date(Date.parse(start) + hour * 3_599_000).toISOString();
          return responseLine({ id: at, at, model: 'claude-sonnet-4-6' });
        }),
      );
      const folder = folderOf({ 'projects/p/s.jsonl': logOf(...lines) });

      expect(await ours(readClaudeCodeLogs, folder, zone)).toEqual(theirs('claude', folder, zone));
    },
  );

  it.each<[string, Readonly<Record<string, string | Uint8Array>>]>([
    [
      'growing copies of one response',
      { 'projects/p/s.jsonl': logOf(responseLine({ output: 1 }), responseLine(), responseLine()) },
    ],
    [
      'a session in two folders',
      { 'projects/p/s.jsonl': logOf(responseLine()), 'projects/q/t.jsonl': logOf(responseLine()) },
    ],
    [
      'sub-agents’ files',
      {
        'projects/p/s.jsonl': logOf(responseLine()),
        'projects/p/s/subagents/agent-1.jsonl': logOf(responseLine({ id: 'b', isSidechain: true })),
      },
    ],
    [
      'a message that a side chain repeats',
      { 'projects/p/s.jsonl': logOf(responseLine(), responseLine({ requestId: 'x', isSidechain: true })) },
    ],
    [
      'a sub-agent’s message in its parent’s file',
      {
        'projects/p/s.jsonl': logOf(
          JSON.stringify({ type: 'progress', data: { message: JSON.parse(responseLine()) } }),
        ),
      },
    ],
    [
      'no request ids',
      { 'projects/p/s.jsonl': logOf(responseLine({ requestId: null, output: 1 }), responseLine({ requestId: null })) },
    ],
    [
      'no ids',
      { 'projects/p/s.jsonl': logOf(responseLine({ id: null }), responseLine({ id: null, requestId: null })) },
    ],
    [
      'two requests of a message',
      { 'projects/p/s.jsonl': logOf(responseLine(), responseLine({ requestId: 'req_2' })) },
    ],
    ['tools’ results that speak of usage', { 'projects/p/s.jsonl': logOf(TOOL_LINE, responseLine(), TOOL_LINE) }],
    ['a cut last line', { 'projects/p/s.jsonl': logOf(responseLine()) + responseLine({ id: 'b' }).slice(0, -20) }],
    ['lines that are no JSON', { 'projects/p/s.jsonl': logOf('{"usage":{}', 'x', responseLine(), '') }],
    [
      'a line that is not UTF-8',
      {
        'projects/p/s.jsonl': Buffer.concat([
          Buffer.from(logOf(responseLine())),
          Buffer.from(logOf(responseLine({ id: 'é' })), 'latin1'),
        ]),
      },
    ],
    [
      'a file in UTF-16',
      {
        'projects/p/s.jsonl': logOf(responseLine()),
        'projects/p/t.jsonl': Buffer.from(`\ufeff${logOf(responseLine({ id: 'b' }))}`, 'utf16le'),
      },
    ],
    ['cache writes of an hour', { 'projects/p/s.jsonl': logOf(responseLine({ breakdown: [10, 20] })) }],
    [
      'fast and unknown models',
      {
        'projects/p/s.jsonl': logOf(
          responseLine({ usage: { speed: 'fast' } }),
          responseLine({ id: 'b', model: 'new' }),
          responseLine({ id: 'c', model: null }),
        ),
      },
    ],
    ['instants with an offset', { 'projects/p/s.jsonl': logOf(responseLine({ at: '2026-03-02T23:30:00+01:00' })) }],
  ])('have the tokens that ccusage tells, with %s', async (_what, files) => {
    const folder = folderOf(files);
    const days = await ours(readClaudeCodeLogs, folder);

    expect(days).toEqual(theirs('claude', folder));
    expect(Object.keys(days)).toEqual(['2026-03-02']);
  });

  const ONE = [4, 200, 30, 450] as const;
  const TWO = [8, 400, 60, 900] as const;

  it.each<[string, string[], { ours: Tokens; theirs: Tokens }]>([
    [
      'messages of the tool itself are no usage',
      [responseLine({ id: 'b', model: '<synthetic>' })],
      { ours: ONE, theirs: TWO },
    ],
    [
      'errors are no usage',
      [responseLine({ id: 'b', entry: { isApiErrorMessage: true } })],
      { ours: ONE, theirs: TWO },
    ],
    [
      'blanks in JSON are JSON',
      [responseLine({ id: 'b' }).replaceAll('"usage":', '"usage": ')],
      { ours: TWO, theirs: ONE },
    ],
    ['an id that is null is none', [responseLine({ id: 'b', entry: { requestId: null } })], { ours: TWO, theirs: ONE }],
    ['an id that is empty is none', [responseLine({ id: 'b', requestId: '' })], { ours: TWO, theirs: ONE }],
    [
      'a version of any form is one',
      [responseLine({ id: 'b', entry: { version: 'dev' } })],
      { ours: TWO, theirs: ONE },
    ],
    [
      'a sum of cache writes counts where the breakdown contradicts it',
      [responseLine({ id: 'b', breakdown: [0, 0] })],
      { ours: TWO, theirs: [8, 400, 30, 900] },
    ],
    [
      'the clock was wrong where a response lies before 2020',
      [responseLine({ id: 'b', at: '2019-01-01T00:00:00Z' })],
      { ours: ONE, theirs: ONE },
    ],
  ])('differ from ccusage where %s', async (_what, lines, told) => {
    const folder = folderOf({ 'projects/p/s.jsonl': logOf(responseLine(), ...lines) });

    expect((await ours(readClaudeCodeLogs, folder))['2026-03-02']).toEqual(told.ours);
    expect(theirs('claude', folder)['2026-03-02']).toEqual(told.theirs);
  });

  it.each<[string, ResponseLine[], { ours: string[]; theirs: string[] }]>([
    [
      'of equal snapshots the later one has the day',
      [{ at: '2026-03-02T22:59:59Z' }, { at: '2026-03-02T23:00:01Z' }],
      { ours: ['2026-03-03'], theirs: ['2026-03-02'] },
    ],
    [
      'a clock is more than a day ahead',
      [{}, { id: 'b', at: '2099-03-02T10:00:00Z' }],
      { ours: ['2026-03-02'], theirs: ['2026-03-02', '2099-03-02'] },
    ],
    [
      'a clock stood before 2020',
      [{}, { id: 'b', at: '2019-03-02T10:00:00Z' }],
      { ours: ['2026-03-02'], theirs: ['2019-03-02', '2026-03-02'] },
    ],
  ])('differ from ccusage in days where %s', async (_what, lines, told) => {
    const folder = folderOf({ 'projects/p/s.jsonl': logOf(...lines.map(responseLine)) });

    expect(Object.keys(await ours(readClaudeCodeLogs, folder))).toEqual(told.ours);
    expect(Object.keys(theirs('claude', folder))).toEqual(told.theirs);
  });

  it('differ from ccusage where a line has more than 10 MB: we pass it over', async () => {
    const large = responseLine({ id: 'b', entry: { toolUseResult: 'x'.repeat(11_000_000) } });
    const folder = folderOf({ 'projects/p/s.jsonl': logOf(responseLine(), large) });

    expect((await ours(readClaudeCodeLogs, folder))['2026-03-02']).toEqual(ONE);
    expect(theirs('claude', folder)['2026-03-02']).toEqual(TWO);
  });
});

describe('Codex’ rollouts', () => {
  const PARENT = [
    sessionLine('A', '2026-03-02T10:00:00.000Z'),
    turnLine('2026-03-02T10:00:00.100Z'),
    tokenLine('2026-03-02T10:00:05.000Z', [100, 40, 10, 5], [100, 40, 10, 5]),
    tokenLine('2026-03-02T10:00:09.000Z', [250, 100, 30, 8], [150, 60, 20, 3]),
  ];
  const THIRD = tokenLine('2026-03-02T10:00:40.000Z', [350, 150, 35, 8], [100, 50, 5, 0]);
  const FORK = [
    sessionLine('B', '2026-03-02T10:00:30.000Z', { forked_from_id: 'A' }),
    sessionLine('A', '2026-03-02T10:00:30.000Z'),
    turnLine('2026-03-02T10:00:30.001Z'),
    tokenLine('2026-03-02T10:00:30.002Z', [100, 40, 10, 5], [100, 40, 10, 5]),
    tokenLine('2026-03-02T10:00:30.003Z', [250, 100, 30, 8], [150, 60, 20, 3]),
    THIRD,
  ];

  const SLOW = [
    tokenLine('2026-03-02T10:00:30.900Z', [120, 50, 12, 5], [20, 10, 2, 0]),
    tokenLine('2026-03-02T10:00:31.800Z', [250, 100, 30, 8], [130, 50, 18, 3]),
  ];

  it.each<[string, string[][]]>([
    ['a session', [PARENT]],
    ['counts that are told again', [[...PARENT, PARENT[3] ?? '', THIRD]]],
    [
      'totals alone',
      [
        [
          ...PARENT.slice(0, 2),
          tokenLine('2026-03-02T10:00:05Z', [100, 40, 10, 5], null),
          tokenLine('2026-03-02T10:00:09Z', [250, 100, 30, 8], null),
        ],
      ],
    ],
    ['totals that begin anew', [[...PARENT, tokenLine('2026-03-02T10:20:00Z', [50, 0, 5, 0], [50, 0, 5, 0])]]],
    ['a fork that copies its history', [PARENT, FORK]],
    ['a fork alone', [FORK]],
    ['a fork that copies it under its instants', [PARENT, [FORK[0] ?? '', PARENT[0] ?? '', ...PARENT.slice(2), THIRD]]],
    ['a fork that copies it in more than a second', [[...FORK.slice(0, 4), ...SLOW, THIRD]]],
    ['a session that is there twice', [PARENT, PARENT]],
    ['no model', [[PARENT[0] ?? '', PARENT[2] ?? '']]],
  ])('have the tokens that ccusage tells, with %s', async (_what, files) => {
    const named = files.map((lines, at) => [
      `sessions/2026/03/02/rollout-2026-03-02T10-0${at}-00-${at}.jsonl`,
      logOf(...lines),
    ]);
    const folder = folderOf(Object.fromEntries(named));
    const days = await ours(readCodexLogs, folder);

    expect(days).toEqual(theirs('codex', folder));
    expect(Object.keys(days)).toEqual(['2026-03-02']);
  });

  it('differ from ccusage where a file is what "codex exec --json" prints: it is no rollout', async () => {
    const printed = JSON.stringify({
      type: 'turn.completed',
      usage: { input_tokens: 10, cached_input_tokens: 4, output_tokens: 2 },
    });
    const folder = folderOf({ 'sessions/rollout-1.jsonl': logOf(...PARENT, printed) });

    expect((await ours(readCodexLogs, folder))['2026-03-02']).toEqual([150, 100, 0, 30]);
    expect(
      Object.values(theirs('codex', folder))
        .flat()
        .reduce((sum, one) => sum + one, 0),
    ).toBeGreaterThanOrEqual(280);
  });
});
