import {
  AthenaClient,
  GetQueryResultsCommand,
  type GetQueryResultsCommandOutput,
  StartQueryExecutionCommand,
} from '@aws-sdk/client-athena';
import { mockClient } from 'aws-sdk-client-mock';
import { beforeEach, describe, expect, it } from 'vitest';
import { USAGE_COLUMNS, usageQuery } from '../../../adapters/lake/usage-query.ts';
import { AthenaUsageSource } from '../../../adapters/lake/usage-source.ts';
import type { UsageResultRow } from '../../../core/usage/usage-source.ts';

type Cells = readonly (string | null)[];

const athena = mockClient(AthenaClient);
const source = new AthenaUsageSource(new AthenaClient({}), { workGroup: 'group', database: 'lake' });

const TOTAL: Cells = ['1', null, null, null, '3', '1', '1200', '7.500000'];
const E1: Cells = ['0', 'USABLE', 'E1', 'claude_code', '2', '1', '1000', '5.000000'];
const E2: Cells = ['0', 'USABLE', 'E2', 'cursor', '1', '0', '200', '2.500000'];

function page(rows: readonly Cells[], NextToken?: string): Partial<GetQueryResultsCommandOutput> {
  const Rows = rows.map((cells) => ({
    Data: cells.map((cell) => (cell === null ? {} : { VarCharValue: cell })),
  }));
  return { ResultSet: { Rows }, ...(NextToken !== undefined && { NextToken }) };
}

function givePages(...pages: Partial<GetQueryResultsCommandOutput>[]): void {
  let command = athena.on(GetQueryResultsCommand);
  for (const one of pages) command = command.resolvesOnce(one);
}

async function read(): Promise<UsageResultRow[]> {
  return (await Array.fromAsync(source.read('query-1'))).flat();
}

beforeEach(() => {
  athena.reset();
});

describe('the start of a usage query', () => {
  it('names work group, database, token and statement', async () => {
    athena.on(StartQueryExecutionCommand).resolves({ QueryExecutionId: 'query-1' });

    const id = await source.start({ mondayDate: '2026-11-16', token: 't'.repeat(64), employeeIds: ['E1'] });

    expect(id).toBe('query-1');
    expect(athena.call(0).args[0].input).toEqual({
      QueryString: usageQuery('2026-11-16', ['E1']),
      QueryExecutionContext: { Database: 'lake' },
      WorkGroup: 'group',
      ClientRequestToken: 't'.repeat(64),
    });
  });

  it('without an id is an error', async () => {
    athena.on(StartQueryExecutionCommand).resolves({});

    await expect(source.start({ mondayDate: '2026-11-16', token: 't' })).rejects.toThrow('without an id');
  });
});

describe('the result of a usage query', () => {
  it('is read page by page; the names of the columns stand on the first page alone', async () => {
    givePages(page([USAGE_COLUMNS, TOTAL, E1], 'next'), page([E2]));

    expect(await read()).toEqual([
      { kind: 'TOTAL', rows: 3, tokens: 1200n, costUsd6: 7_500_000n },
      {
        kind: 'GROUP',
        reason: null,
        employeeId: 'E1',
        source: 'claude_code',
        rows: 2,
        rowsWithoutTokens: 1,
        tokens: 1000n,
        costUsd6: 5_000_000n,
      },
      expect.objectContaining({ employeeId: 'E2', source: 'cursor', costUsd6: 2_500_000n }),
    ]);
    expect(athena.calls().map(({ args }) => args[0].input)).toEqual([
      { QueryExecutionId: 'query-1', MaxResults: 1000, NextToken: undefined },
      { QueryExecutionId: 'query-1', MaxResults: 1000, NextToken: 'next' },
    ]);
  });

  it('of an engine that sends no names of columns is read too', async () => {
    givePages(page([TOTAL, E1]));

    expect(await read()).toHaveLength(2);
  });

  it('takes a first employee on a later page for what it is, whatever its name', async () => {
    const named: Cells = ['0', 'USABLE', 'is_total', 'verdict', '1', '0', '1', '1.000000'];
    givePages(page([USAGE_COLUMNS, TOTAL], 'next'), page([named]));

    expect((await read())[1]).toMatchObject({ employeeId: 'is_total', source: 'verdict' });
  });

  it('holds numbers of any size exactly', async () => {
    const huge: Cells = ['0', 'USABLE', 'E1', 's', '1', '0', '9'.repeat(38), `-${'9'.repeat(32)}.123456`];
    givePages(page([USAGE_COLUMNS, huge]));

    const [row] = await read();

    expect(row?.tokens).toBe(10n ** 38n - 1n);
    expect(row?.costUsd6).toBe(-(10n ** 38n - 1n) + 999_999n - 123_456n);
  });

  it.each([
    ['MISSING_COST', 'E1'],
    ['NEGATIVE_TOKENS', 'E1'],
    ['MALFORMED_EMPLOYEE', null],
    ['NOT_A_MONDAY', 'E1'],
  ])('tells which rows cannot be used: %s of %s', async (verdict, employeeId) => {
    givePages(page([['0', verdict, employeeId, 's', '1', '0', '-5', '0.000000']]));

    expect(await read()).toEqual([expect.objectContaining({ reason: verdict, employeeId })]);
  });

  it.each(['0', null])('of an empty week has a total alone (rows without tokens: %j)', async (rowsWithoutTokens) => {
    const total = ['1', null, null, null, '0', rowsWithoutTokens, '0', '0.000000'];
    givePages(page([USAGE_COLUMNS, total]));

    expect(await read()).toEqual([{ kind: 'TOTAL', rows: 0, tokens: 0n, costUsd6: 0n }]);
  });
});

describe('a result that is not as asked', () => {
  it.each<[string, Cells, string]>([
    ['is neither total nor group', ['2', ...E1.slice(1)], 'is_total'],
    ['has another verdict', E1.with(1, 'FINE'), 'verdict'],
    ['has no verdict', E1.with(1, null), 'verdict'],
    ["is usable and nobody's", E1.with(2, null), 'nobody'],
    ['has no count', E1.with(4, null), 'row_count'],
    ['has a broken count', E1.with(4, '2.5'), 'row_count'],
    ['has no tokens', E1.with(6, null), 'tokens'],
    ['has tokens with an exponent', E1.with(6, '1.2E9'), 'tokens'],
    ['has a cost with 7 decimals', E1.with(7, '5.0000001'), 'cost_usd'],
    ['has a cost that is text', E1.with(7, 'five'), 'cost_usd'],
    ['has a column too few', E1.slice(0, 7), 'cost_usd'],
    ['is empty', [], 'is_total'],
  ])('because a row %s is refused as a whole', async (_, row, field) => {
    givePages(page([USAGE_COLUMNS, TOTAL, E1, row]));

    await expect(read()).rejects.toMatchObject({
      name: 'UsageResultError',
      message: expect.stringContaining(field),
    });
  });

  it('because it never ends is refused after 5,000 pages', async () => {
    athena.on(GetQueryResultsCommand).resolves(page([], 'again'));

    await expect(read()).rejects.toThrow('query query-1 has more than 5000 pages');

    expect(athena.calls()).toHaveLength(5000);
  });
});
