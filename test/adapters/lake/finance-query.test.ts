import {
  AthenaClient,
  GetQueryExecutionCommand,
  GetQueryResultsCommand,
  StartQueryExecutionCommand,
} from '@aws-sdk/client-athena';
import { mockClient } from 'aws-sdk-client-mock';
import { beforeEach, describe, expect, it } from 'vitest';
import { AthenaFinanceQuery } from '../../../adapters/lake/finance-query.ts';
import type { ResultTable } from '../../../adapters/lake/query-result.ts';
import { TestClock } from '../../doubles/test-clock.ts';

const athena = mockClient(AthenaClient);
const clock = new TestClock();
const ColumnInfo = [
  { Name: 'cwo_id', Type: 'varchar' },
  { Name: 'tokens', Type: 'bigint' },
];

beforeEach(() => {
  athena.reset();
  athena.on(StartQueryExecutionCommand).resolves({ QueryExecutionId: 'q' });
  ended('SUCCEEDED');
});

function ended(State: 'SUCCEEDED' | 'FAILED' | 'RUNNING') {
  const Status = { State, StateChangeReason: 'for the test' };
  athena.on(GetQueryExecutionCommand).resolves({ QueryExecution: { Status } });
}

function page(rows: readonly (readonly (string | undefined)[])[], NextToken?: string) {
  const Rows = rows.map((cells) => ({ Data: cells.map((VarCharValue) => ({ VarCharValue })) }));
  return { ResultSet: { Rows, ResultSetMetadata: { ColumnInfo } }, NextToken };
}

function ask(signal = new AbortController().signal): Promise<ResultTable> {
  const finance = new AthenaFinanceQuery(athena as unknown as AthenaClient, { workGroup: 'w', database: 'd' }, clock);
  return finance.ask({ statement: 'SELECT 1', name: 'the query sources' }, signal);
}

describe('a query of finance', () => {
  it('is asked in its workgroup, and read over all pages without the header', async () => {
    const header = ['cwo_id', 'tokens'];
    athena
      .on(GetQueryResultsCommand)
      .resolvesOnce(page([header, ['C1', '5']], 'next'))
      .resolvesOnce(page([['C2', undefined]]));

    expect(await ask()).toEqual({
      columns: [
        { name: 'cwo_id', type: 'varchar' },
        { name: 'tokens', type: 'bigint' },
      ],
      rows: [
        ['C1', '5'],
        ['C2', null],
      ],
    });
    expect(athena.commandCalls(StartQueryExecutionCommand)[0]?.args[0].input).toEqual({
      QueryString: 'SELECT 1',
      QueryExecutionContext: { Database: 'd' },
      WorkGroup: 'w',
    });
  });

  it('tells why it failed, and gives up in the end', async () => {
    ended('FAILED');
    await expect(ask()).rejects.toThrow('the query sources ended as FAILED: for the test');
    ended('RUNNING');
    await expect(ask()).rejects.toThrow('the query sources did not end in 600 looks');
  });

  it('is waited for no longer than its signal says', async () => {
    ended('RUNNING');

    await expect(ask(AbortSignal.abort(new Error('enough')))).rejects.toThrow('enough');
  });
});
