import { appendFileSync, mkdirSync, mkdtempSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { array, assert, asyncProperty, constantFrom, integer, option, record } from 'fast-check';
import { describe, expect, it } from 'vitest';
import { readClaudeCodeLogs } from '../../../../adapters/providers/claude-code-local/reader.ts';
import type { UsageFact } from '../../../../core/collection/usage-fact.ts';
import type { ImportSettings } from '../../../../core/collection/usage-import.ts';
import { logOf, MODEL, type ResponseLine, responseLine, TOOL_LINE } from '../../../worlds/claude-code-lines.ts';
import { filesOf, IMPORT_SETTINGS, imported, sorted } from '../../../worlds/imported-files.ts';

/** What is made of files, each a list of lines. */
function read(files: readonly (readonly string[])[], settings: Partial<ImportSettings> = {}) {
  return imported(
    readClaudeCodeLogs,
    files.map((lines) => logOf(...lines)),
    settings,
  );
}

function outputs(facts: readonly UsageFact[]): (bigint | null)[] {
  return facts.map(({ tokens }) => tokens.output);
}

/** Day and output of each fact, the first day first. */
function days(facts: readonly UsageFact[]): string[] {
  return facts.map(({ usageDate, tokens }) => `${usageDate} ${tokens.output}`).sort();
}

describe('a response in Claude Code’s logs', () => {
  it('is a fact of its day, actor and model, priced by itself', async () => {
    const { facts, skipped, duplicates } = await read([
      [TOOL_LINE, responseLine({ breakdown: [10, 20] }), '', TOOL_LINE],
    ]);

    expect(facts).toEqual([
      {
        usageDate: '2026-03-02',
        actor: { kind: 'OS_USER', id: 'dev' },
        provider: 'anthropic',
        modelRaw: MODEL,
        model: MODEL,
        tokens: { inputUncached: 4n, cacheRead: 200n, cacheWrite5m: 10n, cacheWrite1h: 20n, output: 450n },
        tokensReasoning: null,
        requests: 1n,
        cost: {
          usd6: 9_426n,
          kind: 'NOTIONAL',
          origin: 'COMPUTED',
          priceVersion: 'test-prices@1',
          amountRaw: null,
          currency: 'USD',
          currencyRate: null,
        },
        period: { start: '2026-03-01T23:00:00.000Z', end: '2026-03-02T23:00:00.000Z', zone: 'Europe/Berlin' },
        attributes: {},
      },
    ]);
    expect({ skipped, duplicates }).toEqual({ skipped: [], duplicates: 0 });
  });

  it.each<[string, ResponseLine[], bigint[], number]>([
    ['grows', [{ output: 1 }, { output: 450 }], [450n], 1],
    ['shrinks', [{ output: 450 }, { output: 1 }], [450n], 1],
    [
      'has no request',
      [
        { requestId: null, output: 1 },
        { requestId: null, output: 9 },
      ],
      [9n],
      1,
    ],
    ['belongs to two requests', [{ output: 1 }, { requestId: 'req_2', output: 2 }], [3n], 0],
    ['has no message id', [{ id: null }, { id: null }], [900n], 0],
    [
      'has neither id',
      [
        { id: null, requestId: null },
        { id: null, requestId: null },
      ],
      [900n],
      0,
    ],
    ['has an empty id', [{ id: '' }, { id: '' }], [900n], 0],
    ['is repeated by a side chain', [{ output: 5 }, { requestId: 'req_2', output: 5, isSidechain: true }], [5n], 1],
    ['was in a side chain first', [{ requestId: 'req_2', output: 5, isSidechain: true }, { output: 5 }, {}], [450n], 2],
    ['is of a side chain alone', [{ isSidechain: true }], [450n], 0],
  ])('counts once where it %s', async (_what, lines, counted, copies) => {
    const { facts, duplicates } = await read([lines.map(responseLine)]);

    expect(outputs(facts)).toEqual(counted);
    expect(duplicates).toBe(copies);
  });

  it('counts once in two folders, with the snapshot that is larger', async () => {
    const early = [responseLine({ output: 1 }), responseLine({ id: 'msg_2', output: 3 })];
    const late = [responseLine({ output: 450 }), responseLine({ id: 'msg_2', output: 3 })];

    for (const files of [
      [early, late],
      [late, early],
    ]) {
      const { facts, duplicates } = await read(files);

      expect(outputs(facts)).toEqual([453n]);
      expect(duplicates).toBe(2);
    }
  });

  it('has the day of the snapshot that counts: the larger one, at equal ones the later', async () => {
    const before = { at: '2026-03-02T22:59:59.999Z', output: 7 };
    const behind = { at: '2026-03-02T23:00:00.000Z', output: 7 };

    expect(days((await read([[before, behind].map(responseLine)])).facts)).toEqual(['2026-03-03 7']);
    expect(days((await read([[behind, before].map(responseLine)])).facts)).toEqual(['2026-03-03 7']);
    const larger = { ...before, output: 8 };
    expect(days((await read([[larger, behind].map(responseLine)])).facts)).toEqual(['2026-03-02 8']);
  });

  it('does not depend on the order of lines and files', async () => {
    const line = record({
      id: option(constantFrom('a', 'b', 'c')),
      requestId: option(constantFrom('q', 'r')),
      output: integer({ min: 0, max: 3 }),
      minute: integer({ min: 0, max: 59 }),
    });
    const property = asyncProperty(array(array(line, { maxLength: 6 }), { maxLength: 3 }), async (files) => {
      const written = files.map((lines) =>
        lines.map(({ minute, ...one }) =>
          responseLine({ ...one, at: `2026-03-02T22:${String(minute).padStart(2, '0')}:30Z` }),
        ),
      );
      const there = await read(written);
      const back = await read(written.map((lines) => lines.toReversed()).toReversed());

      expect(days(back.facts)).toEqual(days(there.facts));
      expect(back.duplicates).toBe(there.duplicates);
      const responses = there.facts.reduce((sum, { requests }) => sum + Number(requests), 0);
      expect(responses + there.duplicates).toBe(written.flat().length);
    });
    await assert(property, { numRuns: 60 });
  });

  it('counts where a parent’s log tells of a sub-agent, once with the sub-agent’s own log', async () => {
    const progress = JSON.stringify({
      type: 'progress',
      data: { type: 'agent_progress', message: JSON.parse(responseLine()) },
    });
    const { facts, duplicates } = await read([[progress], [responseLine({ isSidechain: true })]]);

    expect(outputs(facts)).toEqual([450n]);
    expect(duplicates).toBe(1);
  });

  it.each([
    ['the tool’s own message', responseLine({ model: '<synthetic>' })],
    ['an error', responseLine({ entry: { isApiErrorMessage: true } })],
    ['a tool’s result with usage of its own', TOOL_LINE],
    ['a message without usage', JSON.stringify({ message: { role: 'user', content: 'what is "usage"?' } })],
    ['a blank line', '  '],
  ])('is not what %s is, and that is no fault', async (_what, line) => {
    expect(await read([[line]])).toEqual({ facts: [], skipped: [], duplicates: 0 });
  });
});

describe('tokens and costs of a response', () => {
  it.each<[string, ResponseLine, [bigint, bigint]]>([
    ['without a breakdown are of 5 minutes', { cacheWrite: 30, breakdown: null }, [30n, 0n]],
    ['with one are as it says', { cacheWrite: 30, breakdown: [10, 20] }, [10n, 20n]],
    [
      'are those of the breakdown where it stands alone',
      { breakdown: [10, 20], usage: { cache_creation_input_tokens: undefined } },
      [10n, 20n],
    ],
    ['sum to what is told where the breakdown says less', { cacheWrite: 30, breakdown: [0, 0] }, [30n, 0n]],
    ['sum to what is told where the breakdown says more', { cacheWrite: 30, breakdown: [10, 50] }, [0n, 30n]],
    ['are none where none are told', { cacheWrite: null, breakdown: null }, [0n, 0n]],
  ])('cache writes %s', async (_what, line, [cacheWrite5m, cacheWrite1h]) => {
    const { facts } = await read([[responseLine(line)]]);

    expect(facts[0]?.tokens).toMatchObject({ cacheWrite5m, cacheWrite1h });
  });

  it('takes the estimate of old versions by its digits, rounded once for a day and model', async () => {
    const line = (id: string, digits: string) => responseLine({ id }).replace(/\}$/, `,"costUSD":${digits}}`);
    const { facts } = await read([
      [line('a', '0.0000014000000000000001'), line('b', '1.4e-6'), line('c', '0.30000000000000004')],
    ]);

    expect(facts.map(({ cost }) => cost)).toEqual([
      {
        usd6: 300_003n,
        kind: 'NOTIONAL',
        origin: 'ESTIMATED',
        priceVersion: null,
        amountRaw: null,
        currency: 'USD',
        currencyRate: null,
      },
    ]);
    const alone = await read([[line('a', '1.4e-6')]]);
    expect(alone.facts[0]?.cost).toMatchObject({ usd6: 1n, amountRaw: '1.4e-6' });
  });

  it('keeps what cannot be priced apart, as the cost of a part is not that of the whole', async () => {
    const fast = { id: 'msg_2', usage: { speed: 'fast' } };
    const { facts } = await read([
      [
        responseLine({}),
        responseLine(fast),
        responseLine({ id: 'msg_3', usage: { service_tier: 'priority' } }),
        responseLine({ id: 'msg_4', model: 'new' }),
      ],
    ]);

    expect(
      facts.map(({ modelRaw, model, attributes, cost }) => [modelRaw, model, attributes, cost.usd6, cost.origin]),
    ).toEqual([
      [MODEL, MODEL, {}, 9_366n, 'COMPUTED'],
      [MODEL, MODEL, { speed: 'fast' }, null, null],
      [MODEL, MODEL, { service_tier: 'priority' }, null, null],
      ['new', null, {}, null, null],
    ]);
  });

  it('knows no model where none is named, and no cost', async () => {
    const { facts } = await read([[responseLine({ model: null })]]);

    expect(facts[0]).toMatchObject({ modelRaw: null, model: null, cost: { usd6: null, origin: null, currency: null } });
  });

  it('keeps folder and branch only where context is wanted, and never content', async () => {
    const line = responseLine({ entry: { cwd: 'C:\\work\\secret-app\\', gitBranch: 'fix/x' } });
    const without = await read([[line]]);
    const withContext = await read([[line, responseLine({ id: 'b', entry: { cwd: '/', gitBranch: '\u001b[2J' } })]], {
      keepsContext: true,
    });

    expect(without.facts[0]?.attributes).toEqual({});
    expect(withContext.facts.map(({ attributes }) => attributes)).toEqual([
      { folder: 'secret-app', branch: 'fix/x' },
      {},
    ]);
  });
});

describe('days of responses', () => {
  it.each([
    ['before midnight in Berlin', 'Europe/Berlin', '2026-03-02T22:59:59.999Z', '2026-03-02'],
    ['at midnight in Berlin', 'Europe/Berlin', '2026-03-02T23:00:00Z', '2026-03-03'],
    ['told with an offset', 'Europe/Berlin', '2026-03-02T23:30:00+01:00', '2026-03-02'],
    ['on the 23 hours that begin summer time', 'Europe/Berlin', '2025-03-30T21:59:59Z', '2025-03-30'],
    ['behind them', 'Europe/Berlin', '2025-03-30T22:00:00Z', '2025-03-31'],
    ['on the 25 hours that end it', 'Europe/Berlin', '2025-10-26T22:59:59Z', '2025-10-26'],
    ['behind those', 'Europe/Berlin', '2025-10-26T23:00:00Z', '2025-10-27'],
    ['on a Sunday in Los Angeles that is a Monday in UTC', 'America/Los_Angeles', '2026-03-02T07:59:59Z', '2026-03-01'],
    ['at a quarter of an hour in Kathmandu', 'Asia/Kathmandu', '2026-03-02T18:15:00Z', '2026-03-03'],
    ['just before it', 'Asia/Kathmandu', '2026-03-02T18:14:59Z', '2026-03-02'],
  ])('%s', async (_what, timeZone, at, day) => {
    expect(days((await read([[responseLine({ at })]], { timeZone })).facts)).toEqual([`${day} 450`]);
  });

  it.each([
    ['more than a day ahead', '2026-03-11T12:00:00.001Z', 'timestamp lies in the future'],
    ['long ago', '1970-01-01T00:00:10Z', 'timestamp lies before 2020'],
    ['without zone', '2026-03-02T10:15:02', 'timestamp is no ISO 8601 instant'],
    ['of no day', '2026-13-02T10:15:02Z', 'timestamp is no ISO 8601 instant'],
    ['missing', undefined, 'timestamp is no ISO 8601 instant'],
  ])('are not told by a clock that is %s', async (_what, at, reason) => {
    const line = responseLine({ entry: { timestamp: at } });

    expect(await read([[TOOL_LINE, line]])).toEqual({
      facts: [],
      duplicates: 0,
      skipped: [{ file: 'file-1', line: 2, reason }],
    });
  });

  it('take a clock that is a day ahead', async () => {
    expect((await read([[responseLine({ at: '2026-03-11T12:00:00Z' })]])).skipped).toEqual([]);
  });
});

describe('faults of Claude Code’s logs', () => {
  it.each<[string, ResponseLine, string]>([
    ['input that is no count', { input: '4' }, 'message.usage.input_tokens is no count of tokens'],
    ['a part of a token', { output: 1.5 }, 'message.usage.output_tokens is no count of tokens'],
    ['less than none', { cacheRead: -1 }, 'message.usage.cache_read_input_tokens is no count of tokens'],
    [
      'more than can be exact',
      { cacheWrite: 2 ** 53 },
      'message.usage.cache_creation_input_tokens is no count of tokens',
    ],
    [
      'a breakdown of texts',
      { usage: { cache_creation: { ephemeral_1h_input_tokens: 'x' } } },
      'message.usage.cache_creation is no count of tokens',
    ],
  ])('are told with the field: %s', async (_what, line, reason) => {
    expect((await read([[responseLine(line)]])).skipped).toEqual([{ file: 'file-1', line: 1, reason }]);
  });

  it('leave all other lines', async () => {
    const log = Buffer.concat([
      Buffer.from(logOf(responseLine({ id: 'a', output: 1 }), 'no JSON', '{"usage" no JSON}')),
      Buffer.from(responseLine({ id: 'b' }).replace('ü', '')).map((byte, at) => (at === 300 ? 0xff : byte)),
      Buffer.from(`\n${logOf(responseLine({ id: 'c', output: 2 }))}${responseLine({ id: 'd' }).slice(0, -9)}`),
    ]);
    const { facts, skipped } = await imported(readClaudeCodeLogs, [log]);

    expect(outputs(facts)).toEqual([3n]);
    expect(skipped.map(({ line, reason }) => `${line}: ${reason}`)).toEqual([
      '2: the line is no JSON object',
      '3: the line is no JSON object',
      '4: the line is not UTF-8',
      '6: the last line is cut off',
    ]);
  });

  it('leave a file that is not there to be told, and the next one to be read', async () => {
    const [file = ''] = filesOf(logOf(responseLine()));
    const { facts, skipped } = await sorted(readClaudeCodeLogs([`${file}-gone`, file], IMPORT_SETTINGS));

    expect(skipped).toEqual([{ file: 'file-1-gone', line: null, reason: 'the file cannot be opened: ENOENT' }]);
    expect(facts).toHaveLength(1);
  });

  it('do not come of a file that grows: it is read to the size it had', async () => {
    const folder = join(mkdtempSync(join(tmpdir(), 'growing-')), 'projects');
    mkdirSync(folder);
    const file = join(folder, 's.jsonl');
    writeFileSync(file, logOf(responseLine({ id: 'a', output: 1 })));
    const grow = () => appendFileSync(file, logOf(responseLine({ id: 'b', output: 2 })));
    const { facts, skipped } = await sorted(readClaudeCodeLogs([file], { ...IMPORT_SETTINGS, onRead: grow }));

    expect(outputs(facts)).toEqual([1n]);
    expect(skipped).toEqual([]);
  });
});
