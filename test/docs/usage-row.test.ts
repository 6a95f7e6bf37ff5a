import { describe, expect, it } from 'vitest';
import { RowIntake } from '../../adapters/lake/usage-files/intake.ts';
import { NumberText } from '../../core/values/number-text.ts';
import { COMPANY_DEFAULTS, generateCompany, usageRows } from '../../local/sample/company.ts';
import { faultsOf } from './contract-files.ts';
import { reasonOf } from './usage-page.ts';

const WEEK = COMPANY_DEFAULTS.lastMonday;
const ROW = { employee_id: 'E-1', source: 'cursor', total_tokens: 1, cost_usd: '0.25', week_start_date: WEEK };

/** Whether a file with this row, as JSONL would spell it, is loaded. */
function isLoaded(row: Readonly<Record<string, unknown>>): boolean {
  const intake = new RowIntake('rows.jsonl', WEEK, () => {});
  const cells = Object.entries(row).map(([field, value]) => {
    return [field, typeof value === 'number' ? new NumberText(String(value)) : value] as const;
  });
  intake.add(1, Object.fromEntries(cells));
  return intake.faults.length === 0;
}

describe('a usage row', () => {
  it.each(['MISSING_COST', 'NEGATIVE_TOKENS', 'MALFORMED_EMPLOYEE'])(
    'is refused where a run sets it aside: %s',
    (r) => {
      const rows = usageRows(generateCompany(), WEEK);
      const aside = rows.filter((row) => reasonOf(row, WEEK) === r);

      expect(aside.length).toBeGreaterThan(0);
      expect(aside.filter((row) => faultsOf('usage-row.schema.json', row).length === 0)).toEqual([]);
    },
  );

  it('fits where a run allocates it', () => {
    const usable = usageRows(generateCompany(), WEEK).filter((row) => reasonOf(row, WEEK) === null);

    expect(usable.length).toBeGreaterThan(70);
    expect(usable.flatMap((row) => faultsOf('usage-row.schema.json', row))).toEqual([]);
  });

  it.each([
    ['a cost as a number', { cost_usd: 0.25 }],
    ['a credit', { cost_usd: '-2.250000' }],
    ['tokens not reported', { total_tokens: null }],
    ['no source', { source: null }],
    ['a column of its own', { team: 'payments' }],
  ])('is loaded and fits with %s', (_, change) => {
    const row = { ...ROW, ...change };

    expect([isLoaded(row), faultsOf('usage-row.schema.json', row)]).toEqual([true, []]);
  });

  it.each([
    ['a cost of 7 decimals', { cost_usd: '0.0000001' }],
    ['a cost in words', { cost_usd: 'free' }],
    ['a cost past DECIMAL(18,6)', { cost_usd: '1000000000000' }],
    ['half a token', { total_tokens: 0.5 }],
    ['tokens past BIGINT', { total_tokens: 1e20 }],
    ['a day that is none', { week_start_date: '2026-11-31' }],
    ['an employee as a number', { employee_id: 7 }],
  ])('is neither loaded nor fits with %s', (_, change) => {
    const row = { ...ROW, ...change };

    expect(isLoaded(row)).toBe(false);
    expect(faultsOf('usage-row.schema.json', row)).not.toEqual([]);
  });
});
