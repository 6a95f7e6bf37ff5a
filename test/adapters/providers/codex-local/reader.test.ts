import { describe, expect, it } from 'vitest';
import { readCodexLogs } from '../../../../adapters/providers/codex-local/reader.ts';
import type { ImportSettings } from '../../../../core/collection/usage-import.ts';
import { logOf } from '../../../worlds/claude-code-lines.ts';
import { CODEX_MODEL, sessionLine, tokenLine, turnLine } from '../../../worlds/codex-lines.ts';
import { imported } from '../../../worlds/imported-files.ts';

const DAY = '2026-03-02T10:';
const MODEL = 'known-model';
/** A session of two responses. */
const PARENT = [
  sessionLine('A', `${DAY}00:00.000Z`),
  turnLine(`${DAY}00:00.100Z`, MODEL),
  tokenLine(`${DAY}00:05.000Z`, [100, 40, 10, 5], [100, 40, 10, 5]),
  tokenLine(`${DAY}00:09.000Z`, [250, 100, 30, 8], [150, 60, 20, 3]),
];
const THIRD = tokenLine(`${DAY}00:40.000Z`, [350, 150, 35, 8], [100, 50, 5, 0]);
/** The same history under the instants at which it was copied. */
const COPY = [
  sessionLine('A', `${DAY}00:30.000Z`),
  turnLine(`${DAY}00:30.001Z`, MODEL),
  tokenLine(`${DAY}00:30.002Z`, [100, 40, 10, 5], [100, 40, 10, 5]),
  tokenLine(`${DAY}00:30.003Z`, [250, 100, 30, 8], [150, 60, 20, 3]),
];
const FORK = sessionLine('B', `${DAY}00:30.000Z`, { forked_from_id: 'A' });

/** What is made of files: the sums of all facts, and how much was copied. */
async function read(files: readonly (readonly string[])[], settings: Partial<ImportSettings> = {}) {
  const { facts, duplicates, skipped } = await imported(
    readCodexLogs,
    files.map((lines) => logOf(...lines)),
    settings,
  );
  const sum = (of: (fact: (typeof facts)[number]) => bigint | null) =>
    facts.reduce((total, fact) => total + (of(fact) ?? 0n), 0n);
  const tokens = [
    sum((fact) => fact.tokens.inputUncached),
    sum((fact) => fact.tokens.cacheRead),
    sum((fact) => fact.tokens.output),
    sum((fact) => fact.tokensReasoning),
  ].map(Number);
  return { facts, tokens, requests: Number(sum(({ requests }) => requests)), duplicates, skipped };
}

describe('a response in Codex’ rollouts', () => {
  it('is told without its cached input, with reasoning as a part of its output', async () => {
    const { facts, skipped } = await read([PARENT.slice(0, 3)]);

    expect(facts).toMatchObject([
      {
        usageDate: '2026-03-02',
        actor: { kind: 'OS_USER', id: 'dev' },
        provider: 'openai',
        modelRaw: MODEL,
        model: MODEL,
        tokens: { inputUncached: 60n, cacheRead: 40n, cacheWrite5m: null, cacheWrite1h: null, output: 10n },
        tokensReasoning: 5n,
        requests: 1n,
        cost: { usd6: 480n, kind: 'NOTIONAL', origin: 'COMPUTED', priceVersion: 'test-prices@1' },
        attributes: {},
      },
    ]);
    expect(skipped).toEqual([]);
  });

  it.each<[string, string[][], number[], number, number]>([
    ['is an increment', [PARENT], [150, 100, 30, 8], 2, 0],
    ['is told again', [[...PARENT, PARENT[3] ?? '', THIRD]], [200, 150, 35, 8], 3, 1],
    [
      'is told by totals alone',
      [
        [
          ...PARENT.slice(0, 2),
          tokenLine(`${DAY}01:00Z`, [100, 40, 10, 5], null),
          tokenLine(`${DAY}02:00Z`, [250, 100, 30, 8], null),
        ],
      ],
      [150, 100, 30, 8],
      2,
      0,
    ],
    [
      'is told without totals',
      [
        [
          ...PARENT.slice(0, 2),
          tokenLine(`${DAY}01:00Z`, null, [100, 40, 10, 5]),
          tokenLine(`${DAY}02:00Z`, null, [100, 40, 10, 5]),
        ],
      ],
      [120, 80, 20, 10],
      2,
      0,
    ],
    [
      'begins the totals anew',
      [[...PARENT, tokenLine(`${DAY}20:00Z`, [50, 0, 5, 0], [50, 0, 5, 0])]],
      [200, 100, 35, 8],
      3,
      0,
    ],
    [
      'begins the totals anew, told by them alone',
      [[...PARENT, tokenLine(`${DAY}20:00Z`, [50, 0, 5, 0], null)]],
      [200, 100, 35, 8],
      3,
      0,
    ],
    ['is of a session in two folders', [PARENT, PARENT], [150, 100, 30, 8], 2, 2],
    ['has limits and no tokens', [[...PARENT, tokenLine(`${DAY}20:00Z`, null, null)]], [150, 100, 30, 8], 2, 0],
  ])('counts once where it %s', async (_what, files, tokens, requests, duplicates) => {
    expect(await read(files)).toMatchObject({ tokens, requests, duplicates, skipped: [] });
  });

  it.each<[string, string[][], number]>([
    ['under new instants', [PARENT, [FORK, ...COPY, THIRD]], 2],
    ['under its own instants', [PARENT, [FORK, PARENT[0] ?? '', ...PARENT.slice(2), THIRD]], 2],
    [
      'by a sub-agent',
      [
        PARENT,
        [
          sessionLine('B', `${DAY}00:30.000Z`, { source: { subagent: { thread_spawn: { parent_thread_id: 'A' } } } }),
          ...COPY,
          THIRD,
        ],
      ],
      2,
    ],
    [
      'that a later fork copies again',
      [
        PARENT,
        [FORK, ...COPY, THIRD],
        [
          sessionLine('C', `${DAY}50:00.000Z`, { forked_from_id: 'B' }),
          ...COPY,
          THIRD.replace(`${DAY}00:40.000`, `${DAY}50:02.500`),
        ],
      ],
      5,
    ],
    [
      'in a burst that takes seconds',
      [
        PARENT,
        [
          FORK,
          ...COPY.slice(0, 3),
          tokenLine(`${DAY}00:30.900Z`, [120, 50, 12, 5], [20, 10, 2, 0]),
          tokenLine(`${DAY}00:31.800Z`, [250, 100, 30, 8], [130, 50, 18, 3]),
          THIRD,
        ],
      ],
      3,
    ],
  ])('does not count where a session that goes on from another one copies it %s', async (_what, files, duplicates) => {
    expect(await read(files)).toMatchObject({ tokens: [200, 150, 35, 8], requests: 3, duplicates, skipped: [] });
  });

  it('does not count where it is copied and the session it was of is not imported', async () => {
    expect(await read([[FORK, ...COPY, THIRD]])).toMatchObject({ tokens: [50, 50, 5, 0], duplicates: 2 });
  });

  it('counts where a session that goes on from another one copies nothing', async () => {
    const own = [FORK, turnLine(`${DAY}00:31Z`, MODEL), tokenLine(`${DAY}00:35Z`, [9, 0, 1, 0], [9, 0, 1, 0])];

    expect(await read([PARENT, own])).toMatchObject({ tokens: [159, 100, 31, 8], requests: 3, duplicates: 0 });
    const model = [turnLine(`${DAY}00:36Z`, 'known-other'), tokenLine(`${DAY}00:39Z`, [10, 0, 2, 0], [1, 0, 1, 0])];
    const { facts } = await read([[...own, ...model]]);
    expect(facts.map(({ modelRaw, tokens }) => [modelRaw, tokens.output])).toEqual([
      [MODEL, 1n],
      ['known-other', 1n],
    ]);
  });

  it('has no model where none is named, and no cost', async () => {
    const { facts } = await read([[sessionLine('A', `${DAY}00:00Z`), PARENT[2] ?? '']]);

    expect(facts[0]).toMatchObject({ modelRaw: null, model: null, cost: { usd6: null, origin: null } });
  });

  it('is of the provider that its session names', async () => {
    const session = sessionLine('A', `${DAY}00:00Z`, { model_provider: 'Azure', model: CODEX_MODEL });
    const { facts } = await read([[session, PARENT[2] ?? '']]);

    expect(facts[0]).toMatchObject({ provider: 'azure', modelRaw: CODEX_MODEL });
  });

  it('tells repository, branch and folder only where context is wanted', async () => {
    const git = { branch: 'main', repository_url: 'https://user:secret@git.example.com/acme/app.git' };
    const lines = [sessionLine('A', `${DAY}00:00Z`, { git }), ...PARENT.slice(1, 3)];

    expect((await read([lines])).facts[0]?.attributes).toEqual({});
    expect((await read([lines], { keepsContext: true })).facts[0]?.attributes).toEqual({
      repository: 'acme/app',
      branch: 'main',
      folder: 'app',
    });
  });
});

describe('faults of Codex’ rollouts', () => {
  it.each([
    [
      'tokens that are no count',
      (PARENT[2] ?? '').replace('"output_tokens":10', '"output_tokens":"10"'),
      'payload.info.total_token_usage.output_tokens is no count of tokens',
    ],
    ['an instant that is none', (PARENT[2] ?? '').replace('05.000Z', '05'), 'timestamp is no ISO 8601 instant'],
    ['a clock that is ahead', (PARENT[2] ?? '').replace('2026-', '2027-'), 'timestamp lies in the future'],
    ['a session without id', sessionLine('', `${DAY}00:00Z`), 'payload.id is no id of a session'],
    ['a cut line', '{"token_count"', 'the line is no JSON object'],
  ])('are told with file and line: %s', async (_what, line, reason) => {
    const { skipped, tokens } = await read([[...PARENT, line, THIRD]]);

    expect(skipped).toEqual([{ file: 'file-1', line: 5, reason }]);
    expect(tokens).toEqual([200, 150, 35, 8]);
  });

  it('are no lines that only speak of tokens', async () => {
    const said = {
      type: 'response_item',
      payload: { type: 'message', content: 'the "token_count" of "turn_context"' },
    };

    expect(
      await read([
        [JSON.stringify(said), JSON.stringify({ type: 'event_msg', payload: { type: 'x', token_count: 1 } })],
      ]),
    ).toMatchObject({
      facts: [],
      skipped: [],
    });
  });
});
