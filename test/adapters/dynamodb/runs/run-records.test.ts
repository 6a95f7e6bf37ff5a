import { ConditionalCheckFailedException, TransactionCanceledException } from '@aws-sdk/client-dynamodb';
import {
  DynamoDBDocumentClient,
  GetCommand,
  QueryCommand,
  TransactWriteCommand,
  UpdateCommand,
} from '@aws-sdk/lib-dynamodb';
import { mockClient } from 'aws-sdk-client-mock';
import { beforeEach, describe, expect, it } from 'vitest';
import { DynamoRunRecords } from '../../../../adapters/dynamodb/runs/run-records.ts';
import { NO_TOTALS, type RunSummary } from '../../../../core/runs/run.ts';
import { NO_USAGE_READ } from '../../../../core/usage/usage-read.ts';
import { encodeJson } from '../../../../core/values/codec.ts';
import { RUN } from '../../../worlds/runs.ts';

const dynamodb = mockClient(DynamoDBDocumentClient);
const records = new DynamoRunRecords(dynamodb as unknown as DynamoDBDocumentClient, 'ledger');

const SUMMARY: RunSummary = {
  ...RUN,
  status: 'SUCCEEDED',
  endedAt: '2026-11-24T06:05:00.000Z',
  read: NO_USAGE_READ,
  totals: NO_TOTALS,
  awsCalls: 1,
  invocations: 1,
  failure: null,
  batchFailures: [],
};

function cancelled(...reasons: string[]): TransactionCanceledException {
  const CancellationReasons = reasons.map((Code) => ({ Code }));
  return new TransactionCanceledException({ message: 'cancelled', $metadata: {}, CancellationReasons });
}

beforeEach(() => {
  dynamodb.reset();
});

describe('the record of a run', () => {
  it('that is there already is left alone', async () => {
    dynamodb.on(TransactWriteCommand).rejects(cancelled('ConditionalCheckFailed', 'None'));

    await expect(records.open({ ...SUMMARY, status: 'RUNNING' }, 'execution')).resolves.toBeUndefined();
  });

  it('is opened although another run of the week is opened at the same moment', async () => {
    dynamodb.on(TransactWriteCommand).rejectsOnce(cancelled('None', 'TransactionConflict')).resolves({});

    await expect(records.open({ ...SUMMARY, status: 'RUNNING' }, 'execution')).resolves.toBeUndefined();
  });

  it('ends once: the first end stands, and is told', async () => {
    const first = { ...SUMMARY, status: 'PARTIAL' };
    dynamodb.on(UpdateCommand).rejects(new ConditionalCheckFailedException({ message: 'no', $metadata: {} }));
    dynamodb.on(GetCommand).resolves({ Item: { summary: encodeJson(first) } });

    expect(await records.close(SUMMARY)).toEqual(first);
  });

  it('that is missing where it should end is no reason to tell nobody', async () => {
    dynamodb.on(UpdateCommand).rejects(new ConditionalCheckFailedException({ message: 'no', $metadata: {} }));
    dynamodb.on(GetCommand).resolves({});

    expect(await records.close(SUMMARY)).toEqual(SUMMARY);
  });

  it('fails to end where the table cannot be written', async () => {
    dynamodb.on(UpdateCommand).rejects(new Error('unavailable'));

    await expect(records.close(SUMMARY)).rejects.toThrow('unavailable');
  });
});

describe('the runs of a week', () => {
  const item = (summary: RunSummary) => ({
    executionId: `arn:execution:${summary.runId}`,
    summary: encodeJson(summary),
  });
  const recalculation = (index: number): RunSummary => ({ ...SUMMARY, runId: `r${index}`, trigger: 'WEBHOOK' });
  const full: RunSummary = { ...SUMMARY, runId: 'full', trigger: 'WEEKLY' };
  const idsOf = async () => (await records.listSinceFullRun(RUN.mondayDate)).map(({ runId }) => runId);

  /** Pages of a hundred, as the table gives them. */
  function rest(runs: readonly RunSummary[]): void {
    const items = [...runs.map(item), { pk: 'RUN#', sk: '#FULL' }];
    dynamodb.on(QueryCommand).callsFake(({ Limit, ExclusiveStartKey, ConsistentRead, ScanIndexForward }) => {
      expect([ConsistentRead, ScanIndexForward]).toEqual([true, false]);
      const from = ExclusiveStartKey?.from ?? 0;
      const next = from + Limit;
      return { Items: items.slice(from, next), ...(next < items.length && { LastEvaluatedKey: { from: next } }) };
    });
  }

  it('go back to the last full run, past any number of recalculations', async () => {
    const since = Array.from({ length: 250 }, (_, index) => recalculation(index));
    rest([...since, full, { ...full, runId: 'older' }]);

    expect(await idsOf()).toEqual([...since.map(({ runId }) => runId), 'full']);
  });

  it('leave a full run out that is still under way', async () => {
    rest([{ ...full, runId: 'now', status: 'RUNNING' }, recalculation(1), full]);

    expect(await idsOf()).toEqual(['r1', 'full']);
  });

  it('are none where the week was never run', async () => {
    rest([]);

    expect(await idsOf()).toEqual([]);
  });

  it('are refused past ten thousand', async () => {
    dynamodb.on(QueryCommand).resolves({ Items: [item(recalculation(1))], LastEvaluatedKey: { more: true } });

    await expect(idsOf()).rejects.toThrow(RangeError);
  });

  it('are found by the name of their execution, on whatever page', async () => {
    rest([...Array.from({ length: 150 }, (_, index) => recalculation(index)), full]);

    expect(await records.findByExecution(RUN.mondayDate, 'full')).toEqual(full);
    expect(await records.findByExecution(RUN.mondayDate, 'ull')).toBeNull();
  });
});
