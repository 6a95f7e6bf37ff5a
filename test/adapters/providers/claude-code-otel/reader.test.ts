import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { readClaudeCodeOtel } from '../../../../adapters/providers/claude-code-otel/reader.ts';
import { filesOf, IMPORT_SETTINGS, imported } from '../../../worlds/imported-files.ts';
import { costMetrics, OTEL_USER, requestEvents, tokenMetrics } from '../../../worlds/otlp.ts';

/** One file for each list of documents, one document a line. */
function read(...files: readonly (readonly unknown[])[]) {
  return imported(
    readClaudeCodeOtel,
    files.map((documents) => documents.map((one) => (typeof one === 'string' ? one : JSON.stringify(one))).join('\n')),
  );
}

const AT = '2026-03-02T10:01:00Z';
const LATER = '2026-03-02T10:02:00Z';
const SINCE = '2026-03-02T10:00:00Z';
const REQUEST = {
  at: AT,
  request_id: 'req_1',
  input_tokens: 4,
  output_tokens: 450,
  cache_read_tokens: 11_964,
  cache_creation_tokens: 6112,
  cost_usd: 0.0332712,
};

async function outputOf(...files: readonly (readonly unknown[])[]) {
  const { facts, duplicates, skipped } = await read(...files);
  const output = facts.reduce((sum, { tokens }) => sum + (tokens.output ?? 0n), 0n);
  return { output, duplicates, reasons: skipped.map(({ reason }) => reason) };
}

describe('events', () => {
  it('make a fact of a request', async () => {
    const { facts, skipped } = await read([requestEvents(REQUEST)]);
    expect(skipped).toEqual([]);
    expect(facts).toEqual([
      {
        usageDate: '2026-03-02',
        actor: { kind: 'EMAIL', id: 'dev@example.com' },
        provider: 'anthropic',
        modelRaw: 'known-opus',
        model: 'known-opus',
        tokens: { inputUncached: 4n, cacheRead: 11_964n, cacheWrite5m: 6112n, cacheWrite1h: null, output: 450n },
        tokensReasoning: null,
        requests: 1n,
        cost: {
          usd6: 33_271n,
          kind: 'NOTIONAL',
          origin: 'ESTIMATED',
          priceVersion: null,
          amountRaw: '0.0332712',
          currency: 'USD',
          currencyRate: null,
        },
        period: { start: '2026-03-01T23:00:00.000Z', end: '2026-03-02T23:00:00.000Z', zone: 'Europe/Berlin' },
        attributes: { 'organization.id': 'org-1', signal: 'events', cache_write_split: 'unknown' },
      },
    ]);
  });

  it('of one key are summed, their costs before they are rounded', async () => {
    const cheap = { ...REQUEST, cost_usd: 0.0000004 };
    const { facts } = await read([requestEvents(cheap, { ...cheap, request_id: 'req_2' })]);
    expect(facts).toMatchObject([{ requests: 2n, cost: { usd6: 1n, amountRaw: null } }]);
  });

  it.each([
    ['with its id', REQUEST],
    ['without an id', { ...REQUEST, request_id: '' }],
  ])('are one when they come again %s, in another file too', async (_what, request) => {
    expect(await outputOf([requestEvents(request, request)], [requestEvents(request)])).toEqual({
      output: 450n,
      duplicates: 2,
      reasons: [],
    });
  });

  it('of one id that contradict each other are told, and the first counts', async () => {
    const { output, reasons } = await outputOf([requestEvents(REQUEST, { ...REQUEST, output_tokens: 451 })]);
    expect(output).toBe(450n);
    expect(reasons).toEqual([expect.stringMatching(/logRecords\.1 has other figures/)]);
  });

  it('without a cost stand apart from those that have one', async () => {
    const { cost_usd: _, ...free } = REQUEST;
    const { facts } = await read([requestEvents(REQUEST, { ...free, request_id: 'req_2' })]);
    expect(facts.map(({ cost }) => [cost.usd6, cost.origin])).toEqual([
      [33_271n, 'ESTIMATED'],
      [null, null],
    ]);
  });

  it('fall to the day of the settings’ zone', async () => {
    const { facts } = await read([requestEvents({ ...REQUEST, at: '2026-03-02T23:30:00Z' })]);
    expect(facts.map(({ usageDate }) => usageDate)).toEqual(['2026-03-03']);
  });

  it('of other names are passed over', async () => {
    const other = JSON.stringify(requestEvents(REQUEST)).replaceAll('api_request', 'tool_result');
    expect(await read([other])).toEqual({ facts: [], duplicates: 0, skipped: [] });
  });

  it.each([
    ['half a token', { output_tokens: '1.5' }, /output_tokens is no whole number/],
    ['a cost of letters', { cost_usd: 'NaN' }, /cost_usd is no decimal/],
    ['a cost below 0', { cost_usd: '-1' }, /cost_usd is below 0/],
    ['a time in the future', { at: '2026-03-12T00:00:00Z' }, /time in the future/],
    ['no time', { at: '1970-01-01T00:00:00Z' }, /no time/],
  ])('with %s are told', async (_what, part, reason) => {
    const { facts, skipped } = await read([requestEvents({ ...REQUEST, ...part })]);
    expect(facts).toEqual([]);
    expect(skipped).toEqual([{ file: 'file-1', line: 1, reason: expect.stringMatching(reason) }]);
  });
});

describe('counters', () => {
  it('of tokens and cost make one fact', async () => {
    const point = { at: AT, value: 450 };
    const input = { at: AT, value: '4', attributes: { type: 'input' } };
    const { facts } = await read([tokenMetrics(1, point, input), costMetrics(1, { at: AT, value: 0.0332712 })]);
    expect(facts).toMatchObject([
      {
        tokens: { inputUncached: 4n, output: 450n, cacheRead: null },
        requests: null,
        cost: { usd6: 33_271n, amountRaw: '0.0332712', kind: 'NOTIONAL', origin: 'ESTIMATED' },
        attributes: { signal: 'metrics' },
      },
    ]);
  });

  it.each([
    ['a number', 1],
    ['its name', 'AGGREGATION_TEMPORALITY_DELTA'],
  ])('are increments where their temporality, as %s, says so', async (_what, temporality) => {
    const points = [
      { at: AT, value: '100' },
      { at: LATER, value: '20' },
    ];
    expect(await outputOf([tokenMetrics(temporality, ...points)])).toMatchObject({ output: 120n, reasons: [] });
  });

  it.each([[0], [undefined], [3], ['DELTA']])('of the temporality %j are refused', async (temporality) => {
    const { output, reasons } = await outputOf([tokenMetrics(temporality, { at: AT, value: '100' })]);
    expect(output).toBe(0n);
    expect(reasons).toEqual([
      expect.stringMatching(/^resourceMetrics\.0\.scopeMetrics\.0\.metrics\.0\.sum has no aggregationTemporality/),
    ]);
  });

  it('count an increment once that is sent again, in another file too', async () => {
    const document = tokenMetrics(1, { at: AT, value: '100' });
    expect(await outputOf([document, document], [document])).toEqual({ output: 100n, duplicates: 2, reasons: [] });
  });

  it('tell of an increment that comes again with another value', async () => {
    const documents = ['100', '101'].map((value) => tokenMetrics(1, { at: AT, value }));
    const { output, reasons } = await outputOf(documents);
    expect([output, reasons.length]).toEqual([100n, 1]);
  });

  it('count what a sum has grown by, in whatever order its points come', async () => {
    const points = ['100', '130', '130', '200'].map((value, minute) => ({
      at: `2026-03-02T10:0${minute + 1}:00Z`,
      since: SINCE,
      value,
    }));
    await fc.assert(
      fc.asyncProperty(fc.shuffledSubarray(points, { minLength: 4 }), async (shuffled) => {
        const documents = shuffled.map((point) => tokenMetrics(2, point));
        expect(await outputOf(documents)).toEqual({ output: 200n, duplicates: 0, reasons: [] });
      }),
      { numRuns: 10 },
    );
  });

  it('begin anew with a new start', async () => {
    const points = [
      { at: AT, since: SINCE, value: '100' },
      { at: '2026-03-02T10:03:00Z', since: LATER, value: '30' },
    ];
    expect(await outputOf([tokenMetrics(2, ...points)])).toMatchObject({ output: 130n, reasons: [] });
  });

  it('tell of a sum that becomes smaller without a new start, and go on from the larger one', async () => {
    const points = ['100', '90', '110'].map((value, minute) => ({
      at: `2026-03-02T10:0${minute + 1}:00Z`,
      since: SINCE,
      value,
    }));
    const { output, reasons } = await outputOf([tokenMetrics(2, ...points)]);
    expect([output, reasons]).toEqual([110n, [expect.stringContaining('is smaller than the point before it')]]);
  });

  it('take the first sum of several days for where others begin', async () => {
    const points = ['100', '130'].map((value, minute) => ({
      at: `2026-03-02T10:0${minute + 1}:00Z`,
      since: '2026-02-27T10:00:00Z',
      value,
    }));
    const { output, reasons } = await outputOf([tokenMetrics(2, ...points)]);
    expect([output, reasons]).toEqual([30n, [expect.stringContaining('sums several days')]]);
  });

  it('fall to the day on which their window ends', async () => {
    const { facts } = await read([tokenMetrics(1, { at: '2026-03-02T23:00:30Z', value: '1' })]);
    expect(facts.map(({ usageDate }) => usageDate)).toEqual(['2026-03-03']);
  });

  it('keep costs exact however many points there are', async () => {
    const points = Array.from({ length: 30 }, (_, index) => ({
      at: `2026-03-02T10:${String(index + 10)}:00Z`,
      value: 0.1,
    }));
    const { facts } = await read([costMetrics(1, ...points)]);
    expect(facts.map(({ cost }) => cost.usd6)).toEqual([3_000_000n]);
  });

  it.each([
    ['an unknown type of tokens', { value: '1', attributes: { type: 'thought' } }, /unknown type/],
    ['half a token', { value: 1.5 }, /dataPoints\.0 has a value that is none/],
    ['a value below 0', { value: '-1' }, /has a value that is none/],
  ])('with %s are told', async (_what, part, reason) => {
    const { output, reasons } = await outputOf([tokenMetrics(1, { at: AT, ...part })]);
    expect([output, reasons]).toEqual([0n, [expect.stringMatching(reason)]]);
  });

  it('that are no sums are told, those of other names passed over', async () => {
    const gauge = JSON.stringify(tokenMetrics(1, { at: AT, value: '1' })).replace('"sum"', '"gauge"');
    expect((await outputOf([gauge])).reasons).toEqual([expect.stringContaining('is no sum')]);
    const other = gauge.replace('token.usage', 'session.count');
    expect((await outputOf([other])).reasons).toEqual([]);
  });
});

describe('events and counters together', () => {
  const points = [
    { at: AT, value: '450' },
    { at: '2026-03-02T23:00:10Z', value: '7' },
  ];

  it.each([
    ['before', [requestEvents(REQUEST), tokenMetrics(1, ...points)]],
    ['after', [tokenMetrics(1, ...points), requestEvents(REQUEST)]],
  ])('count a session by its events alone, which came %s', async (_what, documents) => {
    expect(await outputOf(documents)).toEqual({ output: 450n, duplicates: 2, reasons: [] });
    expect(await outputOf(...documents.map((one) => [one]))).toMatchObject({ output: 450n, duplicates: 2 });
  });

  it('count another session by its counters', async () => {
    const other = { at: AT, value: '30', attributes: { 'session.id': 's2' } };
    expect(await outputOf([requestEvents(REQUEST), tokenMetrics(1, other)])).toMatchObject({ output: 480n });
  });

  it.each([
    ['not of an actor that has events', 'dev@example.com', 450n],
    ['of an actor that has none', 'other@example.com', 480n],
  ])('count points without a session %s', async (_what, email, output) => {
    const other = { at: AT, value: '30', attributes: { 'session.id': '', 'user.email': email } };
    expect(await outputOf([requestEvents(REQUEST), tokenMetrics(1, other)])).toMatchObject({ output });
  });
});

describe('the actor', () => {
  it.each([
    ['the address of the account', {}, { kind: 'EMAIL', id: 'dev@example.com' }],
    ['its id', { 'user.email': '', 'user.account_uuid': 'u-1', 'user.id': 'd-1' }, { kind: 'USER_ID', id: 'u-1' }],
    ['the device', { 'user.email': '', 'user.id': 'd-1' }, { kind: 'OS_USER', id: 'd-1' }],
    ['whom the import names', { 'user.email': '' }, IMPORT_SETTINGS.actor],
    ['whom the import names, where an address is none', { 'user.email': 'dev' }, IMPORT_SETTINGS.actor],
  ])('is %s', async (_what, attributes, actor) => {
    const { facts } = await read([requestEvents({ ...REQUEST, ...attributes })]);
    expect(facts.map((fact) => fact.actor)).toEqual([actor]);
  });

  it('has rows of its own', async () => {
    const other = { ...REQUEST, request_id: 'req_2', 'user.email': 'other@example.com' };
    expect((await read([requestEvents(REQUEST, other)])).facts).toHaveLength(2);
  });
});

describe('a file', () => {
  it('may be one document over several lines', async () => {
    const { facts } = await imported(readClaudeCodeOtel, [JSON.stringify(requestEvents(REQUEST), null, 2)]);
    expect(facts).toHaveLength(1);
  });

  it('may hold signals of all kinds, blank lines and unknown fields', async () => {
    const more = { ...requestEvents(REQUEST), unknown: [1] };
    const { facts, skipped } = await read([{ resourceSpans: [] }, '', more, tokenMetrics(1)]);
    expect([facts.length, skipped]).toEqual([1, []]);
  });

  it('with a cut last line counts to there', async () => {
    const text = JSON.stringify(requestEvents({ ...REQUEST, request_id: 'req_2' }));
    const { facts, skipped } = await read([requestEvents(REQUEST), text.slice(0, 200)]);
    expect(facts).toHaveLength(1);
    expect(skipped).toEqual([{ file: 'file-1', line: 2, reason: 'the line is no JSON, or is cut off' }]);
  });

  it('that is no JSON is not read to its end', async () => {
    const { skipped } = await read([Array(500).fill('no JSON').join('\n')]);
    expect(skipped).toHaveLength(101);
  });

  it.each([
    ['another object', { data: [] }, /the document is not of OTLP/],
    ['a list', [], /the document is not of OTLP/],
    ['metrics that are none', { resourceMetrics: 'x' }, /the document is not as expected: resourceMetrics/],
    ['logs that are none', { resourceLogs: [{ scopeLogs: {} }] }, /resourceLogs\.0\.scopeLogs/],
  ])('with %s tells so', async (_what, document, reason) => {
    const { skipped } = await read([document]);
    expect(skipped).toEqual([{ file: 'file-1', line: 1, reason: expect.stringMatching(reason) }]);
  });

  it('in another encoding, or that is not there, tells so', async () => {
    const wide = Buffer.from(JSON.stringify(requestEvents(REQUEST)), 'utf16le');
    const { skipped } = await imported(readClaudeCodeOtel, [wide]);
    expect(skipped).toMatchObject([{ line: null, reason: expect.stringContaining('UTF-16') }]);
    const [path] = filesOf('');
    const records = [];
    for await (const record of readClaudeCodeOtel([`${path}-not`], IMPORT_SETTINGS)) records.push(record);
    expect(records).toMatchObject([{ kind: 'SKIPPED', reason: 'the file cannot be read: ENOENT' }]);
  });

  it('tells nothing of a person in what it skips', async () => {
    const { skipped } = await read([requestEvents({ ...REQUEST, output_tokens: 'many' })]);
    expect(JSON.stringify(skipped)).not.toContain(OTEL_USER['user.email']);
  });
});
