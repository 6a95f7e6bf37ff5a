import {
  AthenaClient,
  GetQueryExecutionCommand,
  GetQueryResultsCommand,
  StartQueryExecutionCommand,
} from '@aws-sdk/client-athena';
import { mockClient } from 'aws-sdk-client-mock';
import { beforeEach, describe, expect, it } from 'vitest';
import { AthenaBenchmarkSource } from '../../../adapters/lake/benchmark-source.ts';
import type { BenchmarkLine } from '../../../core/budgets/benchmarks.ts';
import { TestClock } from '../../doubles/test-clock.ts';

const WEEKS = { first: '2026-08-31', last: '2026-11-16' };
const HEADER = ['role', 'employee_id', 'monday_date', 'cwo_id', 'project_id', 'tokens', 'cost_usd', 'hours'];
const LINE = ['QA', 'E1', '2026-11-16', 'C1', 'P1', '9007199254740993', '30.0000', '7.50'];
const athena = mockClient(AthenaClient);

beforeEach(() => {
  athena.reset();
  athena.on(StartQueryExecutionCommand).resolves({ QueryExecutionId: 'q' });
  ended('SUCCEEDED');
});

function ended(...states: readonly ('QUEUED' | 'RUNNING' | 'SUCCEEDED' | 'FAILED' | 'CANCELLED')[]) {
  const answers = states.map((State) => ({ QueryExecution: { Status: { State, StateChangeReason: 'for the test' } } }));
  const stub = athena.on(GetQueryExecutionCommand);
  for (const answer of answers.slice(0, -1)) stub.resolvesOnce(answer);
  stub.resolves(answers.at(-1) ?? {});
}

function answers(...rows: readonly (readonly (string | undefined)[])[]) {
  const Rows = [HEADER, ...rows].map((cells) => ({ Data: cells.map((VarCharValue) => ({ VarCharValue })) }));
  athena.on(GetQueryResultsCommand).resolves({ ResultSet: { Rows } });
}

async function read(weeks = WEEKS): Promise<BenchmarkLine[]> {
  const place = { workGroup: 'w', database: 'd' };
  const source = new AthenaBenchmarkSource(athena as unknown as AthenaClient, place, new TestClock());
  const lines: BenchmarkLine[] = [];
  for await (const page of source.readLines(weeks, new AbortController().signal)) lines.push(...page);
  return lines;
}

describe('the lines of benchmarks', () => {
  it('are read exactly, as soon as the query has ended', async () => {
    ended('QUEUED', 'RUNNING', 'SUCCEEDED');
    answers(LINE, LINE.with(4, undefined as never));

    const line = {
      role: 'QA',
      employeeId: 'E1',
      mondayDate: '2026-11-16',
      cwoId: 'C1',
      tokens: 9_007_199_254_740_993n,
    };
    const expected = { ...line, costUsd4: 300_000n, hours: 750 };
    expect(await read()).toEqual([
      { ...expected, projectId: 'P1' },
      { ...expected, projectId: null },
    ]);
  });

  it('are those by approved hours with a role, of the weeks asked for', async () => {
    answers();

    await read();

    const { QueryString, QueryExecutionContext, WorkGroup } =
      athena.commandCalls(StartQueryExecutionCommand)[0]?.args[0].input ?? {};
    expect(QueryString).toContain("monday_date BETWEEN '2026-08-31' AND '2026-11-16'");
    expect(QueryString).toContain("allocation_basis = 'ACTUAL'");
    expect(QueryString).toContain("method = 'LOGGED_HOURS'");
    expect(QueryString).toContain('role IS NOT NULL');
    expect({ QueryExecutionContext, WorkGroup }).toEqual({ QueryExecutionContext: { Database: 'd' }, WorkGroup: 'w' });
  });

  it.each([
    ['FAILED', 'the query for benchmarks ended as FAILED: for the test'],
    ['CANCELLED', 'the query for benchmarks ended as CANCELLED: for the test'],
  ] as const)('are none of a query that ended as %s', async (state, message) => {
    ended(state);

    await expect(read()).rejects.toThrow(message);
  });

  it('are given up after ten minutes', async () => {
    ended('RUNNING');

    await expect(read()).rejects.toThrow('did not end in 600 looks');
  });

  it.each([
    ['tokens', LINE.with(5, '1.5')],
    ['cost_usd', LINE.with(6, '1.00001')],
    ['hours', LINE.with(7, '1.005')],
    ['monday_date', LINE.with(2, '2026-11-17')],
    ['role', LINE.with(0, undefined as never)],
  ])('are not read with another %s than asked for', async (column, row) => {
    answers(row);

    await expect(read()).rejects.toThrow(`not as asked: ${column}`);
  });

  it('are asked for by Mondays alone', async () => {
    await expect(read({ ...WEEKS, first: "2026-08-31' OR" })).rejects.toThrow(RangeError);
  });
});
