import { parquetReadObjects } from 'hyparquet';
import { describe, expect, it } from 'vitest';
import { S3WeeklyTable, WeeklyTableError } from '../../../../adapters/lake/collection/weekly-table.ts';
import type { WeeklyRow } from '../../../../core/collection/weekly-usage.ts';
import { MemoryByteBucket } from '../../../doubles/memory-byte-bucket.ts';
import { lakeParquet } from '../../../worlds/lake-parquet.ts';
import { MONDAY } from '../../../worlds/usage-facts.ts';

const KEY = `ai_usage_weekly/week_start_date=${MONDAY}/collected.parquet`;
const ROW: WeeklyRow = { employeeId: 'E1', tool: 'cursor', tokens: 2n ** 62n, costUsd6: 999_999_999_999_999_999n };

function tableIn(bucket = new MemoryByteBucket()) {
  return { bucket, table: new S3WeeklyTable(bucket.client, 'lake') };
}

describe('the weekly rows of the collectors', () => {
  it('are none where there is no object', async () => {
    expect(await tableIn().table.read(MONDAY)).toEqual({ rows: [], version: null });
  });

  it.each<[string, readonly WeeklyRow[]]>([
    ['of the largest figures', [ROW]],
    ['of an unknown cost and no tokens', [{ ...ROW, tokens: null, costUsd6: null }]],
    ['of a credit', [{ ...ROW, tokens: 0n, costUsd6: -1n }]],
    ['of an actor whom nobody knows', [{ ...ROW, employeeId: 'unresolved-0123456789ab' }]],
    ['in their order', [ROW, { ...ROW, employeeId: 'E0' }, { ...ROW, tool: 'codex' }]],
    ['that are none', []],
  ])('are read as they were put: %s', async (_, rows) => {
    const { table } = tableIn();

    expect(await table.replace(MONDAY, rows, null)).toBe(true);
    expect((await table.read(MONDAY)).rows).toEqual(rows);
  });

  it('lie in the partition of their week, in the columns of contract 1', async () => {
    const { bucket, table } = tableIn();
    await table.replace(MONDAY, [{ ...ROW, tokens: 15n, costUsd6: 7n }], null);

    expect([...bucket.objects.keys()]).toEqual([KEY]);
    expect(await parquetReadObjects({ file: bucket.bytes(KEY) })).toEqual([
      { employee_id: 'E1', source: 'cursor', total_tokens: 15n, cost_usd: 0.000007 },
    ]);
  });

  it('that cannot be read are an error, and not none', async () => {
    const { bucket, table } = tableIn();
    const row = { employee_id: 'x'.repeat(5_000), source: 'cursor', total_tokens: 1n, cost_usd: 1n };
    const bytes = lakeParquet([{ ...row, week_start_date: MONDAY }]);
    bucket.objects.set(KEY, { bytes, metadata: {}, etag: '"1"' });

    await expect(table.read(MONDAY)).rejects.toThrow(WeeklyTableError);
    await expect(table.read(MONDAY)).rejects.toThrow(`what was collected of week ${MONDAY} cannot be read: `);
  });

  it('that may not be read are an error', async () => {
    const { bucket, table } = tableIn();
    bucket.send = () => Promise.reject(Object.assign(new Error('denied'), { name: 'AccessDenied' }));

    await expect(table.read(MONDAY)).rejects.toThrow('denied');
    await expect(table.replace(MONDAY, [ROW], null)).rejects.toThrow('denied');
  });
});

describe('a replacement', () => {
  it('is put where nobody else has replaced what was read', async () => {
    const { table } = tableIn();
    await table.replace(MONDAY, [ROW], null);
    const { version } = await table.read(MONDAY);

    expect(await table.replace(MONDAY, [], version)).toBe(true);
    expect((await table.read(MONDAY)).rows).toEqual([]);
  });

  it('is not put where somebody has', async () => {
    const { table } = tableIn();
    await table.replace(MONDAY, [ROW], null);
    const { version } = await table.read(MONDAY);
    await table.replace(MONDAY, [], version);

    expect(await table.replace(MONDAY, [ROW], version)).toBe(false);
    expect(await table.replace(MONDAY, [ROW], null)).toBe(false);
    expect((await table.read(MONDAY)).rows).toEqual([]);
  });

  it('is not put while another one is', async () => {
    const { bucket, table } = tableIn();
    bucket.send = () => Promise.reject(Object.assign(new Error('busy'), { name: 'ConditionalRequestConflict' }));

    expect(await table.replace(MONDAY, [ROW], '"1"')).toBe(false);
  });
});
