import { readFileSync } from 'node:fs';
import { describe, expect, it } from 'vitest';
import { CsvMappingError, parseCsvMapping } from '../../../../adapters/providers/csv/mapping.ts';
import { readUsageCsv } from '../../../../adapters/providers/csv/reader.ts';
import type { ImportSettings } from '../../../../core/collection/usage-import.ts';
import { IMPORT_SETTINGS, imported } from '../../../worlds/imported-files.ts';

const MAPPING = {
  when: { column: 'day', format: 'YYYY-MM-DD' },
  actor: { column: 'user', kind: 'EMAIL' },
  model: { column: 'model' },
  tokens: { output: 'output' },
  cost: { column: 'cost', kind: { constant: 'BILLED' } },
};
const HEADER = 'day,user,model,output,cost';
const ROW = '2026-03-02,Dev@Example.com,known-1,450,1.25';

function read(mapping: object, files: readonly (string | Uint8Array)[], settings: Partial<ImportSettings> = {}) {
  return imported(readUsageCsv(parseCsvMapping(JSON.stringify({ ...MAPPING, ...mapping }))), files, settings);
}

async function one(mapping: object, header: string, row: string) {
  const { facts, skipped } = await read(mapping, [`${header}\n${row}\n`]);
  return facts[0] ?? skipped[0]?.reason;
}

describe('readUsageCsv', () => {
  it('makes a fact of a row', async () => {
    const { facts, duplicates, skipped } = await read({}, [`${HEADER}\n${ROW}\n`]);
    expect({ duplicates, skipped }).toEqual({ duplicates: 0, skipped: [] });
    expect(facts).toEqual([
      {
        usageDate: '2026-03-02',
        actor: { kind: 'EMAIL', id: 'dev@example.com' },
        provider: 'unknown',
        modelRaw: 'known-1',
        model: 'known-1',
        tokens: { inputUncached: null, cacheRead: null, cacheWrite5m: null, cacheWrite1h: null, output: 450n },
        tokensReasoning: null,
        requests: null,
        cost: {
          usd6: 1_250_000n,
          kind: 'BILLED',
          origin: 'REPORTED',
          priceVersion: null,
          amountRaw: '1.25',
          currency: 'USD',
          currencyRate: null,
        },
        period: { start: '2026-03-01T23:00:00.000Z', end: '2026-03-02T23:00:00.000Z', zone: 'Europe/Berlin' },
        attributes: { day_zone: 'assumed' },
      },
    ]);
  });

  it.each([
    ['a byte order mark and CRLF', `\ufeff${HEADER}\r\n${ROW}\r\n`, {}],
    ['no line end', `${HEADER}\n${ROW}`, {}],
    ['semicolons', `${HEADER}\n${ROW}`.replaceAll(',', ';'), { delimiter: ';' }],
    ['tabs', `${HEADER}\n${ROW}`.replaceAll(',', '\t'), { delimiter: '\t' }],
    ['quotes', `${HEADER}\n${ROW}`.replaceAll(/[^,\n]+/g, '"$&"'), {}],
    ['other columns and blanks around names', `other, ${HEADER.replaceAll(',', ' , ')}\nx,${ROW}`, {}],
    ['a blank line', `${HEADER}\n\n${ROW}\n\n`, {}],
  ])('reads %s', async (_what, text, mapping) => {
    const { facts, skipped } = await read(mapping, [text]);
    expect(skipped).toEqual([]);
    expect(facts).toMatchObject([{ tokens: { output: 450n }, cost: { usd6: 1_250_000n } }]);
  });

  it.each([
    ['noise of floats', '0.8999999999999999', {}, 900_000n],
    ['an exponent', '1.5e-5', {}, 15n],
    ['a credit', '-3.50', {}, -3_500_000n],
    ['a dollar sign', '$0.21', {}, 210_000n],
    ['a credit with a dollar sign', '-$0.21', {}, -210_000n],
    ['cents', '123.78912', { unit: 'CENTS' }, 1_237_891n],
    ['another currency', '10.00', { unit: { currency: 'EUR', rate: '1.08123456' } }, 10_812_346n],
  ])('takes an amount with %s exactly', async (_what, text, part, usd6) => {
    const fact = await one({ cost: { ...MAPPING.cost, ...part } }, HEADER, ROW.replace('1.25', text));
    expect(fact).toMatchObject({ cost: { usd6, amountRaw: text, origin: 'REPORTED' } });
  });

  it('keeps the rate of another currency', async () => {
    const cost = { ...MAPPING.cost, unit: { currency: 'EUR', rate: '1.08' }, origin: 'ESTIMATED' };
    const fact = await one({ cost }, HEADER, ROW);
    expect(fact).toMatchObject({ cost: { currency: 'EUR', currencyRate: '1.08', origin: 'ESTIMATED' } });
  });

  it.each([
    ['a decimal comma', '1.234,50', { decimalSeparator: ',', thousandsSeparator: '.' }, 1_234_500_000n],
    ['a decimal comma alone', '1234,5', { decimalSeparator: ',' }, 1_234_500_000n],
    ['grouped digits', '1,234.50', { thousandsSeparator: ',' }, 1_234_500_000n],
  ])('reads %s', async (_what, text, part, usd6) => {
    const fact = await one({ ...part, delimiter: ';' }, HEADER.replaceAll(',', ';'), `2026-03-02;a@b;m;450;${text}`);
    expect(fact).toMatchObject({ cost: { usd6 } });
  });

  it.each([
    ['grouped digits that are not said', '"1,234.50"', {}],
    ['a group of two digits', '"1,2.5"', { thousandsSeparator: ',' }],
    ['a point where the decimals have a comma', '1.25', { decimalSeparator: ',' }],
    ['letters', 'free', {}],
    ['another sign', '€1', {}],
    ['a formula', '=1+1', {}],
    ['brackets', '(1.50)', {}],
  ])('does not take a row whose amount has %s', async (_what, text, part) => {
    expect(await one(part, HEADER, ROW.replace('1.25', text))).toBe('column "cost" has no decimal number');
  });

  it.each([
    ['', {}],
    ['-', { emptyCells: ['-'] }],
  ])('has no cost where the cell is %j', async (text, part) => {
    const fact = await one(part, HEADER, ROW.replace('1.25', text));
    expect(fact).toMatchObject({ cost: { usd6: null, origin: null, amountRaw: null, kind: 'BILLED' } });
  });

  it('computes a cost from our prices where the mapping says so', async () => {
    const cost = { fromPrices: true, kind: 'NOTIONAL' };
    expect(await one({ cost }, HEADER, ROW)).toMatchObject({
      cost: { usd6: 9_000n, kind: 'NOTIONAL', origin: 'COMPUTED', priceVersion: 'test-prices@1', amountRaw: null },
    });
    expect(await one({ cost }, HEADER, ROW.replace('known-1', 'other'))).toMatchObject({
      cost: { usd6: null, origin: null, priceVersion: null },
    });
  });

  it.each([
    ['YYYY/MM/DD', '2026/3/2'],
    ['YYYYMMDD', '20260302'],
    ['DD.MM.YYYY', '2.3.2026'],
    ['DD/MM/YYYY', '02/03/2026'],
    ['MM/DD/YYYY', '03/02/2026'],
    ['EPOCH_SECONDS', '1772446500'],
    ['EPOCH_MILLISECONDS', '1772446500123'],
    ['TIMESTAMP', '2026-03-02T10:15:00.123Z'],
    ['TIMESTAMP', '2026-03-02 10:15:00 UTC'],
    ['TIMESTAMP', '2026-03-01 23:30:00+00:00'],
    ['TIMESTAMP', '2026-03-02T10:15:00+0100'],
  ])('reads a day of the form %s: %s', async (format, text) => {
    const fact = await one({ when: { column: 'day', format } }, HEADER, ROW.replace('2026-03-02', text));
    expect(fact).toMatchObject({ usageDate: '2026-03-02' });
  });

  it.each([
    ['the import’s zone', 'TIMESTAMP', '2026-03-02T23:30:00Z', undefined, '2026-03-03', 'Europe/Berlin'],
    ['the mapping’s zone', 'TIMESTAMP', '2026-03-02T23:30:00Z', 'America/New_York', '2026-03-02', 'America/New_York'],
    ['the clock of the mapping’s zone', 'TIMESTAMP', '2026-03-02 23:30', 'Asia/Tokyo', '2026-03-02', 'Asia/Tokyo'],
    ['the source’s own day', 'YYYY-MM-DD', '2026-03-02', 'UTC', '2026-03-02', 'UTC'],
  ])('takes the day of %s', async (_what, format, text, zone, day, expected) => {
    const when = { column: 'day', format, ...(zone && { zone }) };
    const fact = await one({ when }, HEADER, ROW.replace('2026-03-02', text));
    expect(fact).toMatchObject({ usageDate: day, period: { zone: expected }, attributes: {} });
  });

  it.each([
    ['a day that is none', { when: MAPPING.when }, '2026-02-30', 'has no day of the form YYYY-MM-DD'],
    [
      'another order',
      { when: { column: 'day', format: 'MM/DD/YYYY' } },
      '31/12/2025',
      'has no day of the form MM/DD/YYYY',
    ],
    ['no day', {}, '', 'is empty'],
    ['a day of the future', {}, '2026-04-01', 'has a day in the future'],
    [
      'a time without an offset',
      { when: { column: 'day', format: 'TIMESTAMP' } },
      '2026-03-02T10:15',
      'has a time without an offset',
    ],
    ['a time that is none', { when: { column: 'day', format: 'TIMESTAMP' } }, '2026-03-02T25:15Z', 'has no time as'],
    ['seconds that are none', { when: { column: 'day', format: 'EPOCH_SECONDS' } }, 'now', 'has no time since 1970'],
  ])('does not take a row with %s', async (_what, part, text, reason) => {
    expect(await one(part, HEADER, ROW.replace('2026-03-02', text))).toContain(`column "day" ${reason}`);
  });

  it.each([
    ['half a token', ROW.replace('450', '1.5'), 'column "output" has no whole number'],
    ['tokens below 0', ROW.replace('450', '-1'), 'column "output" has no whole number'],
    ['tokens that a spreadsheet has shortened', ROW.replace('450', '4.5E+10'), 'column "output" has no whole number'],
    ['no address', ROW.replace('Dev@Example.com', 'dev'), 'column "user" has no e-mail address'],
    ['a cell without end', ROW.replace('known-1', 'x'.repeat(400)), 'column "model" has more than 320 characters'],
    ['what cannot be seen', ROW.replace('known-1', 'a\u200bb'), 'column "model" has more than 320 characters, or some'],
    ['a field too many', `${ROW},1`, 'the row has 6 fields, the header 5'],
  ])('does not take a row with %s, and takes the others', async (_what, row, reason) => {
    const { facts, skipped } = await read({}, [`${HEADER}\n${row}\n${ROW}`]);
    expect(facts).toHaveLength(1);
    expect(skipped).toEqual([{ file: 'file-1', line: 2, reason: expect.stringContaining(reason) }]);
    expect(skipped[0]?.reason).not.toContain('xample');
  });

  it.each([
    [true, 1000n, 300n],
    [false, 1000n, 1000n],
  ])('takes cached tokens out of an input that includes them: %s', async (cachedIsIncluded, input, expected) => {
    const tokens = {
      input: 'in',
      cacheRead: 'read',
      cacheWrite: 'write',
      output: 'out',
      reasoning: 'why',
      cachedIsIncluded,
    };
    const header = 'day,user,model,cost,in,read,write,out,why';
    const fact = await one({ tokens }, header, `2026-03-02,a@b,m,1,${input},600,100,9,4`);
    expect(fact).toMatchObject({
      tokens: { inputUncached: expected, cacheRead: 600n, cacheWrite5m: 100n, cacheWrite1h: null, output: 9n },
      tokensReasoning: 4n,
      attributes: { cache_write_split: 'unknown' },
    });
  });

  it('does not take a row whose input is less than its cached tokens', async () => {
    const tokens = { input: 'in', cacheRead: 'read', cachedIsIncluded: true };
    const reason = await one({ tokens }, 'day,user,model,cost,in,read', '2026-03-02,a@b,m,1,5,6');
    expect(reason).toContain('column "in" is less than the cached tokens');
  });

  it.each([
    ['Included', undefined, 'NOTIONAL'],
    ['New kind', 'BILLED', 'BILLED'],
    ['New kind', undefined, 'column "user" has a value that the mapping does not know'],
    ['', undefined, 'column "user" tells no kind of cost'],
  ])('tells the kind of cost by a column: %j, otherwise %s', async (text, otherwise, expected) => {
    const kind = { column: 'user', values: { Included: 'NOTIONAL' }, ...(otherwise && { otherwise }) };
    const { actor: _, ...rest } = MAPPING;
    const mapping = parseCsvMapping(JSON.stringify({ ...rest, cost: { ...MAPPING.cost, kind } }));
    const { facts, skipped } = await imported(readUsageCsv(mapping), [`${HEADER}\n2026-03-02,${text},m,1,1`]);
    expect(facts[0]?.cost.kind ?? skipped[0]?.reason).toBe(expected);
  });

  it('escapes what cannot be seen in a dimension', async () => {
    const { actor: _, ...rest } = MAPPING;
    const mapping = parseCsvMapping(JSON.stringify({ ...rest, attributes: { team: 'user' } }));
    const { facts } = await imported(readUsageCsv(mapping), [`${HEADER}\n2026-03-02,R\u00a0D,m,1,1`]);
    expect(facts[0]?.attributes.team).toBe('R\\u00a0D');
  });

  it('takes whom the import names where a row names nobody', async () => {
    expect(await one({}, HEADER, ROW.replace('Dev@Example.com', ''))).toMatchObject({ actor: IMPORT_SETTINGS.actor });
  });

  it('keeps dimensions, requests and the provider that a column or the model tells', async () => {
    const part = {
      attributes: { team: 'user' },
      requests: 'output',
      provider: { column: 'model', values: { x: 'acme' } },
    };
    expect(await one(part, HEADER, ROW.replace('known-1', 'x'))).toMatchObject({
      provider: 'acme',
      requests: 450n,
      attributes: { team: 'Dev@Example.com' },
    });
    expect(await one({}, HEADER, ROW.replace('known-1', 'claude-opus-5'))).toMatchObject({ provider: 'anthropic' });
  });
});

describe('rows that are met again', () => {
  it('count as often as in the file that has them most often', async () => {
    const twice = `${HEADER}\n${ROW}\n${ROW}`;
    expect(await read({}, [twice])).toMatchObject({ facts: { length: 2 }, duplicates: 0 });
    expect(await read({}, [`${HEADER}\n${ROW}`, twice])).toMatchObject({ facts: { length: 1 }, duplicates: 1 });
    const events = { when: { column: 'day', format: 'TIMESTAMP', zone: 'UTC' } };
    const times = [`${HEADER}\n${ROW}`, twice].map((text) => text.replaceAll('2026-03-02', '2026-03-02T10:00Z'));
    expect(await read(events, times)).toMatchObject({ facts: { length: 2 }, duplicates: 1, skipped: [] });
  });

  it('are the same with their columns in another order', async () => {
    const turned = [HEADER, ROW].map((line) => line.split(',').reverse().join(',')).join('\n');
    expect(await read({}, [`${HEADER}\n${ROW}`, turned])).toMatchObject({ facts: { length: 1 }, duplicates: 1 });
  });

  it('are told where another file has other figures of the day', async () => {
    const { facts, skipped } = await read({}, [`${HEADER}\n${ROW}`, `${HEADER}\n${ROW.replace('450', '451')}`]);
    expect(facts).toHaveLength(1);
    expect(skipped).toEqual([
      { file: 'file-2', line: 2, reason: expect.stringContaining('the same day and dimensions with other figures') },
    ]);
  });
});

describe('a file', () => {
  it.each([
    ['no header', '', ['day', 'user', 'model', 'cost', 'output']],
    ['columns that are missing', 'day,user,model\n', ['cost', 'output']],
    ['another delimiter', HEADER.replaceAll(',', ';'), ['day', 'user', 'model', 'cost', 'output']],
    ['another spelling', HEADER.replace('cost', 'Cost'), ['cost']],
  ])('with %s is an error that names them all', async (_what, text, columns) => {
    const error = await read({}, [text]).catch((thrown: unknown) => thrown);
    expect(error).toBeInstanceOf(CsvMappingError);
    const { faults } = error as CsvMappingError;
    expect(faults.slice(0, -1)).toEqual(
      columns.map((column) => expect.stringMatching(new RegExp(`file-1: has no column "${column}"$`))),
    );
  });

  it('with a column twice is an error', async () => {
    await expect(read({}, [`${HEADER},cost\n`])).rejects.toThrow('has more than one column "cost"');
  });

  it('whose quotes go wrong is not taken at all', async () => {
    const { facts, skipped } = await read({}, [`${HEADER}\n${ROW}\n2026-03-02,"a@b,m,1,1\n`, `${HEADER}\n${ROW}`]);
    expect(facts).toHaveLength(1);
    expect(skipped).toEqual([
      { file: 'file-1', line: 3, reason: expect.stringContaining('nothing of the file is taken') },
    ]);
  });

  it('in another encoding is told', async () => {
    const latin = Buffer.from(`${HEADER}\n2026-03-02,é@b,m,1,1`, 'latin1');
    const wide = Buffer.from(`${HEADER}\n${ROW}`, 'utf16le');
    const { facts, skipped } = await read({}, [latin, wide]);
    expect(facts).toEqual([]);
    expect(skipped.map(({ reason }) => reason)).toEqual([
      expect.stringContaining('not UTF-8'),
      expect.stringContaining('UTF-16'),
    ]);
  });

  it('gives the same days whatever its line ends are', async () => {
    const rows = Array.from({ length: 50 }, (_, index) => ROW.replace('450', String(index)));
    const [lf, crlf] = await Promise.all(['\n', '\r\n'].map((end) => read({}, [[HEADER, ...rows].join(end)])));
    expect(crlf).toEqual(lf);
    expect(lf?.facts).toHaveLength(50);
  });
});

describe('the examples of the documentation', () => {
  async function example(name: string) {
    const mapping = parseCsvMapping(readFileSync(`docs/examples/csv/${name}.map.json`, 'utf8'));
    return imported(readUsageCsv(mapping), [readFileSync(`docs/examples/csv/${name}.csv`)]);
  }

  it('read what GitHub exports of Copilot', async () => {
    const { facts, skipped } = await example('copilot-usage');
    expect(skipped).toEqual([]);
    expect(facts.map(({ usageDate, actor, provider, cost }) => [usageDate, actor.id, provider, cost.usd6])).toEqual([
      ['2026-03-03', 'octocat', 'anthropic', 1_228_964n],
      ['2026-03-03', 'hubot', 'openai', 900_000n],
      ['2026-03-04', 'octocat', 'anthropic', 0n],
    ]);
    expect(facts[1]?.attributes).toMatchObject({ cost_center: 'Platform', organization: 'acme' });
  });

  it('read what Cursor exports of its events', async () => {
    const { facts, skipped } = await example('cursor-events');
    expect(skipped).toEqual([]);
    expect(
      facts.map(({ usageDate, provider, cost, tokens }) => [usageDate, provider, cost.kind, cost.usd6, tokens.output]),
    ).toEqual([
      ['2026-03-02', 'anthropic', 'BILLED', 210_000n, 450n],
      ['2026-03-03', 'openai', 'NOTIONAL', 80_000n, 200n],
      ['2026-03-03', 'openai', 'NOTIONAL', null, 0n],
    ]);
    expect(facts.map(({ actor }) => actor.id)).toEqual(Array(3).fill('dev@example.com'));
  });
});
