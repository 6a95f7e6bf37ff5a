import { parquetReadObjects } from 'hyparquet';
import { describe, expect, it } from 'vitest';
import { S3FactTable } from '../../../../adapters/lake/collection/fact-table.ts';
import { NO_TOKENS, NOBODY } from '../../../../core/collection/usage-fact.ts';
import { MemoryByteBucket } from '../../../doubles/memory-byte-bucket.ts';
import { DAY, usageFact } from '../../../worlds/usage-facts.ts';

const PART = { source: 'cursor', usageDate: DAY, reporter: 'api' };
const KEY = `ai_usage_daily/source=cursor/usage_date=${DAY}/api.parquet`;
const PULLED_AT = '2026-11-18T05:00:00.000Z';

function tableIn(bucket = new MemoryByteBucket()) {
  return { bucket, table: new S3FactTable(bucket.client, 'lake') };
}

describe('a part of the daily facts', () => {
  it('is one object of its source, day and reporter', async () => {
    const { bucket, table } = tableIn();
    await table.replace({ ...PART, source: 'codex_local', reporter: 'mac-1' }, [usageFact()], PULLED_AT);

    expect([...bucket.objects.keys()]).toEqual([`ai_usage_daily/source=codex_local/usage_date=${DAY}/mac-1.parquet`]);
  });

  it('holds every fact in the columns of the table, exact', async () => {
    const { bucket, table } = tableIn();
    const tokens = { inputUncached: 1n, cacheRead: 2n ** 62n, cacheWrite5m: 3n, cacheWrite1h: 4n, output: 0n };
    const cost = { usd6: -123_456_789n, amountRaw: '-12345.6789', currency: 'EUR', currencyRate: '1.08123456' };
    const attributes = { workspace: 'w', tier: 'batch' };
    await table.replace(PART, [usageFact({ tokens, cost, attributes, tokensReasoning: 5n })], PULLED_AT);

    expect(await parquetReadObjects({ file: bucket.bytes(KEY) })).toEqual([
      {
        ...{ actor_kind: 'EMAIL', actor_id: 'ann@example.com', provider: 'anthropic' },
        ...{ model_raw: 'claude-opus-4-5-20251101', model: 'claude-opus-4-5' },
        ...{ tokens_input_uncached: 1n, tokens_cache_read: 2n ** 62n, tokens_cache_write_5m: 3n },
        ...{ tokens_cache_write_1h: 4n, tokens_output: 0n, tokens_reasoning: 5n, requests: 1n },
        ...{ cost_usd: -123.456789, cost_kind: 'BILLED', cost_origin: 'REPORTED', price_version: null },
        ...{ amount_raw: '-12345.6789', currency: 'EUR', currency_rate: 1.08123456 },
        ...{ period_start: new Date(`${DAY}T00:00:00.000Z`), period_end: new Date('2026-11-18T00:00:00.000Z') },
        ...{ period_zone: 'UTC', attributes: '{"workspace":"w","tier":"batch"}', pulled_at: new Date(PULLED_AT) },
      },
    ]);
  });

  it('keeps what is unknown as null, which is not 0', async () => {
    const { bucket, table } = tableIn();
    const cost = { usd6: null, origin: null, amountRaw: null, currency: null };
    const unknown = usageFact({ actor: NOBODY, modelRaw: null, model: null, requests: null, cost });
    await table.replace(PART, [{ ...unknown, tokens: NO_TOKENS }], PULLED_AT);
    const [row] = await parquetReadObjects({ file: bucket.bytes(KEY) });

    const names = Object.entries(row ?? {}).flatMap(([name, value]) => (value === null ? [name] : []));
    expect(names).toEqual([
      ...['actor_id', 'model_raw', 'model'],
      ...['tokens_input_uncached', 'tokens_cache_read', 'tokens_cache_write_5m', 'tokens_cache_write_1h'],
      ...['tokens_output', 'tokens_reasoning', 'requests', 'cost_usd', 'cost_origin', 'price_version'],
      ...['amount_raw', 'currency', 'currency_rate'],
    ]);
  });

  it('without facts is there as well, as a day that was looked at', async () => {
    const { bucket, table } = tableIn();
    await table.replace(PART, [], PULLED_AT);

    expect(await parquetReadObjects({ file: bucket.bytes(KEY) })).toEqual([]);
  });

  it('that is replaced tells what it summed to before, without being read', async () => {
    const { bucket, table } = tableIn();
    const huge = usageFact({ tokens: { output: 2n ** 62n }, cost: { usd6: -9n } });
    const first = await table.replace(PART, [huge, usageFact({ cost: { usd6: null } })], PULLED_AT);
    const second = await table.replace(PART, [usageFact()], PULLED_AT);

    const sums = { rows: 2, tokens: 2n ** 62n + 25n, costUsd6: -9n };
    expect(first).toEqual({ part: PART, before: null, after: sums });
    expect(second).toEqual({ part: PART, before: sums, after: { rows: 1, tokens: 15n, costUsd6: 7n } });
    expect(bucket.calls).toEqual([`Head ${KEY}`, `Put ${KEY}`, `Head ${KEY}`, `Put ${KEY}`]);
    expect(await parquetReadObjects({ file: bucket.bytes(KEY) })).toHaveLength(1);
  });

  it('leaves other reporters of the day alone', async () => {
    const { bucket, table } = tableIn();
    await table.replace(PART, [usageFact()], PULLED_AT);
    const other = await table.replace({ ...PART, reporter: 'mac-1' }, [], PULLED_AT);

    expect(other.before).toBeNull();
    expect(await parquetReadObjects({ file: bucket.bytes(KEY) })).toHaveLength(1);
  });

  it('is not put where a rate has more decimals than its column', async () => {
    const { bucket, table } = tableIn();

    await expect(
      table.replace(PART, [usageFact({ cost: { currencyRate: '1.123456789' } })], PULLED_AT),
    ).rejects.toThrow('1.123456789 is no rate of at most 8 decimals');
    expect(bucket.objects.size).toBe(0);
  });

  it('that may not be looked at is not replaced', async () => {
    const { bucket, table } = tableIn();
    const denied = Object.assign(new Error('denied'), { name: 'AccessDenied' });
    bucket.send = () => Promise.reject(denied);

    await expect(table.replace(PART, [usageFact()], PULLED_AT)).rejects.toThrow(denied);
  });
});

describe('the days of a source', () => {
  it('are those of its objects within the window, each once', async () => {
    const { table } = tableIn();
    for (const usageDate of ['2026-11-13', '2026-11-14', '2026-11-17', '2026-11-18']) {
      await table.replace({ ...PART, usageDate }, [], PULLED_AT);
    }
    await table.replace({ ...PART, usageDate: '2026-11-14', reporter: 'mac-1' }, [], PULLED_AT);
    await table.replace({ ...PART, source: 'codex_local', usageDate: '2026-11-15' }, [], PULLED_AT);

    expect(await table.list('cursor', { from: '2026-11-14', to: '2026-11-18' })).toEqual(['2026-11-14', '2026-11-17']);
  });
});
