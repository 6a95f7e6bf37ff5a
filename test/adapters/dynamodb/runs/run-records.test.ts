import { DynamoDBDocumentClient, QueryCommand } from '@aws-sdk/lib-dynamodb';
import { mockClient } from 'aws-sdk-client-mock';
import { beforeEach, describe, expect, it } from 'vitest';
import { DynamoRunRecords } from '../../../../adapters/dynamodb/runs/run-records.ts';
import { RUN_TRIGGERS } from '../../../../core/ledger/revision.ts';
import { NO_TOTALS, type RunSummary } from '../../../../core/runs/run.ts';
import { NO_USAGE_READ } from '../../../../core/usage/usage-read.ts';
import { encodeJson } from '../../../../core/values/codec.ts';
import { MemoryTable } from '../../../doubles/memory-table.ts';
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
const RUNNING: RunSummary = { ...SUMMARY, status: 'RUNNING', endedAt: null };
const { mondayDate, runId } = RUN;

beforeEach(() => {
  dynamodb.reset();
});

describe('the record of a run', () => {
  let table: MemoryTable;
  let kept: DynamoRunRecords;

  beforeEach(() => {
    table = new MemoryTable();
    kept = new DynamoRunRecords(table.client, 'ledger');
  });

  it('is there once it is opened, as running, by the name of its execution', async () => {
    expect(await kept.read(mondayDate, runId)).toBeNull();

    await kept.open(RUNNING, 'arn:execution:first');

    expect(await kept.read(mondayDate, runId)).toEqual(RUNNING);
    expect(await kept.findByExecution(mondayDate, 'first')).toEqual(RUNNING);
  });

  it('that is there already is left alone, also where it has ended', async () => {
    await kept.open(RUNNING, 'arn:execution:first');
    await kept.close(SUMMARY);

    await kept.open(RUNNING, 'arn:execution:other');

    expect(await kept.read(mondayDate, runId)).toEqual(SUMMARY);
    expect(await kept.findByExecution(mondayDate, 'other')).toBeNull();
  });

  it('ends once: the first end stands, and is told', async () => {
    const first: RunSummary = { ...SUMMARY, status: 'PARTIAL' };
    await kept.open(RUNNING, 'execution');

    expect(await kept.close(first)).toEqual(first);
    expect(await kept.close(SUMMARY)).toEqual(first);
    expect(await kept.read(mondayDate, runId)).toEqual(first);
    expect(table.find({ pk: `RUN#${mondayDate}`, sk: runId })?.status).toBe('PARTIAL');
  });

  it('that is missing where it should end is no reason to tell nobody, and is not made up', async () => {
    expect(await kept.close(SUMMARY)).toEqual(SUMMARY);
    expect(table.items()).toEqual([]);
  });

  it('fails to open or to end where the table cannot be written', async () => {
    dynamodb.rejects(new Error('unavailable'));

    await expect(records.open(RUNNING, 'execution')).rejects.toThrow('unavailable');
    await expect(records.close(SUMMARY)).rejects.toThrow('unavailable');
  });

  it.each(RUN_TRIGGERS)('of %s marks its week as run whole, unless it is a recalculation', async (trigger) => {
    await kept.open({ ...RUNNING, trigger }, 'execution');

    expect(await kept.hasFullRun(mondayDate)).toBe(!['WEBHOOK', 'SWEEP', 'USAGE'].includes(trigger));
    expect(await kept.hasFullRun('2026-11-09')).toBe(false);
  });

  it('comes after the mark of its week: a crash in between may leave the mark alone, and never the record', async () => {
    table.afterWrite = () => {
      throw new Error('died');
    };

    await expect(kept.open(RUNNING, 'execution')).rejects.toThrow('died');

    expect(await kept.hasFullRun(mondayDate)).toBe(true);
    expect(await kept.read(mondayDate, runId)).toBeNull();
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
