import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { readCsv } from '../../../../adapters/lake/usage-files/read-csv.ts';
import { readJsonl } from '../../../../adapters/lake/usage-files/read-jsonl.ts';
import type { UsageRow } from '../../../../adapters/lake/usage-files/rows.ts';
import { formatDecimal } from '../../../../core/values/decimal.ts';
import { weekDays } from '../../../../core/values/week.ts';
import { lakeParquet } from '../../../worlds/lake-parquet.ts';
import { column, MONDAY, parquet, readBytes, readText, row } from './support.ts';

const COST_MAX = 10n ** 18n - 1n;
const TOKENS_MAX = 2n ** 63n - 1n;

function csvOf(rows: readonly UsageRow[]): string {
  const quoted = (value: unknown) => (value === null ? '' : `"${String(value).replaceAll('"', '""')}"`);
  const lines = rows.map((each) =>
    [each.week_start_date, costText(each), each.total_tokens, each.source, each.employee_id].map(quoted).join(','),
  );
  return ['week_start_date,cost_usd,total_tokens,source,employee_id', ...lines].join('\n');
}

function jsonlOf(rows: readonly UsageRow[]): string {
  return rows
    .map((each) => {
      const { week_start_date, source, employee_id } = each;
      const texts = JSON.stringify({ week_start_date, source, employee_id }).slice(1, -1);
      return `{"total_tokens":${each.total_tokens},"cost_usd":${costText(each)},${texts}}\n`;
    })
    .join('');
}

function parquetOf(rows: readonly UsageRow[]): Uint8Array {
  const text = { type: 'BYTE_ARRAY', converted_type: 'UTF8' } as const;
  const bytes = { type: 'FIXED_LEN_BYTE_ARRAY', type_length: 16, converted_type: 'DECIMAL', precision: 38 } as const;
  return parquet(
    column('employee_id', text, ...rows.map((each) => each.employee_id)),
    column('source', text, ...rows.map((each) => each.source)),
    column('total_tokens', { ...bytes, scale: 0 }, ...rows.map((each) => each.total_tokens)),
    column('cost_usd', { ...bytes, scale: 6 }, ...rows.map((each) => each.cost_usd)),
    column('week_start_date', text, ...rows.map((each) => each.week_start_date)),
  );
}

function costText({ cost_usd }: UsageRow): string | null {
  return cost_usd === null ? null : formatDecimal(cost_usd, 6);
}

const cellText = fc.oneof(fc.stringMatching(/^[A-Za-z0-9._@-]{1,12}$/), fc.string({ unit: 'binary', minLength: 1 }));
const anyRows = fc.array(
  fc.record({
    employee_id: fc.option(cellText),
    source: fc.option(cellText),
    total_tokens: fc.option(fc.bigInt({ min: -TOKENS_MAX - 1n, max: TOKENS_MAX })),
    cost_usd: fc.option(fc.bigInt({ min: -COST_MAX, max: COST_MAX })),
    week_start_date: fc.constantFrom(...weekDays(MONDAY)),
  }),
  { maxLength: 30 },
);

describe('rows of any content', () => {
  it('are the same after CSV', async () => {
    await fc.assert(
      fc.asyncProperty(anyRows, async (rows) => {
        expect(await readText(readCsv, csvOf(rows))).toMatchObject({ rows, faults: [] });
      }),
    );
  });

  it('are the same after JSONL', async () => {
    await fc.assert(
      fc.asyncProperty(anyRows, async (rows) => {
        expect(await readText(readJsonl, jsonlOf(rows))).toMatchObject({ rows, faults: [] });
      }),
    );
  });

  it('are the same after Parquet', async () => {
    await fc.assert(
      fc.asyncProperty(anyRows, async (rows) => {
        expect(await readBytes(parquetOf(rows))).toMatchObject({ rows, faults: [] });
      }),
    );
  });

  it('are the same after the Parquet of the lake, but for the day, which is the partition', async () => {
    await fc.assert(
      fc.asyncProperty(anyRows, async (rows) => {
        const expected = rows.map((each) => ({ ...each, week_start_date: MONDAY }));
        expect(await readBytes(lakeParquet(rows))).toMatchObject({ rows: expected, faults: [] });
      }),
    );
  });
});

describe('the Parquet of the lake', () => {
  it('has all columns when every value is null', async () => {
    const empty = row({ employee_id: null, source: null, total_tokens: null, cost_usd: null });
    expect(await readBytes(lakeParquet([empty, empty]))).toMatchObject({ rows: [empty, empty], faults: [] });
  });

  it('keeps the extremes', async () => {
    const rows = [
      row({ total_tokens: TOKENS_MAX, cost_usd: 123_456_789_012_345_678n }),
      row({ total_tokens: -TOKENS_MAX - 1n, cost_usd: -COST_MAX }),
    ];
    expect(await readBytes(lakeParquet(rows))).toMatchObject({ rows, faults: [] });
  });
});
