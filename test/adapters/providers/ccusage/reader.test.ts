import { execFileSync } from 'node:child_process';
import { mkdirSync, mkdtempSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join, resolve } from 'node:path';
import { describe, expect, it } from 'vitest';
import { readCcusage } from '../../../../adapters/providers/ccusage/reader.ts';
import { imported } from '../../../worlds/imported-files.ts';

const MODEL = {
  modelName: 'claude-opus-5',
  inputTokens: 40,
  outputTokens: 1450,
  cacheCreationTokens: 600,
  cacheReadTokens: 111_964,
  cost: 0.092432,
};
const { modelName: _, cost, ...TOKENS } = MODEL;
const DAY = { date: '2026-03-02', ...TOKENS, totalCost: cost, modelsUsed: ['claude-opus-5'], modelBreakdowns: [MODEL] };
const REPORT = { daily: [DAY], totals: { ...TOKENS, totalCost: cost } };

function read(...reports: unknown[]) {
  return imported(
    readCcusage,
    reports.map((one) => (typeof one === 'string' ? one : JSON.stringify(one))),
  );
}

describe('readCcusage', () => {
  it('makes a fact of a day and a model', async () => {
    const { facts, duplicates, skipped } = await read(REPORT);
    expect({ duplicates, skipped }).toEqual({ duplicates: 0, skipped: [] });
    expect(facts).toEqual([
      {
        usageDate: '2026-03-02',
        actor: { kind: 'OS_USER', id: 'dev' },
        provider: 'anthropic',
        modelRaw: 'claude-opus-5',
        model: null,
        tokens: {
          inputUncached: 40n,
          cacheRead: 111_964n,
          cacheWrite5m: 600n,
          cacheWrite1h: null,
          output: 1450n,
        },
        tokensReasoning: null,
        requests: null,
        cost: {
          usd6: 92_432n,
          kind: 'NOTIONAL',
          origin: 'ESTIMATED',
          priceVersion: null,
          amountRaw: '0.092432',
          currency: 'USD',
          currencyRate: null,
        },
        period: { start: '2026-03-01T23:00:00.000Z', end: '2026-03-02T23:00:00.000Z', zone: 'Europe/Berlin' },
        attributes: { cache_write_split: 'unknown', day_zone: 'assumed' },
      },
    ]);
  });

  it.each([
    ['a float with noise', '0.12570320000000001', 125_703n],
    ['an exponent', '1.5e-5', 15n],
    ['half a micro-dollar', '0.0000005', 0n],
    ['a credit', '-0.25', -250_000n],
    ['text', '"0.25"', 250_000n],
  ])('takes a cost that is %s by its digits', async (_what, text, usd6) => {
    const day = `{"date":"2026-03-02","modelBreakdowns":[{"modelName":"known-1","inputTokens":1,"outputTokens":1,"cost":${text}}]}`;
    const { facts } = await read(`{"daily":[${day}]}`);
    expect(facts[0]?.cost).toMatchObject({ usd6, amountRaw: text.replaceAll('"', '') });
    expect(facts[0]?.model).toBe('known-1');
  });

  it.each([
    ['none', { cost: undefined }],
    ['null', { cost: null }],
    ['0 for tokens', { cost: 0 }],
    ['a price that is said to be missing', { cost: 0, missingPricing: true }],
  ])('has no cost where the report has %s', async (_what, part) => {
    const { facts } = await read({ daily: [{ ...DAY, totalCost: 0, modelBreakdowns: [{ ...MODEL, ...part }] }] });
    expect(facts[0]?.cost).toMatchObject({ usd6: null, origin: null, amountRaw: null });
  });

  it('takes the agents of a day apart where the report does', async () => {
    const { date: period, ...day } = DAY;
    const agents = [{ agent: 'claude', modelBreakdowns: [MODEL] }];
    const { facts } = await read({ daily: [{ ...day, period, agents }] });
    expect(facts.map(({ attributes }) => attributes.agent)).toEqual(['claude']);
  });

  it.each([
    [true, { project: 'app' }],
    [false, {}],
  ])('keeps the projects of a day apart, with their names: %s', async (keepsContext, expected) => {
    const report = JSON.stringify({ projects: { app: [DAY], other: [DAY] } });
    const { facts } = await imported(readCcusage, [report], { keepsContext });
    expect(facts).toHaveLength(2);
    expect(facts[0]?.attributes).toEqual({ ...expected, cache_write_split: 'unknown', day_zone: 'assumed' });
  });

  it('reads the report of Codex, whose cost is that of the day', async () => {
    const tokens = { inputTokens: 600, cacheReadTokens: 400, outputTokens: 200, reasoningOutputTokens: 50 };
    const one = { date: '2026-03-02', ...tokens, costUSD: 0.0028, models: { 'gpt-5-codex': tokens } };
    const two = { date: '2026-03-03', costUSD: 0.0056, models: { 'gpt-5-codex': tokens, 'gpt-5-mini': tokens } };
    const { facts } = await read({ daily: [one, two] });
    expect(
      facts.map(({ modelRaw, provider, cost, tokensReasoning }) => [modelRaw, provider, cost.usd6, tokensReasoning]),
    ).toEqual([
      ['gpt-5-codex', 'openai', 2800n, 50n],
      ['gpt-5-codex', 'openai', null, 50n],
      ['gpt-5-mini', 'openai', null, 50n],
      [null, 'unknown', 5600n, null],
    ]);
  });

  it.each([
    ['one model', ['claude-opus-5'], 'claude-opus-5', 'anthropic'],
    ['several models', ['claude-opus-5', 'claude-haiku-4-5'], null, 'unknown'],
  ])('reads the first shape of a day, of %s', async (_what, models, modelRaw, provider) => {
    const { facts } = await read({ type: 'daily', data: [{ date: '2026-03-02', models, ...TOKENS, costUSD: cost }] });
    expect(facts).toMatchObject([{ modelRaw, provider, tokens: { output: 1450n }, cost: { usd6: 92_432n } }]);
  });

  it('counts a day once that several files tell alike', async () => {
    const other = { ...DAY, date: '2026-03-03' };
    const { facts, duplicates, skipped } = await read(REPORT, { daily: [DAY, other] });
    expect([facts.length, duplicates, skipped]).toEqual([2, 1, []]);
  });

  it('tells a day that another file tells differently', async () => {
    const more = { ...DAY, ...TOKENS, outputTokens: 1451, modelBreakdowns: [{ ...MODEL, outputTokens: 1451 }] };
    const { facts, skipped } = await read(REPORT, { daily: [more] });
    expect(facts.map(({ tokens }) => tokens.output)).toEqual([1450n]);
    expect(skipped).toMatchObject([{ file: 'file-2', reason: expect.stringContaining('an earlier file has the day') }]);
  });

  it('does not take a day whose totals are not those of its models, and takes the others', async () => {
    const other = { ...DAY, date: '2026-03-03', inputTokens: 41 };
    const { facts, skipped } = await read({ daily: [DAY, other] });
    expect(facts.map(({ usageDate }) => usageDate)).toEqual(['2026-03-02']);
    expect(skipped).toEqual([
      { file: 'file-1', line: null, reason: "daily.1 (2026-03-03): the day's inputTokens are 41, its models' 40" },
    ]);
  });

  it.each([
    ['tokens', { ...REPORT.totals, outputTokens: 1 }, "the file's outputTokens are 1, its days' 1450"],
    ['a cost', { ...REPORT.totals, totalCost: 1.5 }, "the file's cost is 1.5 USD, its days' another"],
  ])('does not take a file whose totals are not those of its days: %s', async (_what, totals, reason) => {
    const { facts, skipped } = await read({ ...REPORT, totals });
    expect([facts, skipped]).toEqual([[], [{ file: 'file-1', line: null, reason }]]);
  });

  it.each([
    [
      'half a token',
      { daily: [{ ...DAY, modelBreakdowns: [{ ...MODEL, inputTokens: 1.5 }] }] },
      /^daily\.0\.modelBreakdowns\.0\.inputTokens is no whole number/,
    ],
    ['negative tokens', { daily: [{ ...DAY, outputTokens: -1 }] }, /^daily\.0\.outputTokens is no whole number/],
    ['a cost of letters', { daily: [{ ...DAY, totalCost: 'much' }] }, /^daily\.0\.totalCost is no decimal number/],
    ['a day that is none', { daily: [{ ...DAY, date: '2026-02-30' }] }, /^daily\.0 has no date/],
    ['a month', { daily: [{ ...DAY, date: '2026-03' }] }, /has no date/],
    ['a report of months', { monthly: [DAY] }, /is no daily report of ccusage/],
    ['no object', [], /^the document is not/],
    ['a cut document', JSON.stringify(REPORT).slice(0, 90), /is no JSON, or is cut off/],
    ['an empty file', '', /is no JSON/],
    ['what is nested without end', '['.repeat(2_000_000) + ']'.repeat(2_000_000), /is no JSON/],
    ['a day of the future', { daily: [{ ...DAY, date: '2026-03-11' }] }, /lies in the future/],
  ])('tells of %s and takes nothing of it', async (_what, report, reason) => {
    const { facts, skipped } = await read(report);
    expect(facts).toEqual([]);
    expect(skipped).toEqual([{ file: 'file-1', line: null, reason: expect.stringMatching(reason) }]);
  });

  it('tells of other encodings and of a file that is not there, and reads the others', async () => {
    const text = JSON.stringify(REPORT);
    const wide = Buffer.from(text, 'utf16le');
    const { facts, skipped } = await imported(readCcusage, [wide, Buffer.from([0x7b, 0xff]), `\ufeff${text}`]);
    expect(facts).toHaveLength(1);
    expect(skipped.map(({ reason }) => reason)).toEqual([
      expect.stringContaining('UTF-16'),
      expect.stringContaining('not UTF-8'),
    ]);
  });

  it('reads what the tool itself writes', async () => {
    const reports = [['daily'], ['daily', '--by-agent'], ['claude', 'daily'], ['claude', 'daily', '--instances']].map(
      ccusage,
    );
    for (const report of reports) {
      const { facts, skipped } = await read(report);
      expect(skipped).toEqual([]);
      expect(facts.map(({ usageDate, modelRaw, tokens }) => [usageDate, modelRaw, tokens.output]).sort()).toEqual([
        ['2026-03-02', 'claude-opus-4-5-20251101', 1450n],
        ['2026-03-02', 'claude-sonnet-4-5-20250929', 450n],
        ['2026-03-03', 'claude-sonnet-4-5-20250929', 33n],
      ]);
      expect(facts.every(({ cost: { usd6 } }) => usd6 !== null && usd6 > 0n)).toBe(true);
    }
  });
});

function logLine(day: string, id: string, model: string, output: number): string {
  const usage = {
    input_tokens: 4,
    output_tokens: output,
    cache_creation_input_tokens: 600,
    cache_read_input_tokens: 99,
  };
  const message = { id: `msg_${id}`, role: 'assistant', model, usage };
  return JSON.stringify({
    type: 'assistant',
    timestamp: `${day}T10:15:06.480Z`,
    sessionId: 's',
    requestId: `req_${id}`,
    message,
  });
}

/** The JSON that the real tool writes of a small log. */
function ccusage(args: readonly string[]): string {
  const home = mkdtempSync(join(tmpdir(), 'ccusage-'));
  const folder = join(home, '.claude', 'projects', 'app');
  mkdirSync(folder, { recursive: true });
  const lines = [
    logLine('2026-03-02', '1', 'claude-sonnet-4-5-20250929', 450),
    logLine('2026-03-02', '2', 'claude-opus-4-5-20251101', 1450),
    logLine('2026-03-03', '3', 'claude-sonnet-4-5-20250929', 33),
  ];
  writeFileSync(join(folder, 's.jsonl'), `${lines.join('\n')}\n`);
  return execFileSync(resolve('node_modules/.bin/ccusage'), [...args, '--json', '--offline'], {
    env: { PATH: process.env.PATH, HOME: home, CLAUDE_CONFIG_DIR: join(home, '.claude') },
    encoding: 'utf8',
  });
}
